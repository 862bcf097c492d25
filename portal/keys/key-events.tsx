/** What happened to one key, by the trail of its account. */
import { useRef } from 'preact/hooks';
import type { ApiKey, AuditEvent } from 'sallyport/client';
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

/** The API has no filter by target, so the trail is read back to the making of the key, and no further than this. */
const MOST_READ = 2_000;

export function KeyEvents({ apiKey: { id: keyId, version, createdAt } }: { readonly apiKey: ApiKey }) {
  const { client } = usePortal();
  const { id: accountId } = useAccount();
  const isCut = useRef(false);
  // Each change of the key is one more event.
  const { items, state, failure, reload } = useList(`${keyId} ${version}`, async function* (signal) {
    const query = { limit: 100, since: createdAt };
    let read = 0;
    isCut.current = false;
    for await (const event of client.items('/accounts/{accountId}/events', { path: { accountId }, query, signal })) {
      read += 1;
      isCut.current = read > MOST_READ;
      if (isCut.current) return;
      if (event.target === `key:${keyId}`) yield event;
    }
  });
  return (
    <section class="trail">
      <h2>Events</h2>
      {failure !== undefined && <ErrorState failure={failure} onRetry={reload} />}
      {items.length > 0 && <Table caption="Events" columns={COLUMNS} rows={items} idOf={({ id }) => id} />}
      {(state === 'first' || state === 'more') && <Skeleton lines={2} label="Loading events" />}
      {state === 'ready' && isCut.current && (
        <p class="quiet small">Older events of this key are in the account’s activity.</p>
      )}
      {state === 'ready' && !isCut.current && items.length === 0 && (
        <p class="quiet">Nothing is recorded of this key.</p>
      )}
    </section>
  );
}
