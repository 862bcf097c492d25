/**
 * The principal as the context of a backend's event: the authorizer writes it, and backends read it. A principal is whole
 * or there is none: a context that lacks a part was not made by Sallyport's authorizer.
 */
import { parseRule, ruleText, type ScopeRule } from '../../domain/scopes';
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

/** What stands in `event.requestContext.authorizer` behind a door `any`, `key` or `token`, beside API Gateway's own members. */
export type PrincipalContext = Readonly<Record<string, string>>;

/**
 * The context that the authorizer hands to a backend for this principal: what stands in `event.requestContext.authorizer`
 * behind a door `any`, `key` or `token`. Use it in unit tests of a handler that `withPrincipal` wraps. API Gateway adds
 * `principalId` and `integrationLatency`, which no principal has.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { test } from 'node:test';
 * import { type Principal, principalContext, withPrincipal } from 'sallyport/principal';
 *
 * const listOrders = withPrincipal((_event, principal) => ({ statusCode: 200, body: principal.accountId }));
 * const principal: Principal = {
 *   type: 'apiKey',
 *   accountId: '7BGrtfXhje',
 *   credentialId: '7BGrtfXhjeZMW6n5rD',
 *   scopes: ['read:orders'],
 *   environment: 'test',
 *   metadata: {},
 *   route: '/orders',
 *   scope: 'read:orders',
 * };
 *
 * test('lists the orders of the account that calls', async () => {
 *   const event = { requestContext: { authorizer: principalContext(principal) } };
 *
 *   assert.deepEqual(await listOrders(event, {}), { statusCode: 200, body: '7BGrtfXhje' });
 * });
 */
export function principalContext(principal: Principal): PrincipalContext {
  const {
    type: credentialType,
    accountId,
    credentialId,
    scopes,
    environment,
    metadata,
    route,
    scope,
    plan,
  } = principal;
  const always = {
    accountId,
    credentialId,
    credentialType,
    scopes: scopes.join(' '),
    environment,
    metadata: JSON.stringify(metadata),
    route,
    scope: scope === null ? '' : ruleText(scope),
  };
  return plan === undefined ? always : { ...always, plan };
}

/** The parts of a principal, by the field of the context; undefined if the field is missing or has a wrong form. */
export const principalParts = (authorizer: Fields) => ({
  accountId: readText(authorizer.accountId),
  credentialId: readText(authorizer.credentialId),
  credentialType: readOneOf(CREDENTIAL_TYPES, authorizer.credentialType),
  scopes: readScopes(authorizer.scopes),
  environment: readOneOf(ENVIRONMENTS, authorizer.environment),
  metadata: readObject(authorizer.metadata),
  route: readText(authorizer.route),
  scope: readRule(authorizer.scope),
});

/** From the context that `principalContext` wrote. */
export function readPrincipal(authorizer: Fields): Principal | undefined {
  const [parts, plan] = [principalParts(authorizer), readText(authorizer.plan)];
  if (!isWhole(parts)) return undefined;
  const { credentialType: type, ...others } = parts;
  return { type, ...others, ...(plan !== undefined && { plan }) };
}

/** As `principalParts`, from the claims that API Gateway's Cognito authorizer hands on. */
export function firstPartyParts(authorizer: Fields) {
  const { client_id: clientId, scope, token_use: use } = fieldsOf(authorizer.claims);
  return {
    'claims.token_use': readOneOf(['access'], use),
    'claims.client_id': readText(clientId),
    'claims.scope': readScopes(scope),
  };
}

export function readFirstPartyPrincipal(authorizer: Fields): FirstPartyPrincipal | undefined {
  const parts = firstPartyParts(authorizer);
  if (!isWhole(parts)) return undefined;
  return { type: 'firstParty', clientId: parts['claims.client_id'], scopes: parts['claims.scope'] };
}

type Whole<T> = { readonly [Part in keyof T]: Exclude<T[Part], undefined> };
const isWhole = <T extends object>(parts: T): parts is T & Whole<T> => !Object.values(parts).includes(undefined);

const CREDENTIAL_TYPES = ['apiKey', 'client'] as const satisfies readonly Principal['type'][];
const ENVIRONMENTS = ['live', 'test'] as const satisfies readonly Principal['environment'][];

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const readOneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

const readScopes = (text: unknown): readonly string[] | undefined =>
  typeof text === 'string' ? text.split(' ').filter((scope) => scope !== '') : undefined;

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
