/** What happened to one key, by the trail of its account. */
import type { AuditEvent } from 'sallyport/client';
import { useAccount, usePortal } from '../app/context';
import { useList } from '../data/use-load';
import { ErrorState, Skeleton } from '../ui/states';
import { type Column, Table } from '../ui/table';
import { Time } from '../ui/time';
import { actionText, actorText, changesIn } from './event-text';

const COLUMNS: readonly Column<AuditEvent>[] = [
  { title: 'What', cell: (event) => <What event={event} /> },
  { title: 'When', cell: ({ at }) => <Time at={at} /> },
  { title: 'Who', cell: ({ actor }) => <Who actor={actor} /> },
  { title: 'From', cell: ({ sourceIp }) => <span class="mono">{sourceIp}</span> },
];

function What({ event }: { readonly event: AuditEvent }) {
  const changes = changesIn(event);
  return (
    <>
      {actionText(event.action)}
      {changes.length > 0 && <span class="quiet small block">{changes.join(', ')}</span>}
    </>
  );
}

function Who({ actor }: { readonly actor: string }) {
  const { me } = usePortal();
  return <span class="clip">{actorText(actor, me.subject)}</span>;
}

/** `version`: that of the key; each change of it is one more event. */
export function KeyEvents({ keyId, version }: { readonly keyId: string; readonly version: number }) {
  const { client } = usePortal();
  const { id: accountId } = useAccount();
  const { items, state, failure, reload } = useList(`${keyId} ${version}`, async function* (signal) {
    const events = client.items('/accounts/{accountId}/events', { path: { accountId }, query: { limit: 100 }, signal });
    for await (const event of events) if (event.target === `key:${keyId}`) yield event;
  });
  return (
    <section class="trail">
      <h2>Events</h2>
      {failure !== undefined && <ErrorState failure={failure} onRetry={reload} />}
      {items.length > 0 && <Table caption="Events" columns={COLUMNS} rows={items} idOf={({ id }) => id} />}
      {(state === 'first' || state === 'more') && <Skeleton lines={2} label="Loading events" />}
      {state === 'ready' && items.length === 0 && <p class="quiet">Nothing is recorded of this key.</p>}
    </section>
  );
}
