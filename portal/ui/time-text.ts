/** Instants as text, in the person's own language and time zone. */

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
/** Milliseconds. What is further away is told by its date. */
const FAR = 45 * 86_400_000;

/** `now` in milliseconds since 1970. */
export function relativeText(at: string, now: number, language?: string): string {
  const difference = Date.parse(at) - now;
  if (Math.abs(difference) >= FAR)
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(Date.parse(at));
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of UNITS)
    if (Math.abs(difference) >= length) return format.format(Math.round(difference / length), unit);
  return format.format(0, 'second');
}

export const dateText = (at: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(at));
