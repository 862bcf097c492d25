/** Instants for people: near ones in words, with the exact one on demand. */
import { dateText, relativeText } from './time-text';

export function Time({ at, none = '–' }: { readonly at: string | undefined; readonly none?: string }) {
  if (at === undefined) return <span class="quiet">{none}</span>;
  return (
    <time dateTime={at} title={dateText(at)}>
      {relativeText(at, Date.now())}
    </time>
  );
}
