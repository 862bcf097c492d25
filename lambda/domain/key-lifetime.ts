/**
 * How long a key may live: by its account's grant, and by the deployment. A deployment's lifetimes become the key's own
 * `expiresAt` when the key is issued or changed, so a deployment with other lifetimes ends no key and revives none.
 */
import type { ApiKey, Grant, Instant } from './model';
import { DAY_MILLISECONDS } from './status';

/** The lifetimes that a deployment sets for all accounts, in days from a key's `createdAt`. */
export interface KeyLifetimes {
  /** Of a key that is issued without an `expiresAt`, if the grant has no `defaultKeyLifetimeDays`. Absent: no default. */
  readonly defaultDays?: number | undefined;
  /** Of any key. Absent: no limit. */
  readonly maxDays?: number | undefined;
}

type Life = Pick<ApiKey, 'createdAt' | 'expiresAt'>;

/** The `expiresAt` of a new key: as asked for, else by the default, but never later than the longest life. */
export function endOfNewKey(
  { createdAt, expiresAt }: Life,
  grant: Grant,
  lifetimes: KeyLifetimes,
): Instant | undefined {
  if (expiresAt !== undefined) return expiresAt;
  const { defaultDays = Infinity, maxDays = Infinity } = lifetimes;
  const days = Math.min(grant.defaultKeyLifetimeDays ?? defaultDays, maxDays);
  // Without a default, the grant's longest life alone stays out of the record: it counts at every use.
  if (days === Infinity) return undefined;
  return createdAt + Math.min(days, grant.maxKeyLifetimeDays ?? Infinity) * DAY_MILLISECONDS;
}

/**
 * Whether the key would live longer than the deployment allows. A key that was issued under a longer life, or under none,
 * may get an earlier end, also if that is still too late for a new key.
 */
export function outlives(
  { createdAt, expiresAt = Infinity }: Life,
  before: Life | undefined,
  { maxDays }: KeyLifetimes,
): boolean {
  if (maxDays === undefined || expiresAt <= createdAt + maxDays * DAY_MILLISECONDS) return false;
  return before === undefined || expiresAt > (before.expiresAt ?? Infinity);
}
