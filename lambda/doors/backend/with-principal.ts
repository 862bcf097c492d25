/**
 * Hands a backend's handler the principal that a door proved, and takes the credential away first. A backend
 * behind Sallyport never sees a key or token, and never runs without a principal.
 */
import { INTERNAL_ERROR, problemResponse, type Response } from '../../http/problem';
import { type RequestIds, requestIdOf } from '../../http/request-id';

/** Who is calling, on the doors `any`, `key` and `token`. */
export interface Principal {
  readonly type: 'apiKey' | 'client';
  readonly accountId: string;
  /** Key id or client id. */
  readonly credentialId: string;
  /** What the credential may do: its own scopes within the account's grant. */
  readonly scopes: readonly string[];
  readonly environment: 'live' | 'test';
  /** The key's metadata; empty for a client. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Who is calling on the door `cognito`: a client of the team's own, which belongs to no account. */
export interface FirstPartyPrincipal {
  readonly type: 'firstParty';
  readonly clientId: string;
  /** As in the token, with resource server: `orders/read:orders`. */
  readonly scopes: readonly string[];
}

/** What is read of a REST API's proxy event; `APIGatewayProxyEvent` of `@types/aws-lambda` is one. */
export interface ProxyEvent {
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>> | null;
  readonly requestContext: RequestIds & { readonly authorizer?: unknown };
}

/** `context` is Lambda's own. */
export type GuardedHandler<E, P, R> = (event: E, principal: P, context: unknown) => R | Promise<R>;
export type LambdaHandler<E, R> = (event: E, context: unknown) => Promise<R | Response>;

/** For methods protected with the door `any`, `key` or `token`. Answers 500 when the authorizer said nothing. */
export const withPrincipal = <E extends ProxyEvent, R>(handler: GuardedHandler<E, Principal, R>): LambdaHandler<E, R> =>
  guarded(handler, readPrincipal);

/** For methods protected with the door `cognito`. Answers 500 when no access token's claims are there. */
export const withFirstPartyPrincipal = <E extends ProxyEvent, R>(
  handler: GuardedHandler<E, FirstPartyPrincipal, R>,
): LambdaHandler<E, R> => guarded(handler, readFirstPartyPrincipal);

function guarded<E extends ProxyEvent, P, R>(
  handler: GuardedHandler<E, P, R>,
  read: (authorizer: Fields) => P | undefined,
): LambdaHandler<E, R> {
  return async (event, context) => {
    const principal = read(fieldsOf(event.requestContext.authorizer));
    if (principal !== undefined) return handler(withoutCredentials(event), principal, context);
    console.error('A function ran without a principal: its method is not protected, or by another door.');
    return problemResponse(INTERNAL_ERROR, requestIdOf(event.requestContext));
  };
}

const withoutCredentials = <E extends ProxyEvent>(event: E): E => ({
  ...event,
  headers: withoutCredential(event.headers),
  multiValueHeaders: withoutCredential(event.multiValueHeaders),
});

const CREDENTIAL_HEADER = /^(?:authorization|x-api-key)$/i;

const withoutCredential = (headers: ProxyEvent['headers'] = null): ProxyEvent['headers'] =>
  headers && Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIAL_HEADER.test(name)));

type Fields = Readonly<Record<string, unknown>>;

function readPrincipal(authorizer: Fields): Principal | undefined {
  const { accountId, credentialId, credentialType: type, scopes, environment } = authorizer;
  const metadata = readObject(authorizer.metadata);
  if (!isText(accountId) || !isText(credentialId) || typeof scopes !== 'string') return undefined;
  if (type !== 'apiKey' && type !== 'client') return undefined;
  if ((environment !== 'live' && environment !== 'test') || metadata === undefined) return undefined;
  return { type, accountId, credentialId, scopes: wordsOf(scopes), environment, metadata };
}

function readFirstPartyPrincipal(authorizer: Fields): FirstPartyPrincipal | undefined {
  const { client_id: clientId, scope, token_use: use } = fieldsOf(authorizer.claims);
  if (use !== 'access' || !isText(clientId) || typeof scope !== 'string') return undefined;
  return { type: 'firstParty', clientId, scopes: wordsOf(scope) };
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const wordsOf = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

function readObject(text: unknown): Fields | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
