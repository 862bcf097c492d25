/**
 * Reads the account, the key or the client that a path names, together with the caller: a caller that may not do this
 * learns nothing about an account.
 */
import { load, noAccount } from './callers';
import type { Call, Deps, ReadDeps } from './context';
import { ACCOUNT_ID, accountIdOf, isClientId, KEY_ID } from '../domain/key-format';
import type { Account, ApiKey, Client, Instant } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import { isMember } from '../domain/policy';
import { clientStatus } from '../domain/status';

export type AccountTarget = Pick<Account, 'accountId'>;
export type KeyTarget = Pick<ApiKey, 'accountId' | 'keyId'>;
export type ClientTarget = Pick<Client, 'accountId' | 'clientId'>;

/** An account, and the instant at which it was read. */
export interface LoadedAccount {
  readonly account: Account;
  readonly now: Instant;
}
export type LoadedKey = LoadedAccount & { readonly key: ApiKey };
export type LoadedClient = LoadedAccount & { readonly client: Client };

export async function loadAccount(deps: Deps, call: Call, target: AccountTarget): Promise<Outcome<LoadedAccount>> {
  const { accountId } = target;
  const refs = ACCOUNT_ID.test(accountId) ? [{ kind: 'account', accountId } as const] : [];
  const loaded = await load(deps, call, ...refs);
  if (!loaded.ok) return loaded;
  const [account] = loaded.value.records;
  return account === undefined ? noAccount() : done({ account, now: deps.now() });
}

/** The id of the account that has this external id now. Strongly consistent, as every read of `load`. */
export async function findAccount(deps: ReadDeps, call: Call, externalId: string): Promise<Outcome<string>> {
  const loaded = await load(deps, call, { kind: 'externalId', externalId });
  if (!loaded.ok) return loaded;
  const [owner] = loaded.value.records;
  if (owner === undefined) return noAccount();
  const { accountId } = owner;
  if (!isMember(call.actor)) return done(accountId);
  // Whatever is wrong with the rest of the request, a member learns of no other account that it is there.
  const own = await load(deps, { ...call, accountId });
  return own.ok ? done(accountId) : own;
}

/** A key with its account. A key of another account is answered as if it did not exist. */
export async function loadKey(deps: Deps, call: Call, { accountId, keyId }: KeyTarget): Promise<Outcome<LoadedKey>> {
  const isPossible = KEY_ID.test(keyId) && accountIdOf(keyId) === accountId;
  if (!isPossible) return notFoundIn(deps, call, { accountId, notFound: noKey });
  const loaded = await load(deps, call, { kind: 'account', accountId }, { kind: 'key', keyId });
  if (!loaded.ok) return loaded;
  const [account, key] = loaded.value.records;
  if (account === undefined) return noAccount();
  return key === undefined ? noKey() : done({ account, key, now: deps.now() });
}

/** A client with its account. A client of another account is answered as if it did not exist. */
export async function loadClient(deps: Deps, call: Call, target: ClientTarget): Promise<Outcome<LoadedClient>> {
  const { accountId, clientId } = target;
  const isPossible = isClientId(clientId) && ACCOUNT_ID.test(accountId);
  if (!isPossible) return notFoundIn(deps, call, { accountId, notFound: noClient });
  const loaded = await load(deps, call, { kind: 'account', accountId }, { kind: 'client', accountId, clientId });
  if (!loaded.ok) return loaded;
  const [account, client] = loaded.value.records;
  if (account === undefined) return noAccount();
  return client === undefined ? noClient() : done({ account, client, now: deps.now() });
}

/** A client that is not revoked and was issued here, so that its app client may be changed. */
export async function loadIssuedClient(deps: Deps, call: Call, target: ClientTarget): Promise<Outcome<LoadedClient>> {
  const loaded = await loadClient(deps, call, target);
  if (!loaded.ok) return loaded;
  const { client, account } = loaded.value;
  if (clientStatus(client, account) === 'revoked') return clientNotActive();
  return client.tokenLifetimeMinutes === undefined ? clientNotIssued() : loaded;
}

/** The answer for an id that no record of this account can have. The account may be missing too. */
async function notFoundIn(
  deps: Deps,
  call: Call,
  { accountId, notFound }: AccountTarget & { readonly notFound: () => Outcome<never> },
): Promise<Outcome<never>> {
  const loaded = await loadAccount(deps, call, { accountId });
  return loaded.ok ? notFound() : loaded;
}

export const noKey = (): Outcome<never> =>
  refused('key-not-found', 'The account has no key with this id. GET /v1/accounts/{accountId}/keys lists its keys.');
const noClient = (): Outcome<never> =>
  refused('client-not-found', 'The account has no client with this id. GET …/clients lists its clients.');
export const keyNotActive = (): Outcome<never> =>
  refused('key-not-active', 'The key is revoked or expired, which is final. Issue a new key.');
export const clientNotActive = (): Outcome<never> =>
  refused('client-not-active', 'The client is revoked, which is final. Issue a new client.');
export const clientNotIssued = (): Outcome<never> =>
  refused(
    'client-not-issued',
    'The client was adopted, not issued. Change its secrets and its token lifetime at its app client in Amazon Cognito.',
  );
