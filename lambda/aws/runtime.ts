/**
 * The ports of `domain/ports/system.ts` in a deployed function: the system's clock and random bytes. What writes the clock's
 * time as text keeps it with `perSecond`.
 */
import { randomBytes } from 'node:crypto';
import type { Instant } from '../domain/model';
import type { Clock, Random } from '../domain/ports/system';

/** Calls `Date.now` each time: a test that replaces `Date.now` moves this clock as well. */
export const clock: Clock = () => Date.now();

export const random: Random = (bytes) => randomBytes(bytes);

/**
 * Keeps the text of the last second: instants of the same second that follow each other share it. A busy process would
 * write the same date again for each log line and each signed request.
 */
export function perSecond(textOf: (date: Date) => string): (at: Instant) => string {
  let kept = { second: NaN, text: '' };
  return (at) => {
    const second = Math.floor(at / 1000);
    if (second !== kept.second) kept = { second, text: textOf(new Date(at)) };
    return kept.text;
  };
}
