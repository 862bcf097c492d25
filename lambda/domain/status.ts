/**
 * What state a credential is in: computed from its dates at every use, never stored.
 * Revoked and expired are final; no later change revives what is dead.
 */
import type { Account, ApiKey, Client, Grant, Instant } from './model';
import type { Operator } from './operator-model';

export const KEY_STATUSES = ['active', 'suspended', 'expired', 'notYetValid', 'revoked'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];
export type AccountStatus = 'suspended' | 'active';

const DAY = 86_400_000;

export const accountStatus = (account: Account): AccountStatus =>
  account.suspendedAt === undefined ? 'active' : 'suspended';

/**
 * The instant a key ends: the earliest of its own, of the grant's longest life counted from `createdAt`, and of an
 * earlier, shorter longest life that it had already reached when the grant was changed.
 */
export function expiryOf({ createdAt, expiresAt = Infinity }: ApiKey, account: Account): Instant | undefined {
  const { maxKeyLifetimeDays: days = Infinity } = account.grant;
  const { lapsedUpTo = -Infinity } = account;
  const end = Math.min(expiresAt, createdAt + days * DAY, createdAt <= lapsedUpTo ? lapsedUpTo : Infinity);
  return end === Infinity ? undefined : end;
}

/** How far the clocks of two processes may be apart, and how long the change may be under way. */
const SKEW = 3_000;

/**
 * What an account has to remember when its grant changes now, so that no expired key comes back to life. The
 * mark lies nearly a day in the past or more, so it reads as an end on every clock.
 */
export function lapsed(before: Account, after: Grant, now: Instant): Pick<Account, 'lapsedUpTo'> {
  const { maxKeyLifetimeDays: days = Infinity } = before.grant;
  const { lapsedUpTo } = before;
  if (days >= (after.maxKeyLifetimeDays ?? Infinity)) return { lapsedUpTo };
  return { lapsedUpTo: Math.max(lapsedUpTo ?? -Infinity, now - days * DAY + SKEW) };
}

/** Whether revoke-all ended what was made at this instant. */
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

/** Revoked or past its end. Not the same as the status: a suspended key that expired is dead too. */
export function isDead(key: ApiKey, account: Account, now: Instant): boolean {
  const end = expiryOf(key, account);
  return keyStatus(key, account, now) === 'revoked' || (end !== undefined && now >= end);
}

export const CLIENT_STATUSES = ['active', 'suspended', 'revoked'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

export function clientStatus(client: Client, account: Account): ClientStatus {
  if (client.revokedAt !== undefined || endedByRevokeAll(client.createdAt, account)) return 'revoked';
  return client.suspendedAt === undefined ? 'active' : 'suspended';
}

/** Whether a token of the client that was issued at this instant was revoked, apart from its client. */
export const endedByRevokeTokens = (issuedAt: Instant, { tokensValidAfter }: Client): boolean =>
  tokensValidAfter !== undefined && issuedAt < tokensValidAfter;

export type OperatorStatus = 'active' | 'revoked';

export const operatorStatus = ({ revokedAt }: Operator): OperatorStatus =>
  revokedAt === undefined ? 'active' : 'revoked';
