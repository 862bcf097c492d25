/**
 * The declaration of an endpoint: the one place where a route's method, path, function, scopes, request, problems,
 * operation and reply stand. The server dispatches by it; the constructs' methods, the OpenAPI document and the tests of
 * rights come from it.
 */
import type { Outcome } from '../../domain/outcome';
import type { ManagementScope } from '../../domain/policy';
import type { Call, Deps, Origin } from '../../engine/context';
import { type ProxyEvent, requestIdOf } from '../../http/event';
import type { Problem, ProblemCode, Response } from '../../http/problems';
import { type ApiRequest, readRequest } from '../wire/read-request';
import type { Asked } from '../wire/replies';
import type { QueryValues, RequestShape } from '../wire/request-shape';
import type { ManagementFunction } from '../management-functions';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/** Method and path template below `/v1`, such as `GET /accounts/{accountId}`. */
export type RouteKey = `${Method} /${string}`;

type ParametersOf<R extends string> = R extends `${string}{${infer N}}${infer Rest}` ? N | ParametersOf<Rest> : never;
/** The parameters that a route's path names. */
export type PathOf<R extends RouteKey> = { readonly [N in ParametersOf<R>]: string };

/** What is known of an endpoint without running it. */
export interface EndpointData {
  readonly route: RouteKey;
  /** The deployed function that serves it. */
  readonly function: ManagementFunction;
  /** The operation's name in the OpenAPI document and in the log. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Scopes of which an operator needs any one. `open`: anyone may call it, without a credential. */
  readonly scopes: readonly ManagementScope[] | 'open';
  /** Status of each success to the name of the answer's schema; undefined: no body. */
  readonly replies: Readonly<Record<number, string | undefined>>;
  /** Problems beyond those that every endpoint of its kind can answer with. */
  readonly problems: readonly ProblemCode[];
  readonly shape: RequestShape;
}

/** One request on its way to an endpoint. */
export interface EndpointCall<D extends Deps> {
  readonly event: ProxyEvent;
  readonly deps: D;
  /** Who calls; undefined when the token's claims are not an operator's, and on open endpoints. */
  readonly actor: Call['actor'] | undefined;
}

export interface Endpoint<D extends Deps = Deps, R extends RouteKey = RouteKey> extends EndpointData {
  readonly route: R;
  answer(call: EndpointCall<D>): Promise<Response | Problem>;
}

type Described = Omit<EndpointData, 'shape' | 'route' | 'scopes'>;

interface Declaration<R extends RouteKey, Q extends QueryValues, B, D extends Deps, T>
  extends Described,
    RequestShape<PathOf<R>, Q, B> {
  readonly route: R;
  readonly scopes: readonly ManagementScope[];
  readonly run: (deps: D, call: Call, request: ApiRequest<PathOf<R>, Q, B>) => Promise<Outcome<T>>;
  readonly reply: (value: T, asked: Asked) => Response;
}

interface OpenDeclaration<R extends RouteKey, Q extends QueryValues, B, D extends Deps, T>
  extends Described,
    RequestShape<PathOf<R>, Q, B> {
  readonly route: R;
  readonly run: (deps: D, origin: Origin, request: ApiRequest<PathOf<R>, Q, B>) => Promise<Outcome<T>>;
  readonly reply: (value: T, asked: Asked) => Response;
}

/** Declares an endpoint for operators. `run` gets path, query and body with the types of the route and the schemas. */
export function endpoint<const R extends RouteKey, Q extends QueryValues, B, T, D extends Deps = Deps>(
  declaration: Declaration<R, Q, B, D, T>,
): Endpoint<D, R> {
  const { run, reply, ...data } = declaration;
  return {
    ...data,
    shape: declaration,
    async answer({ event, actor, deps }) {
      if (actor === undefined) return NO_OPERATOR;
      const read = readRequest(event, declaration, deps);
      if (!read.ok) return read.problem;
      const { request, idempotency, list } = read;
      const outcome = await run(deps, { ...originOf(event), actor, requires: data.scopes, idempotency }, request);
      return outcome.ok ? reply(outcome.value, askedOf(event, deps, list)) : outcome.refusal;
    },
  };
}

/** Declares an endpoint without an authorizer: anyone may call it, and `run` itself knows what the caller may do. */
export function openEndpoint<const R extends RouteKey, Q extends QueryValues, B, T, D extends Deps = Deps>(
  declaration: OpenDeclaration<R, Q, B, D, T>,
): Endpoint<D, R> {
  const { run, reply, ...data } = declaration;
  return {
    ...data,
    scopes: 'open',
    shape: declaration,
    async answer({ event, deps }) {
      const read = readRequest(event, declaration, deps);
      if (!read.ok) return read.problem;
      const outcome = await run(deps, originOf(event), read.request);
      return outcome.ok ? reply(outcome.value, askedOf(event, deps, read.list)) : outcome.refusal;
    },
  };
}

const originOf = ({ requestContext }: ProxyEvent): Origin => ({
  sourceIp: requestContext.identity.sourceIp,
  requestId: requestIdOf(requestContext),
});

const askedOf = (event: ProxyEvent, { keyPrefix }: Deps, list: Asked['list']): Asked => ({
  requestPath: event.requestContext.path,
  keyPrefix,
  list,
});

const NO_OPERATOR: Problem = {
  code: 'invalid-credential',
  detail: 'Send an operator’s access token of this deployment.',
};
