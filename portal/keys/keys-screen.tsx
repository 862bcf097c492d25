/** The keys of an account: the first page shows at once, the rest comes behind it; search, filter and sort take what is there. */
import { useMemo, useState } from 'preact/hooks';
import type { ApiKey } from 'sallyport/client';
import { useAccount, useMay, usePortal } from '../app/context';
import { hrefTo } from '../app/router';
import { KEY, NEW_KEY } from '../app/places';
import { type ListLoading, useList } from '../data/use-load';
import { StatusBadge, statusWord } from '../ui/badge';
import { ButtonLink } from '../ui/button';
import { CodeBlock } from '../ui/copy';
import { Field, Select } from '../ui/field';
import { Screen } from '../ui/screen';
import { EmptyState, ErrorState } from '../ui/states';
import { NEWEST } from '../ui/sorting';
import { AGES, type Column, Table } from '../ui/table';
import { Time } from '../ui/time';
import { curlOf } from './curl';
import { filterKeys, type KeyFilter, STATUSES } from './key-list';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'usable', label: 'In use' },
  ...STATUSES.map((value) => ({ value, label: statusWord(value) })),
] as const satisfies readonly { readonly value: KeyFilter['status']; readonly label: string }[];

const time = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

const COLUMNS: readonly Column<ApiKey>[] = [
  {
    title: 'Label',
    width: 'wide',
    lines: 2,
    by: ({ label }) => label,
    cell: ({ accountId, id, label, hint }) => (
      <>
        <a class="row-link" href={hrefTo(KEY, { accountId, keyId: id })}>
          {label}
        </a>
        <span class="mono small quiet clip">{hint}</span>
      </>
    ),
  },
  { title: 'Scopes', width: 'wide', cell: (key) => <Scopes apiKey={key} /> },
  { title: 'Status', by: ({ status }) => statusWord(status), cell: ({ status }) => <StatusBadge status={status} /> },
  {
    title: 'Last used',
    ways: AGES,
    by: ({ lastUsedAt }) => time(lastUsedAt),
    cell: (key) => <Time at={key.lastUsedAt} none="Not known" />,
  },
  {
    title: 'Expires',
    ways: ['soonest first', 'latest first'],
    by: ({ expiresAt }) => time(expiresAt),
    cell: (key) => <Time at={key.expiresAt} none="No end" />,
  },
  { title: 'Created', ways: AGES, by: ({ createdAt }) => time(createdAt), cell: (key) => <Time at={key.createdAt} /> },
];

function Scopes({ apiKey: { scopes, effectiveScopes } }: { readonly apiKey: ApiKey }) {
  const [shown, others] = [scopes.slice(0, 2), scopes.slice(2)];
  const missing = scopes.length - effectiveScopes.length;
  return (
    <span class="scopes">
      {shown.map((scope) => (
        <code key={scope}>{scope}</code>
      ))}
      {others.length > 0 && <span class="quiet small">and {others.length} more</span>}
      {missing > 0 && <span class="small warn-text">{missing} without effect</span>}
    </span>
  );
}

export function KeysScreen() {
  const [{ client }, { id, name }] = [usePortal(), useAccount()];
  const canWrite = useMay('developer');
  const list = useList(id, (signal) =>
    client.items('/accounts/{accountId}/keys', { path: { accountId: id }, query: { limit: 100 }, signal }),
  );
  const action = canWrite && (
    <ButtonLink kind="primary" href={hrefTo(NEW_KEY, { accountId: id })}>
      New key
    </ButtonLink>
  );
  if (list.state === 'failed' && list.items.length === 0 && list.failure !== undefined)
    return (
      <Screen title="Keys" subtitle={name} action={action}>
        <ErrorState failure={list.failure} onRetry={list.reload} />
      </Screen>
    );
  return (
    <Screen title="Keys" subtitle={name} action={action}>
      {list.state === 'ready' && list.items.length === 0 ? <NoKeys canWrite={canWrite} /> : <KeyTable list={list} />}
    </Screen>
  );
}

function KeyTable({ list }: { readonly list: ListLoading<ApiKey> }) {
  const [filter, setFilter] = useState<KeyFilter>({ text: '', status: 'all' });
  const rows = useMemo(() => filterKeys(list.items, filter), [list.items, filter]);
  const count = list.items.length;
  const isFiltered = filter.text !== '' || filter.status !== 'all';
  return (
    <>
      <div class="toolbar" role="search">
        <Field label="Search" type="search" value={filter.text} onInput={(text) => setFilter({ ...filter, text })} />
        <Select
          label="Status"
          value={filter.status}
          options={FILTERS}
          onChange={(status) => setFilter({ ...filter, status })}
        />
        <Count list={list} found={isFiltered ? rows.length : undefined} />
      </div>
      {list.state === 'failed' && list.failure !== undefined && (
        <ErrorState
          failure={{ ...list.failure, title: `Only the first ${count} keys are here: ${list.failure.title}` }}
          onRetry={list.reload}
        />
      )}
      {list.state !== 'first' && rows.length === 0 ? (
        <NoMatch />
      ) : (
        <Table
          caption="Keys"
          columns={COLUMNS}
          rows={rows}
          idOf={({ id }) => id}
          order={NEWEST}
          isGrowing={list.state === 'more'}
          isLoading={list.state === 'first'}
        />
      )}
    </>
  );
}

const NoMatch = () => (
  <EmptyState title="No key matches">
    <p>Search for a label, a scope, or the beginning of a key.</p>
  </EmptyState>
);

interface CountProps {
  readonly list: ListLoading<ApiKey>;
  /** Absent without a search and a filter. */
  readonly found: number | undefined;
}

function Count({ list: { items, state }, found }: CountProps) {
  const all = items.length === 1 ? '1 key' : `${items.length} keys`;
  const counted = found === undefined ? all : `${found} of ${all}`;
  return (
    // Not read out with every page that comes.
    <p class="quiet count" role="status" aria-live={state === 'ready' ? 'polite' : 'off'}>
      {state === 'first' ? 'Loading…' : state === 'more' ? `${counted} so far, loading more…` : counted}
    </p>
  );
}

function NoKeys({ canWrite }: { readonly canWrite: boolean }) {
  const { config } = usePortal();
  const sample = `${config.keyPrefix}_${config.environment}_…`;
  return (
    <EmptyState title="No keys yet">
      <p>
        A key lets a program call {config.name}.{' '}
        {canWrite ? 'Issue one, and' : 'When a developer of the account issued one,'} send it with every request:
      </p>
      <CodeBlock label="Example of a request" text={curlOf(config.exampleUrl, sample)} />
    </EmptyState>
  );
}
