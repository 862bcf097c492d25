/** Instants for people: near ones in words, with the exact one on demand. */
import { useContext } from 'preact/hooks';
import { PortalContext } from '../app/portal-context';
import { dateText, relativeText } from './time-text';

export function Time({ at, none = '–' }: { readonly at: string | undefined; readonly none?: string }) {
  const portal = useContext(PortalContext);
  if (at === undefined) return <span class="quiet">{none}</span>;
  return (
    <time dateTime={at} title={dateText(at)}>
      {relativeText(at, portal?.now() ?? Date.now())}
    </time>
  );
}
