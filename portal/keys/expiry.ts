/** When a new key ends: what a person can choose within the account's grant, and the instant that comes of it. */

export interface LifetimeGrant {
  readonly maxKeyLifetimeDays?: number;
  readonly defaultKeyLifetimeDays?: number;
}

/** A number of days, a date, the account's default, or no end at all. */
export type ExpiryChoice = `${number}` | 'custom' | 'default' | 'none';

export interface Expiry {
  readonly choice: ExpiryChoice;
  /** Of the choice `custom`: `YYYY-MM-DD`, the last day. */
  readonly date: string;
}

const PRESETS = [7, 30, 90, 365];
const USUAL = 90;
const DAY = 86_400_000;

/** The numbers of days on offer: the usual ones within the grant, and the longest that it allows. */
export function presetsFor({ maxKeyLifetimeDays: max }: LifetimeGrant): readonly number[] {
  if (max === undefined) return PRESETS;
  return [...new Set([...PRESETS.filter((days) => days < max), max])];
}

export function choicesFor(grant: LifetimeGrant): readonly ExpiryChoice[] {
  const { maxKeyLifetimeDays: max, defaultKeyLifetimeDays: usual } = grant;
  const days = presetsFor(grant).map((count): ExpiryChoice => `${count}`);
  // Without an end of its own a key gets the account's default, so "no end" would not come true.
  const open: ExpiryChoice = usual === undefined ? 'none' : 'default';
  return [...days, 'custom', ...(max === undefined || usual !== undefined ? [open] : [])];
}

/** What is chosen before the person chooses. */
export function firstChoice(grant: LifetimeGrant): ExpiryChoice {
  if (grant.defaultKeyLifetimeDays !== undefined) return 'default';
  const fitting = presetsFor(grant).filter((days) => days <= USUAL);
  return `${fitting.at(-1) ?? presetsFor(grant)[0] ?? USUAL}`;
}

/** The last instant that the grant allows to a key that was made at `from` (milliseconds); undefined without a limit. */
export const latestEnd = ({ maxKeyLifetimeDays: max }: LifetimeGrant, from: number): number | undefined =>
  max === undefined ? undefined : from + max * DAY;

/**
 * The `expiresAt` of the choice; undefined for a key that the request gives no end. A date means the end of that day where the
 * person is, as far as the grant goes. `null`: no date.
 */
export function expiresAtOf({ choice, date }: Expiry, grant: LifetimeGrant, now: number): string | undefined | null {
  if (choice === 'none' || choice === 'default') return undefined;
  if (choice !== 'custom') return instant(now + Number(choice) * DAY);
  const [, year, month, day] = (/^(\d{4,5})-(\d\d)-(\d\d)$/.exec(date) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  const end = new Date(year, month - 1, day + 1).getTime();
  return instant(Math.min(end, latestEnd(grant, now) ?? Infinity));
}

/** The day before an instant in the form of a date field, as the person's clock has it: `expiresAtOf` gives the instant back. */
export function dateOf(at: string | number): string {
  const last = new Date(new Date(at).getTime() - 1);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${last.getFullYear()}-${two(last.getMonth() + 1)}-${two(last.getDate())}`;
}

/** To the second, as the API has it. */
const instant = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
