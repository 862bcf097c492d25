import type { Instant } from '../domain/model';

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
