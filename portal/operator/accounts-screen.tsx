/** All accounts, for people who are operators. */
import { useRef, useState } from 'preact/hooks';
import type { Account } from 'sallyport/client';
import { usePortal } from '../app/context';
import { KEYS, NEW_ACCOUNT } from '../app/places';
import { hrefTo } from '../app/router';
import { type ListLoading, useList } from '../data/use-load';
import { StatusBadge, statusWord } from '../ui/badge';
import { Button, ButtonLink } from '../ui/button';
import { Field } from '../ui/field';
import { ListBody } from '../ui/list-body';
import { Screen } from '../ui/screen';
import { EmptyState, Skeleton } from '../ui/states';
import { AGES, type Column, Table } from '../ui/table';
import { Time } from '../ui/time';
import { FindKey } from './find-key';

type Listed = Omit<Account, 'pendingClients'>;

const COLUMNS: readonly Column<Listed>[] = [
  {
    title: 'Account',
    width: 'wide',
    lines: 2,
    by: ({ name }) => name,
    cell: ({ id, name }) => (
      <>
        <a class="row-link" href={hrefTo(KEYS, { accountId: id })}>
          {name}
        </a>
        <span class="mono small quiet clip">{id}</span>
      </>
    ),
  },
  {
    title: 'External id',
    by: ({ externalId }) => externalId,
    cell: ({ externalId }) => <span class="clip">{externalId ?? '–'}</span>,
  },
  { title: 'Status', by: ({ status }) => statusWord(status), cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Plan', by: ({ grant }) => grant.plan, cell: ({ grant }) => grant.plan ?? '–' },
  {
    title: 'Created',
    ways: AGES,
    by: ({ createdAt }) => Date.parse(createdAt),
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];

/** Nobody reads a list of thousands: the search finds the others. */
const MOST_READ = 500;

/** `text`: a part of the name, or an external id as a whole. */
function useAccounts(text: string): ListLoading<Listed> & { readonly isCut: boolean } {
  const { client } = usePortal();
  const isCut = useRef(false);
  const list = useList<Listed>(text, async function* (signal) {
    const ids = new Set<string>();
    isCut.current = false;
    const queries = text === '' ? [{}] : [{ externalId: text }, { name: text }];
    for (const query of queries)
      for await (const account of client.items('/accounts', { query: { limit: 100, ...query }, signal })) {
        isCut.current = ids.size >= MOST_READ;
        if (isCut.current) return;
        if (!ids.has(account.id)) yield account;
        ids.add(account.id);
      }
  });
  return { ...list, isCut: list.state === 'ready' && isCut.current };
}

export function AccountsScreen() {
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const list = useAccounts(text);
  const { items, state } = list;
  const search = (event: Event): void => {
    event.preventDefault();
    setText(typed.trim());
  };
  return (
    <Screen
      title="Accounts"
      action={
        <ButtonLink kind="primary" href={hrefTo(NEW_ACCOUNT)}>
          New account
        </ButtonLink>
      }
    >
      <FindKey />
      <form class="toolbar wide" role="search" onSubmit={search}>
        <Field label="Name or external id" type="search" value={typed} onInput={setTyped} />
        <Button type="submit">Search</Button>
      </form>
      <ListBody list={list} empty={<NoAccounts text={text} />}>
        <Table caption="Accounts" columns={COLUMNS} rows={items} idOf={({ id }) => id} isLoading={state === 'first'} />
        {state === 'more' && <Skeleton lines={1} label="Loading more accounts" />}
        {list.isCut && <p class="quiet small more">These are the first {MOST_READ}. Search to find others.</p>}
      </ListBody>
    </Screen>
  );
}

function NoAccounts({ text }: { readonly text: string }) {
  if (text === '')
    return (
      <EmptyState title="No accounts yet">
        <p>An account owns keys and clients. Make one for each customer, team or partner.</p>
      </EmptyState>
    );
  return (
    <EmptyState title="No account matches">
      <p>Search for a part of the name, or for the whole external id.</p>
    </EmptyState>
  );
}
