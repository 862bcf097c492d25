/** The list of all clients, whosever they are: as the list of all keys (`all-keys.ts`). */
import type { Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { Page, PageRequest } from '../../../domain/ports/table';
import { type ClientStatus, clientStatus } from '../../../domain/status';
import { type CredentialEntry, credentialPosition } from '../../../domain/records/table-records';
import type { Call, Deps } from '../../../engine/context';
import { isUnusedSince, lastUsesOf, refuseUnusedSince } from '../../../engine/last-uses';
import { load } from '../../../engine/callers';
import { fill, readAll, withAccounts } from '../../../engine/paging';
import { withPending } from '../../../provisioning/pending';
import type { ClientPage, UsedClient } from './client-reads';

export interface ListAllClientsInput extends PageRequest {
  readonly status?: ClientStatus | undefined;
  /** Lists clients of accounts on this plan. */
  readonly plan?: string | undefined;
  /** Lists clients that no use is known of from this instant on. */
  readonly unusedSince?: Instant | undefined;
}

export async function listAllClients(deps: Deps, call: Call, input: ListAllClientsInput): Promise<Outcome<ClientPage>> {
  const { table } = deps;
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const refusal = refuseUnusedSince(deps, input.unusedSince, { now: deps.now() });
  if (refusal !== undefined) return refusal;
  const read = async (page: PageRequest): Promise<Page<Listed>> => {
    const { items, next } = await table.listCredentials('client', page);
    const refs = items.map(({ accountId, id: clientId }) => ({ kind: 'client', accountId, clientId }) as const);
    const clients = await withAccounts(table, await readAll(table, refs));
    const uses = await lastUsesOf(
      deps,
      items.map(({ id }) => id),
    );
    return {
      items: items.map((entry, at) => {
        const one = clients[at];
        return {
          entry,
          found: one && { ...withPending(deps, one.record, one.account), lastUse: uses.get(entry.id) },
        };
      }),
      next,
    };
  };
  const isKept = filterOf(input);
  const { items: listed, next } = await fill(read, input, {
    keep: ({ found }) => found !== undefined && (isKept === undefined || isKept(found)),
    keepsMost: isKept === undefined,
    positionOf: ({ entry }) => credentialPosition(entry),
  });
  return done({ clients: listed.map(({ found }) => found).filter((found) => found !== undefined), next });
}

/** An entry of the index, and its client. Undefined if the client, or its account, was deleted. */
interface Listed {
  readonly entry: CredentialEntry;
  readonly found: UsedClient | undefined;
}

/** Undefined if the request has no filter. */
function filterOf({ status, plan, unusedSince }: ListAllClientsInput): ((used: UsedClient) => boolean) | undefined {
  if ([status, plan, unusedSince].every((asked) => asked === undefined)) return undefined;
  return ({ client, account, lastUse }) =>
    (status === undefined || clientStatus(client, account) === status) &&
    (plan === undefined || account.grant.plan === plan) &&
    (unusedSince === undefined || isUnusedSince({ key: client, lastUse }, unusedSince));
}
