/**
 * The status of accounts and credentials, computed from their dates at every use and never stored. Revoked and expired
 * are final: no later change makes such a credential work again.
 */
import type { Account, ApiKey, Client, Grant, Instant, Operator } from './model';

export const KEY_STATUSES = ['active', 'suspended', 'expired', 'notYetValid', 'revoked'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];
export const CLIENT_STATUSES = ['active', 'suspended', 'revoked'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

export const DAY_MILLISECONDS = 86_400_000;
/** Covers the difference between two processes' clocks, and the time that writing a change takes. */
const SKEW_MILLISECONDS = 3_000;

/** Whether this instant has passed on every process's clock. */
export const isPastForAll = (at: Instant, now: Instant): boolean => now >= at + SKEW_MILLISECONDS;

export const accountStatus = ({ suspendedAt }: Account): 'active' | 'suspended' =>
  suspendedAt === undefined ? 'active' : 'suspended';

/**
 * The instant at which a key expires: the earliest of `expiresAt`, `createdAt` plus the grant's `maxKeyLifetimeDays`,
 * and, for a key created at or before `lapsedUpTo`, `lapsedUpTo` itself (see `lapsed`).
 */
export function expiryOf(
  { createdAt, expiresAt = Infinity }: Pick<ApiKey, 'createdAt' | 'expiresAt'>,
  account: Account,
): Instant | undefined {
  const { maxKeyLifetimeDays: days = Infinity } = account.grant;
  const { lapsedUpTo = -Infinity } = account;
  const end = Math.min(expiresAt, createdAt + days * DAY_MILLISECONDS, createdAt <= lapsedUpTo ? lapsedUpTo : Infinity);
  return end === Infinity ? undefined : end;
}

/**
 * The `lapsedUpTo` of an account after a change of its grant. A longer key lifetime must not make expired keys work
 * again, so keys created at or before `lapsedUpTo` stay expired. The shortest lifetime is one day, so `lapsedUpTo` is
 * about a day or more ago, and every clock reads it as past.
 */
export function lapsed(before: Account, after: Grant, now: Instant): Pick<Account, 'lapsedUpTo'> {
  const { maxKeyLifetimeDays: days = Infinity } = before.grant;
  const { lapsedUpTo } = before;
  if (days >= (after.maxKeyLifetimeDays ?? Infinity)) return { lapsedUpTo };
  return { lapsedUpTo: Math.max(lapsedUpTo ?? -Infinity, now - days * DAY_MILLISECONDS + SKEW_MILLISECONDS) };
}

/**
 * Keys created at or before this instant are expired by `maxKeyLifetimeDays` or `lapsedUpTo`, whatever their
 * `expiresAt`. `-Infinity` if there are none.
 */
export function latestLapsed({ grant, lapsedUpTo = Infinity }: Account, now: Instant): Instant {
  const { maxKeyLifetimeDays: days = Infinity } = grant;
  return Math.max(now - days * DAY_MILLISECONDS, now >= lapsedUpTo ? lapsedUpTo : -Infinity);
}

/** Whether a revoke-all ended the credential. No clock is compared, so it does not matter whose clock was right. */
export const endedByRevokeAll = ({ generation }: Pick<ApiKey, 'generation'>, account: Account): boolean =>
  generation !== account.generation;

export function keyStatus(key: ApiKey, account: Account, now: Instant): KeyStatus {
  const end = expiryOf(key, account);
  if (key.revokedAt !== undefined || endedByRevokeAll(key, account)) return 'revoked';
  if (key.suspendedAt !== undefined) return 'suspended';
  if (end !== undefined && now >= end) return 'expired';
  if (key.notBefore !== undefined && now < key.notBefore) return 'notYetValid';
  return 'active';
}

/** Whether the key is revoked or expired. `keyStatus` cannot tell: an expired key that is suspended is `suspended`. */
export function isDead(key: ApiKey, account: Account, now: Instant): boolean {
  const end = expiryOf(key, account);
  return keyStatus(key, account, now) === 'revoked' || (end !== undefined && now >= end);
}

export function clientStatus(client: Client, account: Account): ClientStatus {
  if (client.revokedAt !== undefined || endedByRevokeAll(client, account)) return 'revoked';
  return client.suspendedAt === undefined ? 'active' : 'suspended';
}

/** Whether revoke-tokens ended a token that was issued to the client at this instant. */
export const endedByRevokeTokens = (issuedAt: Instant, { tokensValidAfter }: Client): boolean =>
  tokensValidAfter !== undefined && issuedAt < tokensValidAfter;

export const operatorStatus = ({ revokedAt }: Operator): 'active' | 'revoked' =>
  revokedAt === undefined ? 'active' : 'revoked';
