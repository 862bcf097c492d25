/** The list of all clients, whosever they are: as the list of all keys (`all-keys.ts`). */
import { done, type Outcome } from '../../../domain/outcome';
import type { Page, PageRequest } from '../../../domain/ports/table';
import { type ClientStatus, clientStatus } from '../../../domain/status';
import { credentialPosition } from '../../../domain/table-records';
import type { Call, Deps } from '../../../engine/context';
import { load } from '../../../engine/load';
import { fill, readAll, withAccounts } from '../../../engine/paging';
import { type ClientResult, withPending } from '../../../provisioning/pending';
import type { ClientPage } from './client-reads';

export interface ListAllClientsInput extends PageRequest {
  readonly status?: ClientStatus | undefined;
}

export async function listAllClients(deps: Deps, call: Call, input: ListAllClientsInput): Promise<Outcome<ClientPage>> {
  const { table } = deps;
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const { status } = input;
  const read = async (page: PageRequest): Promise<Page<ClientResult>> => {
    const { items, next } = await table.listCredentials('client', page);
    const refs = items.map(({ accountId, id: clientId }) => ({ kind: 'client', accountId, clientId }) as const);
    const clients = await withAccounts(table, await readAll(table, refs));
    return { items: clients.map(({ record, account }) => withPending(deps, record, account)), next };
  };
  const { items: clients, next } = await fill(read, input, {
    keep: status && (({ client, account }) => clientStatus(client, account) === status),
    positionOf: ({ client: { accountId, clientId: id } }) => credentialPosition({ accountId, id }),
  });
  return done({ clients, next });
}
