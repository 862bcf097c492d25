/**
 * Compares all app clients that we made with the records. Deletes an app client whose record is missing or dead,
 * because it counts towards Cognito's limit. Settles pending clients without a mark, as after a catalogue change.
 */
import { type AppClientName, deleteAppClient, readAppClientName } from './app-clients';
import type { IssuerDeps } from '../engine/context';
import type { TaskLine } from '../domain/log';
import type { Client } from '../domain/model';
import { DependencyError } from '../domain/outcome';
import { pendingState } from './pending';
import { rateLimited, WORK_TIME } from './reconcile';
import { settle } from './settle';

/** Milliseconds. An app client older than this that has no record will not get one. */
export const TIME_TO_RECORD = 900_000;
/** Most app clients without a record that one run deletes. If there are more, the run fails: records may be missing. */
export const MOST_UNRECORDED = 25;

/**
 * Rejects if app clients or records cannot be read, and if too many app clients have no record. A failure with one app
 * client goes to `onFailure`. Ends early when the time is over, or when Cognito refuses the next page.
 */
export async function sweep(deps: IssuerDeps): Promise<Required<Pick<TaskLine, 'removed' | 'settled'>>> {
  const end = deps.now() + WORK_TIME;
  const swept = { removed: 0, settled: 0 };
  let unrecorded = 0;
  for await (const appClient of appClientsToChange(deps)) {
    if (deps.now() >= end) break;
    // Read again: the app client may have been adopted since its page was read.
    const state = (await readStates(deps, [appClient]))(appClient);
    if (state === 'unrecorded' && (unrecorded += 1) > MOST_UNRECORDED)
      throw new DependencyError('table', `more than ${MOST_UNRECORDED} app clients have no record; check the table`);
    if (state === 'asRecorded') continue;
    if (typeof state === 'object') swept.settled += Number(await rateLimited(deps, () => settle(deps, state)));
    else swept.removed += Number(await rateLimited(deps, () => deleteAppClient(deps, appClient.clientId)));
  }
  return swept;
}

/** An app client whose name shows that we made it. */
type OurAppClient = AppClientName & { readonly clientId: string };

/** `dead`: the operator is revoked, or the client's record was deleted. `Client`: the record of a pending client. */
type SweepState = 'asRecorded' | 'unrecorded' | 'dead' | Client;

async function* appClientsToChange(deps: IssuerDeps): AsyncGenerator<OurAppClient> {
  const { accountsServer, managementServer, pool } = deps.issuer;
  let after: string | undefined;
  do {
    const from = after;
    const page = await rateLimited(deps, () => pool.listClients(from));
    if (!page.ok) return;
    const ours = page.value.items.flatMap(({ clientId, name }): OurAppClient[] => {
      const named = readAppClientName(name);
      const server = named?.accountId === undefined ? managementServer : accountsServer;
      return named?.server === server ? [{ clientId, ...named }] : [];
    });
    const stateOf = await readStates(deps, ours);
    yield* ours.filter((appClient) => stateOf(appClient) !== 'asRecorded');
    after = page.value.next;
  } while (after !== undefined);
}

/** Reads the records of these app clients, at most one page of them. */
async function readStates(
  { table, catalogue, now }: IssuerDeps,
  ours: readonly OurAppClient[],
): Promise<(appClient: OurAppClient) => SweepState> {
  const operators = byClientId(await table.read(ours.map(({ clientId }) => ({ kind: 'operator', clientId }) as const)));
  const owners = byClientId(await table.read(ours.map(({ clientId }) => ({ kind: 'clientOwner', clientId }) as const)));
  const owned = [...owners.values()];
  const clients = byClientId(await table.read(owned.map((owner) => ({ ...owner, kind: 'client' }) as const)));
  const accounts = await table.read(owned.map(({ accountId }) => ({ kind: 'account', accountId }) as const));
  return ({ clientId, askedAt }) => {
    const operator = operators.get(clientId);
    if (operator !== undefined) return operator.revokedAt === undefined ? 'asRecorded' : 'dead';
    if (!owners.has(clientId)) return askedAt + TIME_TO_RECORD <= now() ? 'unrecorded' : 'asRecorded';
    const client = clients.get(clientId);
    // A `clientOwner` without a client means that the client was deleted, and only a revoked client can be deleted.
    if (client === undefined) return 'dead';
    const account = accounts.find((one) => one?.accountId === client.accountId);
    return account !== undefined && pendingState(client, account, catalogue) !== undefined ? client : 'asRecorded';
  };
}

const byClientId = <T extends { readonly clientId: string }>(records: readonly (T | undefined)[]) =>
  new Map(records.filter((record) => record !== undefined).map((record) => [record.clientId, record]));
