/** The OAuth clients of an account. */
import { useMemo, useState } from 'preact/hooks';
import type { OAuthClient } from 'sallyport/client';
import { useAccount, useMay, usePortal } from '../app/context';
import { CLIENT, NEW_CLIENT } from '../app/places';
import { hrefTo } from '../app/router';
import { useList } from '../data/use-load';
import { StatusBadge, statusWord } from '../ui/badge';
import { ButtonLink } from '../ui/button';
import { Field } from '../ui/field';
import { ListBody } from '../ui/list-body';
import { Screen } from '../ui/screen';
import { EmptyState } from '../ui/states';
import { NEWEST } from '../ui/sorting';
import { AGES, type Column, Table } from '../ui/table';
import { Time } from '../ui/time';

const time = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at));

const COLUMNS: readonly Column<OAuthClient>[] = [
  {
    title: 'Label',
    width: 'wide',
    lines: 2,
    by: ({ label }) => label,
    cell: ({ accountId, id, label }) => (
      <>
        <a class="row-link" href={hrefTo(CLIENT, { accountId, clientId: id })}>
          {label}
        </a>
        <span class="mono small quiet clip">{id}</span>
      </>
    ),
  },
  {
    title: 'Scopes',
    width: 'wide',
    cell: ({ scopes, effectiveScopes }) => (
      <span class="scopes">
        {scopes.slice(0, 2).map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
        {scopes.length > 2 && <span class="quiet small">and {scopes.length - 2} more</span>}
        {scopes.length > effectiveScopes.length && (
          <span class="small warn-text">{scopes.length - effectiveScopes.length} without effect</span>
        )}
      </span>
    ),
  },
  { title: 'Status', by: ({ status }) => statusWord(status), cell: ({ status }) => <StatusBadge status={status} /> },
  {
    title: 'Last used',
    ways: AGES,
    by: ({ lastUsedAt }) => time(lastUsedAt),
    cell: ({ lastUsedAt }) => <Time at={lastUsedAt} none="Never" />,
  },
  {
    title: 'Created',
    ways: AGES,
    by: ({ createdAt }) => time(createdAt),
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];

export function ClientsScreen() {
  const [{ client }, { id, name }, canWrite] = [usePortal(), useAccount(), useMay('developer')];
  const [text, setText] = useState('');
  const list = useList(id, (signal) =>
    client.items('/accounts/{accountId}/clients', { path: { accountId: id }, query: { limit: 100 }, signal }),
  );
  const rows = useMemo(() => {
    const word = text.trim().toLowerCase();
    return list.items.filter((one) => `${one.label}\n${one.id}\n${one.scopes.join('\n')}`.toLowerCase().includes(word));
  }, [list.items, text]);
  const action = canWrite && (
    <ButtonLink kind="primary" href={hrefTo(NEW_CLIENT, { accountId: id })}>
      New client
    </ButtonLink>
  );
  const isLoading = list.state === 'first';
  return (
    <Screen title="Clients" subtitle={name} action={action}>
      <ListBody list={list} empty={<NoClients canWrite={canWrite} />}>
        <div class="toolbar" role="search">
          <Field label="Search" type="search" value={text} onInput={setText} />
        </div>
        {!isLoading && rows.length === 0 ? (
          <EmptyState title="No client matches" />
        ) : (
          <Table
            caption="Clients"
            columns={COLUMNS}
            rows={rows}
            idOf={({ id }) => id}
            order={NEWEST}
            isGrowing={list.state === 'more'}
            isLoading={isLoading}
          />
        )}
      </ListBody>
    </Screen>
  );
}

function NoClients({ canWrite }: { readonly canWrite: boolean }) {
  return (
    <EmptyState title="No clients yet">
      <p>
        With a client a program fetches access tokens by OAuth 2.0, in place of a key that it sends with every request.
        {canWrite ? ' If you are not sure, begin with a key.' : ' A developer of the account can issue one.'}
      </p>
    </EmptyState>
  );
}
