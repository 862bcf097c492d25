import type { Instant } from '../domain/model';

/**
 * A text of the second in which an instant lies. It is made once for all instants of the same second, one after the other:
 * to write a date takes a busy process as long as a signature.
 */
export function perSecond(textOf: (date: Date) => string): (at: Instant) => string {
  let kept = { second: NaN, text: '' };
  return (at) => {
    const second = Math.floor(at / 1000);
    if (second !== kept.second) kept = { second, text: textOf(new Date(at)) };
    return kept.text;
  };
}
