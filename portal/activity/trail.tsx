/** Events as sentences, newest first: the first page at once, the others behind it. */
import { useMemo, useRef } from 'preact/hooks';
import type { AuditEvent } from 'sallyport/client';
import { useAccount, usePortal } from '../app/context';
import { useList, useLoad } from '../data/use-load';
import { ListBody } from '../ui/list-body';
import { Skeleton } from '../ui/states';
import { type Column, Table } from '../ui/table';
import { Time } from '../ui/time';
import type { Action } from './actions';
import { eventLine, fieldsOf, labelsIn, type Names } from './event-line';

interface TrailProps {
  /** Another text loads anew. */
  readonly of: string;
  readonly action?: Action | undefined;
  /** Only the events of this one, for example `client:…`. The API has no such filter: the trail is read to `since`. */
  readonly target?: string;
  readonly since?: string;
}

/** The trail of a busy account is long, and nobody reads it to its end here. */
const MOST_READ = 2_000;

export function Trail({ of, action, target, since }: TrailProps) {
  const { client } = usePortal();
  const { id: accountId } = useAccount();
  const isCut = useRef(false);
  const list = useList(of, async function* (signal) {
    const query = { limit: 100, ...(action !== undefined && { action }), ...(since !== undefined && { since }) };
    let read = 0;
    isCut.current = false;
    for await (const event of client.items('/accounts/{accountId}/events', { path: { accountId }, query, signal })) {
      read += 1;
      isCut.current = read > MOST_READ;
      if (isCut.current) return;
      if (target === undefined || event.target === target) yield event;
    }
  });
  const names = useNames(list.items, target === undefined);
  const columns = useMemo<readonly Column<AuditEvent>[]>(() => columnsOf(names), [names]);
  const { items, state } = list;
  return (
    <ListBody list={list} empty={<p class="quiet">Nothing is recorded.</p>}>
      {(items.length > 0 || state === 'first') && (
        <Table caption="Events" columns={columns} rows={items} idOf={({ id }) => id} isLoading={items.length === 0} />
      )}
      {state === 'more' && <Skeleton lines={1} label="Loading older events" />}
      {state === 'ready' && isCut.current && (
        <p class="quiet small more">Events from before these are not shown here. The service’s operator has them.</p>
      )}
    </ListBody>
  );
}

const columnsOf = (names: Names): readonly Column<AuditEvent>[] => [
  { title: 'What', width: 'most', lines: 2, cell: (event) => <What event={event} names={names} /> },
  { title: 'When', cell: ({ at }) => <Time at={at} /> },
  {
    title: 'From',
    cell: ({ sourceIp = 'none' }) =>
      sourceIp === 'none' ? <span class="quiet">–</span> : <span class="mono small">{sourceIp}</span>,
  },
];

function What({ event, names }: { readonly event: AuditEvent; readonly names: Names }) {
  const fields = fieldsOf(event);
  return (
    <div class="event">
      {eventLine(event, names)}
      <details>
        <summary>Details</summary>
        <dl class="changes">
          {fields.map(({ name, before, after }) => (
            <>
              <dt>{name}</dt>
              <dd>
                {before !== '' && <del>{before}</del>} {after !== '' && <ins>{after}</ins>}
              </dd>
            </>
          ))}
          <dt>Actor</dt>
          <dd class="mono">{event.actor}</dd>
          <dt>Target</dt>
          <dd class="mono">{event.target}</dd>
          <dt>Request</dt>
          <dd class="mono">{event.requestId}</dd>
        </dl>
      </details>
    </div>
  );
}

/**
 * Names that the account knows: of its members, and of its newest keys and clients. What does not load has its id. The events
 * of one target tell its label themselves.
 */
function useNames(events: readonly AuditEvent[], isOfAll: boolean): Names {
  const { client, me } = usePortal();
  const { id: accountId } = useAccount();
  const { load } = useLoad(`names ${accountId}`, async (signal) => {
    const options = { path: { accountId }, signal };
    const page = { ...options, query: { limit: 100 } };
    const [members, keys, clients] = await Promise.allSettled([
      client.get('/accounts/{accountId}/members', options),
      isOfAll ? client.get('/accounts/{accountId}/keys', page) : NONE,
      isOfAll ? client.get('/accounts/{accountId}/clients', page) : NONE,
    ]);
    return {
      people: itemsOf(members).map(({ subject, email }) => [subject, email] as const),
      labels: [
        ...itemsOf(keys).map(({ id, label }) => [`key:${id}`, label] as const),
        ...itemsOf(clients).map(({ id, label }) => [`client:${id}`, label] as const),
      ],
    };
  });
  return useMemo(() => {
    const known = load.state === 'ready' ? load.value : { people: [], labels: [] };
    const labels = new Map([...labelsIn(events), ...known.labels]);
    return { me: me.subject, people: new Map(known.people), labels };
  }, [load, events]);
}

const NONE = { items: [] };

const itemsOf = <T,>(result: PromiseSettledResult<{ readonly items: readonly T[] }>): readonly T[] =>
  result.status === 'fulfilled' ? result.value.items : [];
