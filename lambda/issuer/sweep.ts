/**
 * Looks through the issuer's app clients for those that were made here and are not as the records say: without a record,
 * because it could not be written or was forgotten before the issuer was told, or pending without a mark, because the
 * catalogue changed. The first let nobody in; they only take up places.
 */
import { type AppClientName, readAppClientName } from './app-client-name';
import type { IssuerDeps } from '../engine/context';
import { isPending } from './issuer-state';
import type { Client } from '../domain/model';
import { DependencyError } from '../domain/outcome';
import type { AppClientEntry } from '../domain/ports/pool';
import { attemptAtPool } from './pool-refusals';
import { paced, TIME_TO_WORK } from './reconcile';
import { settle } from './settle';

/** Milliseconds; no app client is still being recorded after that long. */
export const TIME_TO_RECORD = 900_000;
/** Most that one run removes of those that nobody knows: where there are more, it may be the records that are wrong. */
export const MOST_UNKNOWN = 25;

export interface Swept {
  readonly removed: number;
  /** How many clients the issuer was told of. */
  readonly settled: number;
}

/**
 * Rejects when the issuer or the records cannot be listed, and when more app clients than a run removes are unknown.
 * Trouble with one of them is told to `onTrouble`. Ends early when its time is over or the issuer is asked too much.
 */
export async function sweep(deps: IssuerDeps): Promise<Swept> {
  const end = deps.now() + TIME_TO_WORK;
  const swept = { removed: 0, settled: 0 };
  let unknown = 0;
  for await (const made of notAsRecorded(deps)) {
    if (deps.now() >= end) break;
    // Read once more: a page takes a while, and what was found on it may have been adopted since.
    const fate = (await readFates(deps, [made]))(made);
    if (fate.is === 'unknown' && (unknown += 1) > MOST_UNKNOWN)
      throw new DependencyError(
        'table',
        `more than ${MOST_UNKNOWN} app clients have no record: are these all records?`,
      );
    if ((fate.is === 'unknown' || fate.is === 'dead') && (await remove(deps, made))) swept.removed += 1;
    if (fate.is === 'pending' && (await paced(deps, () => settle(deps, fate.client)))) swept.settled += 1;
  }
  return swept;
}

interface MadeHere extends AppClientName {
  readonly clientId: string;
}

type Fate =
  | { readonly is: 'asRecorded' }
  /** Nobody ever recorded it, and nobody will. */
  | { readonly is: 'unknown' }
  /** Its record is dead or forgotten. */
  | { readonly is: 'dead' }
  /** The issuer has to be told of a change. */
  | { readonly is: 'pending'; readonly client: Client };

async function* notAsRecorded(deps: IssuerDeps): AsyncGenerator<MadeHere> {
  let after: string | undefined;
  do {
    const from = after;
    const page = await paced(deps, () => deps.issuer.pool.listClients(from));
    if (!page.ok) return;
    const made = page.value.items.flatMap((entry) => readEntry(deps, entry));
    const fateOf = await readFates(deps, made);
    yield* made.filter((one) => fateOf(one).is !== 'asRecorded');
    after = page.value.next;
  } while (after !== undefined);
}

function readEntry(
  { issuer: { accountsServer, managementServer } }: IssuerDeps,
  { clientId, name }: AppClientEntry,
): MadeHere[] {
  const named = readAppClientName(name);
  if (named === undefined) return [];
  return named.server === (named.accountId === undefined ? managementServer : accountsServer)
    ? [{ clientId, ...named }]
    : [];
}

/** Reads the records of these app clients; at most a page of them. */
async function readFates(
  { table, catalogue, now }: IssuerDeps,
  made: readonly MadeHere[],
): Promise<(one: MadeHere) => Fate> {
  const operators = byClient(await table.read(made.map(({ clientId }) => ({ kind: 'operator', clientId }) as const)));
  const owners = byClient(await table.read(made.map(({ clientId }) => ({ kind: 'clientOwner', clientId }) as const)));
  const owned = [...owners.values()].map(({ accountId, clientId }) => ({ accountId, clientId }));
  const clients = byClient(await table.read(owned.map((one) => ({ kind: 'client', ...one }) as const)));
  const accounts = await table.read(owned.map(({ accountId }) => ({ kind: 'account', accountId }) as const));
  return ({ clientId, askedAt }) => {
    const operator = operators.get(clientId);
    if (operator !== undefined) return { is: operator.revokedAt === undefined ? 'asRecorded' : 'dead' };
    if (!owners.has(clientId)) return { is: askedAt + TIME_TO_RECORD <= now() ? 'unknown' : 'asRecorded' };
    const client = clients.get(clientId);
    // Whoever owned a client is kept for ever.
    if (client === undefined) return { is: 'dead' };
    const account = accounts.find((one) => one?.accountId === client.accountId);
    return account !== undefined && isPending(client, account, catalogue)
      ? { is: 'pending', client }
      : { is: 'asRecorded' };
  };
}

const byClient = <T extends { readonly clientId: string }>(
  records: readonly (T | undefined)[],
): ReadonlyMap<string, T> =>
  new Map(records.flatMap((record) => (record === undefined ? [] : [[record.clientId, record] as const])));

const remove = (deps: IssuerDeps, { clientId }: MadeHere): Promise<boolean> =>
  attemptAtPool(deps, () => paced(deps, () => deps.issuer.pool.deleteClient(clientId)));
