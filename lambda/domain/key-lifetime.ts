/**
 * How long a key may live: by its account's grant, by the deployment, and without a call. A deployment's lifetimes become the
 * key's own `expiresAt` when the key is issued or changed, so a deployment with other lifetimes ends no key and revives none.
 */
import type { Account, ApiKey, Grant, Instant } from './model';
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

/*
 * Of the time without a call only that counts within which calls were recorded: where no call of any key was recorded for
 * more than two days, perhaps nobody called, and perhaps the recording had stopped.
 */

/** A time in which no call at all was recorded. */
export interface Silence {
  readonly from: Instant;
  readonly until: Instant;
}

/** What is known of the recording of calls. */
export interface Recording {
  readonly since: Instant;
  /** In the order of time. */
  readonly silences: readonly Silence[];
}

/** Milliseconds. A pause between two calls that is longer is a silence. Calls of a daily job are a day and a little apart. */
export const LONGEST_PAUSE = 2 * DAY_MILLISECONDS;
/** Those of each weekend of almost four years. */
const MOST_SILENCES = 200;

/** Milliseconds between the two instants within which calls were recorded. */
export function recordedTime({ since, silences }: Recording, from: Instant, until: Instant): number {
  const start = Math.max(from, since);
  const silent = silences.map((one) => Math.min(one.until, until) - Math.max(one.from, start));
  return silent.reduce((left, length) => left - Math.max(0, length), Math.max(0, until - start));
}

/** The silences after a call at `heardAt`, the first since one at `before`. Of too many, the two earliest become one. */
export function heard(silences: readonly Silence[], before: Instant, heardAt: Instant): readonly Silence[] {
  if (heardAt - before <= LONGEST_PAUSE) return silences;
  const all = [...silences, { from: before, until: heardAt }];
  if (all.length <= MOST_SILENCES) return all;
  const [earliest, rest] = [all.slice(0, 2), all.slice(2)];
  const [from, until] = [earliest.map((one) => one.from), earliest.map((one) => one.until)];
  return [{ from: Math.min(...from), until: Math.max(...until) }, ...rest];
}

/** What a task noted of the recording: since when it goes on, the latest call that is known of, and the silences. */
export interface Heard {
  readonly usageSince?: Instant | undefined;
  readonly heardAt?: Instant | undefined;
  readonly silences?: readonly Silence[] | undefined;
}

/** The same with the latest recorded call, at `pulse`; 0 if there is none. */
export function listen(noted: Heard | undefined, pulse: Instant, now: Instant) {
  const { usageSince = now, silences = [] } = noted ?? {};
  const before = noted?.heardAt ?? Math.max(usageSince, pulse);
  const heardAt = Math.max(before, pulse);
  return { usageSince, heardAt, silences: heard(silences, before, heardAt) };
}

/** The latest instant at which the key was used, or began to be of use again. */
export const lastNeededAt = (key: ApiKey, account: Account, lastUsedAt: Instant = 0): Instant =>
  Math.max(
    ...[key.createdAt, key.currentSecret.createdAt, key.notBefore ?? 0, key.resumedAt ?? 0],
    ...[account.resumedAt ?? 0, lastUsedAt],
  );
