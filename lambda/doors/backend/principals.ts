/**
 * Reads the principal from the event of a backend. A principal is whole or there is none: a context that lacks a part
 * was not made by Sallyport's authorizer.
 */
import { parseRule, type ScopeRule } from '../../domain/scopes';
import { fieldsOf } from '../../http/event';

type Fields = Readonly<Record<string, unknown>>;

/** Who is calling a method with the door `any`, `key` or `token`, and what the authorizer judged. */
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
  /** The plan that holds the key or its account; absent without one. API Gateway counts: this is only said. */
  readonly plan?: string;
  /**
   * The resource that the authorizer judged, as its template: `/orders/{id}`, the same as `event.resource`. Route by it,
   * never by `event.path`: a caller can spell a path so that API Gateway judges another route than the path names.
   */
  readonly route: string;
  /**
   * What the judged route asks for, as `protect` was told: a scope, `anyOf` or `allOf` several; null if any valid
   * credential may call it.
   */
  readonly scope: ScopeRule | null;
}

/** Who is calling a method with the door `cognito`: a first-party client, which has no account. */
export interface FirstPartyPrincipal {
  readonly type: 'firstParty';
  readonly clientId: string;
  /** As in the token, with the resource server's prefix, for example `orders/read:orders`. */
  readonly scopes: readonly string[];
}

/** From the context that `authorizer-answer.ts` writes. */
export function readPrincipal(authorizer: Fields): Principal | undefined {
  const { accountId, credentialId, credentialType: type, scopes, environment, route, plan } = authorizer;
  const [metadata, scope] = [readObject(authorizer.metadata), readRule(authorizer.scope)];
  if (!isText(accountId) || !isText(credentialId) || typeof scopes !== 'string') return undefined;
  if (type !== 'apiKey' && type !== 'client') return undefined;
  if ((environment !== 'live' && environment !== 'test') || metadata === undefined) return undefined;
  if (!isText(route) || scope === undefined) return undefined;
  const judged = { route, scope, ...(isText(plan) && { plan }) };
  return { type, accountId, credentialId, scopes: splitScopes(scopes), environment, metadata, ...judged };
}

/** From the claims that API Gateway's Cognito authorizer hands on. */
export function readFirstPartyPrincipal(authorizer: Fields): FirstPartyPrincipal | undefined {
  const { client_id: clientId, scope, token_use: use } = fieldsOf(authorizer.claims);
  if (use !== 'access' || !isText(clientId) || typeof scope !== 'string') return undefined;
  return { type: 'firstParty', clientId, scopes: splitScopes(scope) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const splitScopes = (text: string): readonly string[] => text.split(' ').filter((scope) => scope !== '');

function readRule(text: unknown): ScopeRule | null | undefined {
  if (typeof text !== 'string') return undefined;
  return text === '' ? null : parseRule(text);
}

function readObject(text: unknown): Fields | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
