/** Reads of an account's clients, strongly consistent: a new client is in the next list. */
import type { Account, Client } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { LastUse } from '../../../domain/records/usage-records';
import type { PageRequest } from '../../../domain/ports/table';
import { type ClientStatus, clientStatus } from '../../../domain/status';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type ClientTarget, loadAccount, loadClient } from '../../../engine/load';
import { lastUsesOf } from '../../../engine/last-uses';
import { fill } from '../../../engine/paging';
import { type ClientResult, withPending } from '../../../provisioning/pending';

export interface ListClientsInput extends AccountTarget, PageRequest {
  readonly status?: ClientStatus | undefined;
  /** The exact label. */
  readonly label?: string | undefined;
}
/** A client, and its last use if one is known. */
export type UsedClient = ClientResult & { readonly lastUse?: LastUse | undefined };
export interface ClientPage {
  readonly clients: readonly UsedClient[];
  readonly next?: string | undefined;
}

export async function listClients(deps: Deps, call: Call, input: ListClientsInput): Promise<Outcome<ClientPage>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const { account } = loaded.value;
  const filter = { keep: filterOf(input, account), positionOf: (client: Client) => client.clientId };
  const { items, next } = await fill((page) => deps.table.listClients(accountId, page), input, filter);
  return done({ clients: await usedClients(deps, items, account), next });
}

/** Undefined if the request has no filter. */
function filterOf({ status, label }: ListClientsInput, account: Account): ((client: Client) => boolean) | undefined {
  if (status === undefined && label === undefined) return undefined;
  return (client) =>
    (status === undefined || clientStatus(client, account) === status) &&
    (label === undefined || client.label === label);
}

/** One client of an account. */
export async function readClient(deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<UsedClient>> {
  const loaded = await loadClient(deps, call, input);
  if (!loaded.ok) return loaded;
  const { client, account } = loaded.value;
  const uses = await lastUsesOf(deps, [client.clientId]);
  return done({ ...withPending(deps, client, account), lastUse: uses.get(client.clientId) });
}

async function usedClients(deps: Deps, clients: readonly Client[], account: Account): Promise<UsedClient[]> {
  const uses = await lastUsesOf(
    deps,
    clients.map(({ clientId }) => clientId),
  );
  return clients.map((client) => ({ ...withPending(deps, client, account), lastUse: uses.get(client.clientId) }));
}
