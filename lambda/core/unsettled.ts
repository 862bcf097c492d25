/**
 * What the issuer has still to be told of. A change that may leave something to tell puts a mark on the account in its
 * own transaction, so that a reconciling finds it whatever happens after the commit.
 */
import type { Deps } from './context';
import { isPending } from './issuer-state';
import { base62 } from './key-format';
import type { Account, Client } from './model';
import type { ClientResult } from './operations/client-types';
import { everything } from './paging';
import type { Mark } from './ports';

const MARK_LENGTH = 10;

/** One write of the change's transaction. */
export const markUnsettled = ({ random }: Deps, accountId: string): Mark => ({
  type: 'mark',
  record: { kind: 'unsettled', accountId, mark: base62(MARK_LENGTH, random) },
});

/** The client with whether the issuer has to be told of it. */
export const clientResult = ({ catalogue }: Deps, client: Client, account: Account): ClientResult => ({
  client,
  account,
  pending: isPending(client, account, catalogue),
});

/** The mark of a client's change, where there is something to tell. */
export const markIfPending = (deps: Deps, { client, pending }: ClientResult): Mark[] =>
  pending ? [markUnsettled(deps, client.accountId)] : [];

/** The account's clients of which the issuer has to be told, if the account is as given. */
export async function pendingClients({ table, catalogue }: Deps, account: Account): Promise<readonly Client[]> {
  const clients = await everything((page) => table.listClients(account.accountId, page));
  return clients.filter((client) => isPending(client, account, catalogue));
}

/** The account with how many of its clients the issuer has to be told of. */
export const accountResult = async (deps: Deps, account: Account) => ({
  account,
  pendingClients: (await pendingClients(deps, account)).length,
});
