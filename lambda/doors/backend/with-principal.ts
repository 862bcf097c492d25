/**
 * The public module for backends, `sallyport/principal`. It gives a handler the verified principal, and takes the
 * credential out of the headers and the query of the handler's event. A handler never runs without a principal, nor
 * without the scope that it requires.
 */
import { isScopeRule, meets, ruleText, scopeList, type ScopeRule } from '../../domain/scopes';
import { fieldsOf, requestIdOf, type RequestIds } from '../../http/event';
import { INTERNAL_ERROR, problemResponse, type Response } from '../../http/problems';
import { withoutCredentials } from '../credential-places';
import { corsHeaders } from './cors-headers';
import { type GuardOptions, refuseWrong } from './guard-options';
import {
  type FirstPartyPrincipal,
  firstPartyParts,
  type Principal,
  type PrincipalContext,
  principalContext,
  principalParts,
  readFirstPartyPrincipal,
  readPrincipal,
} from './principals';

export { REJECTION_REASONS, type RejectionReason } from '../../domain/vocabulary';
export { PROBLEM_CODES, type ProblemCode } from '../../http/problems';
export { principalContext };
export type { FirstPartyPrincipal, GuardOptions, Principal, PrincipalContext, ScopeRule };

type Fields = Readonly<Record<string, unknown>>;

/** The fields that we read from a REST API's proxy event, such as `APIGatewayProxyEvent` of `@types/aws-lambda`. */
export interface BackendEvent {
  readonly headers?: Fields | null;
  readonly multiValueHeaders?: Fields | null;
  readonly queryStringParameters?: Fields | null;
  readonly multiValueQueryStringParameters?: Fields | null;
  readonly requestContext: RequestIds & { readonly authorizer?: unknown; readonly identity?: unknown };
}

/**
 * Your handler. `context` is Lambda's own. `event` has no credential: its headers and query lack `Authorization`,
 * `X-API-Key`, `access_token`, `api_key`, `apikey` and whatever has something with the form of a key in its name or
 * value, a cookie for example. Path and body are as the caller sent them.
 */
export type GuardedHandler<E, P, R> = (event: E, principal: P, context: unknown) => R | Promise<R>;
/** What you export as the function's handler. It answers with what your handler returns, or with a 403 or 500 problem. */
export type LambdaHandler<E, R> = (event: E, context: unknown) => Promise<R | Response>;

/**
 * Wraps the handler of a method that is protected with the door `any`, `key` or `token`. If the event has no principal
 * of such a door, the handler does not run: the answer is a 500 problem `internal-error`, and a log line says why.
 *
 * @example
 * import type { APIGatewayProxyEvent } from 'aws-lambda';
 * import { withPrincipal } from 'sallyport/principal';
 *
 * export const listOrders = withPrincipal((event: APIGatewayProxyEvent, principal) => ({
 *   statusCode: 200,
 *   body: JSON.stringify({ route: event.resource, calledBy: principal.accountId, scopes: principal.scopes }),
 * }));
 *
 * @example
 * import type { APIGatewayProxyEvent } from 'aws-lambda';
 * import { type LambdaHandler, withPrincipal } from 'sallyport/principal';
 *
 * const answer = (statusCode: number) => ({ statusCode, body: '' });
 * const read = withPrincipal((_: APIGatewayProxyEvent) => answer(200), { requireScope: 'read:orders' });
 * const cancel = withPrincipal((_: APIGatewayProxyEvent) => answer(204), { requireScope: 'write:orders' });
 *
 * // One function behind `ANY /{proxy+}`: each handler brings its own check, whichever route was judged.
 * export const router: LambdaHandler<APIGatewayProxyEvent, ReturnType<typeof answer>> = (event, context) =>
 *   (event.httpMethod === 'DELETE' ? cancel : read)(event, context);
 */
export const withPrincipal = <E extends BackendEvent, R>(
  handler: GuardedHandler<E, Principal, R>,
  options: GuardOptions = {},
): LambdaHandler<E, R> => guardHandler(handler, FUNCTION_DOORS, options);

/**
 * Wraps the handler of a method that is protected with the door `cognito`. If the event has no claims of an access
 * token, the handler does not run: the answer is a 500 problem `internal-error`, and a log line says why.
 *
 * @example
 * import type { APIGatewayProxyEvent } from 'aws-lambda';
 * import { withFirstPartyPrincipal } from 'sallyport/principal';
 *
 * export const listBills = withFirstPartyPrincipal(
 *   (event: APIGatewayProxyEvent, principal) => ({
 *     statusCode: 200,
 *     body: JSON.stringify({ route: event.resource, calledBy: principal.clientId }),
 *   }),
 *   { requireScope: 'orders/read:bills' },
 * );
 */
export const withFirstPartyPrincipal = <E extends BackendEvent, R>(
  handler: GuardedHandler<E, FirstPartyPrincipal, R>,
  options: GuardOptions = {},
): LambdaHandler<E, R> => guardHandler(handler, COGNITO_DOOR, options);

interface GuardedDoor<P> {
  readonly name: string;
  readonly read: (authorizer: Fields) => P | undefined;
  /** By the fields of the context; undefined is what no principal has. */
  readonly parts: (authorizer: Fields) => object;
  /** Who called and what was judged, for the log. */
  readonly told: (principal: P) => string;
}

const FUNCTION_DOORS: GuardedDoor<Principal> = {
  name: 'any, key or token',
  read: readPrincipal,
  parts: principalParts,
  told: ({ credentialId, route, scope }) =>
    `${credentialId} was judged at the route ${route} with ${scope === null ? 'no scope' : `the scope ${ruleText(scope)}`}`,
};
const COGNITO_DOOR: GuardedDoor<FirstPartyPrincipal> = {
  name: 'cognito',
  read: readFirstPartyPrincipal,
  parts: firstPartyParts,
  told: ({ clientId, scopes }) => `${clientId} was judged at the door cognito with the scopes ${scopes.join(' ')}`,
};

function guardHandler<E extends BackendEvent, P extends Pick<Principal, 'scopes'>, R>(
  handler: GuardedHandler<E, P, R>,
  door: GuardedDoor<P>,
  options: GuardOptions,
): LambdaHandler<E, R> {
  refuseWrong(options);
  return async (event, context) => {
    const { requestContext } = fieldsOf(event);
    const requestId = requestIdOf(fieldsOf(requestContext));
    const authorizer = fieldsOf(fieldsOf(requestContext).authorizer);
    const principal = door.read(authorizer);
    if (principal === undefined) {
      console.error(whyNone(door, authorizer));
      return readable(problemResponse(INTERNAL_ERROR, requestId), event, options);
    }
    // A `requireScope` that is there and undefined, such as a variable that was never set, lets nobody in.
    const rule = isScopeRule(options.requireScope) ? options.requireScope : undefined;
    if ('requireScope' in options && (rule === undefined || !meets(principal.scopes, rule))) {
      const needed = rule === undefined ? 'a requireScope that names a scope' : `the scope ${ruleText(rule)}`;
      console.warn(`Request ${requestId} needs ${needed}: ${door.told(principal)}.`);
      return readable(insufficientScope(rule, requestId), event, options);
    }
    return handler(withoutCredential(event), principal, context);
  };
}

/** Names the first field at fault, and no value. */
function whyNone({ name, parts }: Pick<GuardedDoor<unknown>, 'name' | 'parts'>, authorizer: Fields): string {
  const [field] = Object.entries(parts(authorizer)).flatMap(([part, value]) => (value === undefined ? [part] : []));
  return (
    `The event has no principal: requestContext.authorizer.${String(field)} is missing or has a wrong form. ` +
    `Protect this method with the door ${name}.`
  );
}

/** For pages of the origins that the options name. */
const readable = (answer: Response, event: unknown, { corsOrigins = [] }: GuardOptions): Response => ({
  ...answer,
  headers: { ...answer.headers, ...corsHeaders(corsOrigins, fieldsOf(fieldsOf(event).headers)) },
});

function insufficientScope(rule: ScopeRule | undefined, requestId: string): Response {
  const lacking = { code: 'insufficient-scope', detail: 'The credential lacks what requiredScope asks for.' } as const;
  if (rule === undefined) return problemResponse({ ...lacking, requiredScope: undefined }, requestId);
  return problemResponse({ ...lacking, requiredScope: ruleText(rule) }, requestId, scopeList(rule));
}

const withoutCredential = <E extends BackendEvent>(event: E): E => ({
  ...event,
  headers: withoutCredentials(event.headers, 'headers'),
  multiValueHeaders: withoutCredentials(event.multiValueHeaders, 'headers'),
  queryStringParameters: withoutCredentials(event.queryStringParameters, 'query'),
  multiValueQueryStringParameters: withoutCredentials(event.multiValueQueryStringParameters, 'query'),
  // API Gateway copies the header User-Agent to it.
  requestContext: {
    ...event.requestContext,
    identity: withoutCredentials(fieldsOf(event.requestContext.identity), 'headers'),
  },
});
