/** Lists an account's clients, strongly consistent: a client that was issued or adopted is in the next list. */
import type { Call, Deps } from '../../../engine/context';
import { loadAccount } from '../../../engine/load';
import type { Account, Client } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import { fill } from '../../../engine/paging';
import { clientStatus } from '../../../domain/status';
import { clientResult } from '../../../issuer/pending';
import type { ClientPage, ListClientsInput } from '../client-types';

export async function listClients(deps: Deps, call: Call, input: ListClientsInput): Promise<Outcome<ClientPage>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { action: 'client.list', accountId });
  if (!loaded.ok) return loaded;
  const { account } = loaded.value;
  const filter = { keep: filterOf(input, account), positionOf: (client: Client) => client.clientId };
  const { items, next } = await fill((page) => deps.table.listClients(accountId, page), input, filter);
  return done({ clients: items.map((client) => clientResult(deps, client, account)), next });
}

/** Undefined when every client is wanted. */
function filterOf({ status, label }: ListClientsInput, account: Account): ((client: Client) => boolean) | undefined {
  if (status === undefined && label === undefined) return undefined;
  return (client) =>
    (status === undefined || clientStatus(client, account) === status) &&
    (label === undefined || client.label === label);
}
