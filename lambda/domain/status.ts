/**
 * The status of accounts and credentials, computed from their dates at every use and never stored. Revoked and expired
 * are final: no later change makes a dead credential work again.
 */
import type { Account, ApiKey, Client, Grant, Instant, Operator } from './model';

export const KEY_STATUSES = ['active', 'suspended', 'expired', 'notYetValid', 'revoked'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];
export const CLIENT_STATUSES = ['active', 'suspended', 'revoked'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

const DAY_MILLISECONDS = 86_400_000;
/** Covers the difference between two processes' clocks, and the time that writing a change takes. */
const SKEW_MILLISECONDS = 3_000;

export const accountStatus = ({ suspendedAt }: Account): 'active' | 'suspended' =>
  suspendedAt === undefined ? 'active' : 'suspended';

/**
 * The instant from which a key is expired: the earliest of its own `expiresAt`; `createdAt` plus the grant's longest
 * key lifetime; and `lapsedUpTo`, if the key had already expired under an earlier grant with a shorter lifetime.
 */
export function expiryOf({ createdAt, expiresAt = Infinity }: ApiKey, account: Account): Instant | undefined {
  const { maxKeyLifetimeDays: days = Infinity } = account.grant;
  const { lapsedUpTo = -Infinity } = account;
  const end = Math.min(expiresAt, createdAt + days * DAY_MILLISECONDS, createdAt <= lapsedUpTo ? lapsedUpTo : Infinity);
  return end === Infinity ? undefined : end;
}

/**
 * The `lapsedUpTo` of an account whose grant changes now. A key created up to that instant had expired under the old
 * grant and stays expired under a new one with a longer key lifetime. `lapsedUpTo` is at least about a day ago, because
 * the shortest lifetime is one day, so every clock reads it as past.
 */
export function lapsed(before: Account, after: Grant, now: Instant): Pick<Account, 'lapsedUpTo'> {
  const { maxKeyLifetimeDays: days = Infinity } = before.grant;
  const { lapsedUpTo } = before;
  if (days >= (after.maxKeyLifetimeDays ?? Infinity)) return { lapsedUpTo };
  return { lapsedUpTo: Math.max(lapsedUpTo ?? -Infinity, now - days * DAY_MILLISECONDS + SKEW_MILLISECONDS) };
}

/** Whether revoke-all ended a credential that was created, or a token that was issued, at this instant. */
export const endedByRevokeAll = (madeAt: Instant, account: Account): boolean =>
  account.credentialsValidAfter !== undefined && madeAt <= account.credentialsValidAfter;

export function keyStatus(key: ApiKey, account: Account, now: Instant): KeyStatus {
  const end = expiryOf(key, account);
  if (key.revokedAt !== undefined || endedByRevokeAll(key.createdAt, account)) return 'revoked';
  if (key.suspendedAt !== undefined) return 'suspended';
  if (end !== undefined && now >= end) return 'expired';
  if (key.notBefore !== undefined && now < key.notBefore) return 'notYetValid';
  return 'active';
}

/** Revoked or expired. The status alone does not tell: a suspended key that expired has the status `suspended`. */
export function isDead(key: ApiKey, account: Account, now: Instant): boolean {
  const end = expiryOf(key, account);
  return keyStatus(key, account, now) === 'revoked' || (end !== undefined && now >= end);
}

export function clientStatus(client: Client, account: Account): ClientStatus {
  if (client.revokedAt !== undefined || endedByRevokeAll(client.createdAt, account)) return 'revoked';
  return client.suspendedAt === undefined ? 'active' : 'suspended';
}

/** Whether revoke-tokens ended a token that the client was issued at this instant. */
export const endedByRevokeTokens = (issuedAt: Instant, { tokensValidAfter }: Client): boolean =>
  tokensValidAfter !== undefined && issuedAt < tokensValidAfter;

export const operatorStatus = ({ revokedAt }: Operator): 'active' | 'revoked' =>
  revokedAt === undefined ? 'active' : 'revoked';
