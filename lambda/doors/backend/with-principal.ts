/**
 * The public module for backends, `sallyport/principal`. It gives a handler the verified principal, and takes the
 * credential out of the headers and the query of the handler's event. A handler never runs without a principal, nor
 * without the scope that it requires.
 */
import { InvariantError } from '../../domain/outcome';
import { isScopeRule, meets, ruleText, scopeList, type ScopeRule } from '../../domain/scopes';
import { fieldsOf, requestIdOf, type RequestIds } from '../../http/event';
import { INTERNAL_ERROR, problemResponse, type Response } from '../../http/problems';
import { withoutCredentials } from '../credential-places';
import { type FirstPartyPrincipal, type Principal, readFirstPartyPrincipal, readPrincipal } from './principals';

export { REJECTION_REASONS, type RejectionReason } from '../../domain/vocabulary';
export { PROBLEM_CODES, type ProblemCode } from '../../http/problems';
export type { FirstPartyPrincipal, Principal, ScopeRule };

type Fields = Readonly<Record<string, unknown>>;

/** The fields that we read from a REST API's proxy event, such as `APIGatewayProxyEvent` of `@types/aws-lambda`. */
export interface BackendEvent {
  readonly headers?: Fields | null;
  readonly multiValueHeaders?: Fields | null;
  readonly queryStringParameters?: Fields | null;
  readonly multiValueQueryStringParameters?: Fields | null;
  readonly requestContext: RequestIds & { readonly authorizer?: unknown; readonly identity?: unknown };
}

/** What a handler asks for, beyond what `protect` asks of its route. Another member throws an `InvariantError` at once. */
export interface GuardOptions {
  /**
   * The handler only runs if the principal's `scopes` have this one, or `{ anyOf: […] }` or `{ allOf: […] }` of several,
   * spelled as there: `write:orders`, at the door `cognito` `orders/write:orders`. Otherwise the answer is a 403 problem
   * `insufficient-scope`, and a log line names the judged route and its scope rule. An empty list, or a value that is not a
   * scope rule, lets nobody in. Set it where one function serves several routes.
   * @default - what `protect` asks of the judged route is enough
   */
  readonly requireScope?: ScopeRule;
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
  /** Who called and what was judged, for the log. */
  readonly told: (principal: P) => string;
}

const FUNCTION_DOORS: GuardedDoor<Principal> = {
  name: 'any, key or token',
  read: readPrincipal,
  told: ({ credentialId, route, scope }) =>
    `${credentialId} was judged at the route ${route} with ${scope === null ? 'no scope' : `the scope ${ruleText(scope)}`}`,
};
const COGNITO_DOOR: GuardedDoor<FirstPartyPrincipal> = {
  name: 'cognito',
  read: readFirstPartyPrincipal,
  told: ({ clientId, scopes }) => `${clientId} was judged at the door cognito with the scopes ${scopes.join(' ')}`,
};

function guardHandler<E extends BackendEvent, P extends Pick<Principal, 'scopes'>, R>(
  handler: GuardedHandler<E, P, R>,
  door: GuardedDoor<P>,
  options: GuardOptions,
): LambdaHandler<E, R> {
  refuseUnknown(options);
  return async (event, context) => {
    const { requestContext } = fieldsOf(event);
    const requestId = requestIdOf(fieldsOf(requestContext));
    const principal = door.read(fieldsOf(fieldsOf(requestContext).authorizer));
    if (principal === undefined) {
      console.error(`The event has no principal. Protect this method with the door ${door.name}.`);
      return problemResponse(INTERNAL_ERROR, requestId);
    }
    // A `requireScope` that is there and undefined, such as a variable that was never set, lets nobody in.
    const rule = isScopeRule(options.requireScope) ? options.requireScope : undefined;
    if ('requireScope' in options && (rule === undefined || !meets(principal.scopes, rule))) {
      const needed = rule === undefined ? 'a requireScope that names a scope' : `the scope ${ruleText(rule)}`;
      console.warn(`Request ${requestId} needs ${needed}: ${door.told(principal)}.`);
      return insufficientScope(rule, requestId);
    }
    return handler(withoutCredential(event), principal, context);
  };
}

/** A misspelt `requireScope` would let everybody in, so the function does not start with one. */
function refuseUnknown(options: unknown): void {
  const isObject = typeof options === 'object' && options !== null;
  const unknown = isObject ? Object.keys(options).filter((name) => name !== 'requireScope') : [JSON.stringify(options)];
  if (unknown.length > 0)
    throw new InvariantError(
      `The options are { requireScope } and nothing else; remove or rename ${unknown.join(', ')}.`,
    );
}

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
