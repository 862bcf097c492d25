/**
 * The declaration of an endpoint: a route's method, path, function, scopes, request, problems, operation and reply, all
 * in one place. `serve.ts` finds the endpoint of a request by its route. The constructs' methods, the OpenAPI document
 * and the authorization tests are derived from the declarations.
 */
import type { Outcome } from '../../domain/outcome';
import type { ManagementScope, PeopleRole } from '../../domain/policy';
import type { Call, Deps, Origin, ReadDeps, Sight } from '../../engine/context';
import { findAccount } from '../../engine/load';
import { headerValues, type ProxyEvent, requestIdOf, sourceIpOf, textOf } from '../../http/event';
import type { Problem, ProblemCode, Response } from '../../http/problems';
import type { ManagementFunction } from '../management-functions';
import { pathWithId } from '../wire/account-name';
import { type ApiRequest, readRequest } from '../wire/read-request';
import type { Asked, Reply } from '../wire/replies';
import type { QueryValues, RequestShape } from '../wire/request-shape';
import type { MethodThrottle } from './parts/throttles';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/** Method and path template below `/v1`, such as `GET /accounts/{accountId}`. */
export type RouteKey = `${Method} /${string}`;

type ParametersOf<R extends string> = R extends `${string}{${infer N}}${infer Rest}` ? N | ParametersOf<Rest> : never;
/** The parameters that a route's path names. */
export type PathOf<R extends RouteKey> = { readonly [N in ParametersOf<R>]: string };

/** The declaration of an endpoint without `run` and `reply`. */
export interface EndpointData {
  readonly route: RouteKey;
  /** The deployed function that serves it. */
  readonly function: ManagementFunction;
  /** The operation's name in the OpenAPI document and in the log. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /**
   * A machine needs at least one of these scopes; of none, no machine may call the endpoint. `open`: anyone may, without a
   * credential.
   */
  readonly scopes: readonly ManagementScope[] | 'open';
  /** The least role of a person who may call the endpoint, in the account that its path names. @default - no person may */
  readonly people?: PeopleRole;
  readonly reply: Pick<Reply<never>, 'schemas' | 'readers'>;
  /** Problems beyond those that every endpoint of its kind can answer with. */
  readonly problems: readonly ProblemCode[];
  /**
   * The throttle of the method at API Gateway.
   * @default - 100 requests a second and 200 at once, as `lib/management-api/management-api.ts` sets for every method
   */
  readonly throttle?: MethodThrottle;
  readonly shape: RequestShape;
}

/** One request on its way to an endpoint. */
export interface EndpointCall<D extends ReadDeps> {
  readonly event: ProxyEvent;
  readonly deps: D;
  /** Who calls; undefined for open endpoints, and for a token that is neither an operator's nor a person's. */
  readonly actor: Call['actor'] | undefined;
}

export interface Endpoint<D extends ReadDeps = Deps, R extends RouteKey = RouteKey> extends EndpointData {
  readonly route: R;
  answer(call: EndpointCall<D>): Promise<Response | Problem>;
}

type Declared<R extends RouteKey, Q extends QueryValues, B> = Omit<EndpointData, 'shape'> &
  RequestShape<PathOf<R>, Q, B> & { readonly route: R };

/** The functions of an endpoint: `run` does the operation, `reply` turns its result into a response. */
interface Behaviour<D extends ReadDeps, C, Request, T> {
  readonly run: (deps: D, call: C, request: Request) => Promise<Outcome<T>>;
  readonly reply: Reply<T>;
}

/** Declares an endpoint for operators, and for people if it says `people`. */
export function endpoint<const R extends RouteKey, Q extends QueryValues, B, T, D extends ReadDeps = Deps>(
  declaration: Declared<R, Q, B> &
    Behaviour<D, Call, ApiRequest<PathOf<R>, Q, B>, T> & { readonly scopes: readonly ManagementScope[] },
): Endpoint<D, R> {
  const { scopes: requires, people } = declaration;
  return answering(declaration, {
    callOf: (origin, actor) => actor && { ...origin, actor, requires, people },
    findAccount,
  });
}

/** Declares an endpoint without an authorizer: anyone may call it, and `run` itself decides what the caller may do. */
export function openEndpoint<const R extends RouteKey, Q extends QueryValues, B, T, D extends ReadDeps = Deps>(
  declaration: Omit<Declared<R, Q, B>, 'scopes'> & Behaviour<D, Origin, ApiRequest<PathOf<R>, Q, B>, T>,
): Endpoint<D, R> {
  return answering({ ...declaration, scopes: 'open' }, { callOf: (origin) => origin });
}

/** How an endpoint learns who calls and, if its path may name an account, which account has an external id. */
interface Callers<C> {
  readonly callOf: (origin: Origin, actor: Call['actor'] | undefined) => C | undefined;
  readonly findAccount?: (deps: ReadDeps, call: C, externalId: string) => Promise<Outcome<string>>;
}

function answering<R extends RouteKey, Q extends QueryValues, B, T, D extends ReadDeps, C>(
  declaration: Declared<R, Q, B> & Behaviour<D, C, ApiRequest<PathOf<R>, Q, B>, T>,
  { callOf, findAccount: find }: Callers<C>,
): Endpoint<D, R> {
  const { run, reply } = declaration;
  return {
    ...declaration,
    shape: declaration,
    async answer({ event, actor, deps }) {
      const call = callOf(originOf(event), actor);
      if (call === undefined) return NOT_KNOWN;
      const findAccount = find && ((externalId: string) => find(deps, call, externalId));
      const read = await readRequest(event, declaration, { ...deps, findAccount });
      if (!read.ok) return read.problem;
      const { request, parameters, idempotency, list } = read;
      let sight: Sight = { scopes: [], isMember: true };
      const onAuthorized = (seen: Sight) => void (sight = seen);
      const { accountId } = parameters;
      const outcome = await run(deps, { ...call, accountId, idempotency, onAuthorized }, request);
      if (!outcome.ok) return outcome.refusal;
      return reply.write(outcome.value, {
        ...askedOf(event, parameters),
        plans: deps.plans,
        accountsServer: deps.accountsServer,
        now: deps.now(),
        list,
        sight,
      });
    },
  };
}

const originOf = ({ requestContext }: ProxyEvent): Origin => ({
  sourceIp: sourceIpOf(requestContext),
  requestId: requestIdOf(requestContext),
});

const askedOf = (
  event: ProxyEvent,
  parameters: Readonly<Record<string, string>>,
): Pick<Asked, 'requestPath' | 'ifNoneMatch'> => ({
  requestPath: (accountId = textOf(parameters['accountId'])) => pathWithId(event, { ...parameters, accountId }),
  ifNoneMatch: headerValues(event.multiValueHeaders, 'if-none-match'),
});

const NOT_KNOWN: Problem = {
  code: 'invalid-credential',
  detail: 'Send an access token of this deployment: an operator’s, or that of a person who signed in to the portal.',
};
