/** What an account's grant allows: scopes, the longest life of a key, and how many active keys. */
import type { Account, ApiKey, Grant, Instant } from '../domain/model';
import { type Outcome, refused } from '../domain/outcome';
import { beyond } from '../domain/scopes';
import { expiryOf, isDead } from '../domain/status';
import type { Deps } from './context';
import type { LoadedAccount } from './load';
import { everything } from './paging';

/** Refuses scopes that the grant does not hold. */
export function refuseBeyondGrant(scopes: readonly string[], grant: Grant): Outcome<never> | undefined {
  const excess = beyond(scopes, grant.scopes);
  if (excess.length === 0) return undefined;
  const detail = `The account’s grant does not hold ${excess.join(', ')}. Ask for less, or widen the grant first.`;
  return refused('grant-exceeded', detail);
}

/** Refuses an `expiresAt` that lies beyond the longest life that the grant allows. */
export function refuseBeyondLifetime(key: ApiKey, account: Account): Outcome<never> | undefined {
  const { maxKeyLifetimeDays = Infinity } = account.grant;
  if (key.expiresAt === undefined || expiryOf(key, account) === key.expiresAt) return undefined;
  const longest = `The account’s keys may live ${maxKeyLifetimeDays} days at most`;
  return refused('grant-exceeded', `${longest}. Choose an earlier expiresAt, or raise the grant’s maxKeyLifetimeDays.`);
}

/**
 * Refuses `added` more keys when the grant does not allow so many that are neither revoked nor expired. The answer
 * holds only in a transaction that checks the account's `keysVersion` and `grantVersion`, both read before this call.
 */
export async function refuseBeyondKeyLimit(
  deps: Deps,
  { account, now }: LoadedAccount,
  added: number,
): Promise<Outcome<never> | undefined> {
  const { maxActiveKeys } = account.grant;
  if (maxActiveKeys === undefined) return undefined;
  const keys = await everything((page) => deps.table.listKeys(account.accountId, page));
  const active = keys.filter((key) => !isDead(key, account, now)).length;
  if (active + added <= maxActiveKeys) return undefined;
  return refused('key-limit-reached', `The account may have ${maxActiveKeys} active keys. Revoke one first.`);
}

export const accountSuspended = (): Outcome<never> =>
  refused('account-suspended', 'The account is suspended: it gets no new credential until it is resumed.');

/** `createdAt` of a credential that is made now: later than the account's last revoke-all, even if a clock is behind. */
export const createdAtIn = ({ credentialsValidAfter = -1 }: Account, now: Instant): Instant =>
  Math.max(now, credentialsValidAfter + 1);
