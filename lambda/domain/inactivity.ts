/**
 * How long a key was not used. Only time counts within which calls were recorded: where no call of any key was recorded for
 * more than two days, perhaps nobody called, and perhaps the recording had stopped.
 */
import type { Account, ApiKey, Instant } from './model';
import { DAY_MILLISECONDS } from './status';

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
const MOST_SILENCES = 50;

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
  const [first, second, ...rest] = all;
  if (all.length <= MOST_SILENCES || first === undefined || second === undefined) return all;
  return [{ from: first.from, until: second.until }, ...rest];
}

/** The latest instant at which the key was used, or began to be of use again. */
export const lastNeededAt = (key: ApiKey, account: Account, lastUsedAt: Instant = 0): Instant =>
  Math.max(
    ...[key.createdAt, key.currentSecret.createdAt, key.notBefore ?? 0, key.resumedAt ?? 0],
    ...[account.resumedAt ?? 0, lastUsedAt],
  );
