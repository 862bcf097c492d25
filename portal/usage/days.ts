/** The days of a report of usage. */
import type { Usage } from 'sallyport/client';

type Day = Usage['items'][number];
const DAY = 86_400_000;

/** The day (UTC) as the API has it. `at` in milliseconds since 1970. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first and the last of `count` days that end today. */
export const spanOf = (count: number, now: number): { readonly from: string; readonly to: string } => ({
  from: dayOf(now - (count - 1) * DAY),
  to: dayOf(now),
});

const LEAST = 7;

/**
 * The first day that a chart shows: that of the report, or the one on which the account was made, so that a young account has
 * no blank weeks before it. A week at least, as a single bar says nothing.
 */
export function firstDay({ from, to }: Pick<Usage, 'from' | 'to'>, createdAt: string | undefined): string {
  if (createdAt === undefined) return from;
  const week = spanOf(LEAST, Date.parse(to)).from;
  const made = createdAt.slice(0, 10);
  const wanted = made < week ? made : week;
  return wanted > from ? wanted : from;
}

/** Every day from the first to the last. The API leaves out those without a request. */
export function allDays({ from, to, items }: Pick<Usage, 'from' | 'to' | 'items'>): readonly Day[] {
  const known = new Map(items.map((item) => [item.day, item]));
  const days: Day[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) {
    const day = dayOf(at);
    days.push(known.get(day) ?? { day, requests: 0, refusals: 0 });
  }
  return days;
}

/** A round number at or above the most, for the top of the scale. */
export function topOf(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((top) => top >= most) ?? most;
}

/** Days that a key of the quota's period holds. */
export const periodText = (period: 'day' | 'week' | 'month'): string => (period === 'day' ? 'today' : `this ${period}`);

export const countText = (count: number): string => new Intl.NumberFormat().format(count);

export const dayText = (day: string): string =>
  new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day));
