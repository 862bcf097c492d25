/**
 * The public module for backends, `sallyport/principal`. It gives a handler the verified principal, and removes the
 * credential headers from the handler's event. A handler never sees a credential, and never runs without a principal.
 */
import { INTERNAL_ERROR, problemResponse, type Response } from '../../http/problems';
import { requestIdOf, type RequestIds } from '../../http/event';

export { REJECTION_REASONS, type RejectionReason } from '../../domain/vocabulary';
export { PROBLEM_CODES, type ProblemCode } from '../../http/problems';

type Fields = Readonly<Record<string, unknown>>;

/** Who is calling a method with the door `any`, `key` or `token`. */
export interface Principal {
  /** The kind of credential: an API key, or an access token of an OAuth client. */
  readonly type: 'apiKey' | 'client';
  readonly accountId: string;
  /** Key id or client id. */
  readonly credentialId: string;
  /** What the credential may do now: its own scopes within the account's grant, for example `read:orders`. */
  readonly scopes: readonly string[];
  readonly environment: 'live' | 'test';
  /** The key's metadata; empty for a client. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Who is calling a method with the door `cognito`: a first-party client, which has no account. */
export interface FirstPartyPrincipal {
  readonly type: 'firstParty';
  readonly clientId: string;
  /** As in the token, with the resource server's prefix, for example `orders/read:orders`. */
  readonly scopes: readonly string[];
}

/** The fields that we read from a REST API's proxy event, such as `APIGatewayProxyEvent` of `@types/aws-lambda`. */
export interface BackendEvent {
  readonly headers?: Fields | null;
  readonly multiValueHeaders?: Fields | null;
  readonly requestContext: RequestIds & { readonly authorizer?: unknown };
}

/** Your handler. `event` has no credential headers, `context` is Lambda's own. */
export type GuardedHandler<E, P, R> = (event: E, principal: P, context: unknown) => R | Promise<R>;
/** What you export as the function's handler. It answers with what your handler returns, or with a 500 problem. */
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
 *   body: JSON.stringify({ path: event.path, calledBy: principal.accountId, scopes: principal.scopes }),
 * }));
 */
export const withPrincipal = <E extends BackendEvent, R>(
  handler: GuardedHandler<E, Principal, R>,
): LambdaHandler<E, R> => guardHandler(handler, readPrincipal, 'any, key or token');

/**
 * Wraps the handler of a method that is protected with the door `cognito`. If the event has no claims of an access
 * token, the handler does not run: the answer is a 500 problem `internal-error`, and a log line says why.
 *
 * @example
 * import type { APIGatewayProxyEvent } from 'aws-lambda';
 * import { withFirstPartyPrincipal } from 'sallyport/principal';
 *
 * export const listBills = withFirstPartyPrincipal((event: APIGatewayProxyEvent, principal) => ({
 *   statusCode: 200,
 *   body: JSON.stringify({ path: event.path, calledBy: principal.clientId, scopes: principal.scopes }),
 * }));
 */
export const withFirstPartyPrincipal = <E extends BackendEvent, R>(
  handler: GuardedHandler<E, FirstPartyPrincipal, R>,
): LambdaHandler<E, R> => guardHandler(handler, readFirstPartyPrincipal, 'cognito');

function guardHandler<E extends BackendEvent, P, R>(
  handler: GuardedHandler<E, P, R>,
  read: (authorizer: Fields) => P | undefined,
  doors: string,
): LambdaHandler<E, R> {
  return async (event, context) => {
    const principal = read(fieldsOf(event.requestContext.authorizer));
    if (principal === undefined) {
      console.error(`The event has no principal. Protect this method with the door ${doors}.`);
      return problemResponse(INTERNAL_ERROR, requestIdOf(event.requestContext));
    }
    const headers = withoutCredentials(event.headers);
    const multiValueHeaders = withoutCredentials(event.multiValueHeaders);
    return handler({ ...event, headers, multiValueHeaders }, principal, context);
  };
}

const CREDENTIAL_HEADER = /^(?:authorization|x-api-key)$/i;

const withoutCredentials = (headers: Fields | null = null): Fields | null =>
  headers && Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIAL_HEADER.test(name)));

function readPrincipal(authorizer: Fields): Principal | undefined {
  const { accountId, credentialId, credentialType: type, scopes, environment } = authorizer;
  const metadata = readObject(authorizer.metadata);
  if (!isText(accountId) || !isText(credentialId) || typeof scopes !== 'string') return undefined;
  if (type !== 'apiKey' && type !== 'client') return undefined;
  if ((environment !== 'live' && environment !== 'test') || metadata === undefined) return undefined;
  return { type, accountId, credentialId, scopes: splitScopes(scopes), environment, metadata };
}

function readFirstPartyPrincipal(authorizer: Fields): FirstPartyPrincipal | undefined {
  const { client_id: clientId, scope, token_use: use } = fieldsOf(authorizer.claims);
  if (use !== 'access' || !isText(clientId) || typeof scope !== 'string') return undefined;
  return { type: 'firstParty', clientId, scopes: splitScopes(scope) };
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const splitScopes = (text: string): readonly string[] => text.split(' ').filter((scope) => scope !== '');

function readObject(text: unknown): Fields | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
