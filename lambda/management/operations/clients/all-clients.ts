/** The list of all clients, whosever they are. */
import type { Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { PageRequest } from '../../../domain/ports/table';
import { type ClientStatus, clientStatus } from '../../../domain/status';
import type { Call, Deps } from '../../../engine/context';
import { isUnusedSince, refuseUnusedSince } from '../../../engine/last-uses';
import { load } from '../../../engine/callers';
import { listCredentials } from '../../../engine/indexes/all-credentials';
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
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const refusal = refuseUnusedSince(deps, input.unusedSince, { now: deps.now() });
  if (refusal !== undefined) return refusal;
  const { items: clients, next } = await listCredentials(deps, input, {
    kind: 'client',
    refOf: ({ accountId, id: clientId }) => ({ kind: 'client', accountId, clientId }) as const,
    shown: ({ record, account, lastUse }): UsedClient => ({ ...withPending(deps, record, account), lastUse }),
    isKept: filterOf(input),
  });
  return done({ clients, next });
}

/** Undefined if the request has no filter. */
function filterOf({ status, plan, unusedSince }: ListAllClientsInput): ((used: UsedClient) => boolean) | undefined {
  if ([status, plan, unusedSince].every((asked) => asked === undefined)) return undefined;
  return ({ client, account, lastUse }) =>
    (status === undefined || clientStatus(client, account) === status) &&
    (plan === undefined || account.grant.plan === plan) &&
    (unusedSince === undefined || isUnusedSince({ key: client, lastUse }, unusedSince));
}
