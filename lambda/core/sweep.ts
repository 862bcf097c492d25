/**
 * Looks through the issuer's app clients for those that were made here and are not as the records say: without a record,
 * because it could not be written or was forgotten before the issuer was told, or pending without a mark, because the
 * catalogue changed. The first let nobody in; they only take up places.
 */
import { type AppClientName, readAppClientName } from './app-client-name';
import type { IssuerDeps } from './context';
import { isPending } from './issuer-state';
import { DependencyError } from './outcome';
import type { AppClientEntry } from './ports';
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
  for await (const made of madeHere(deps)) {
    if (deps.now() >= end) break;
    const fate = made.fate === 'stays' ? 'stays' : await fateOf(deps, made);
    if (fate === 'unknown' && (unknown += 1) > MOST_UNKNOWN)
      throw new DependencyError(
        'table',
        `more than ${MOST_UNKNOWN} app clients have no record: are these all records?`,
      );
    if (fate === 'unknown' || fate === 'dead') swept.removed += await remove(deps, made.clientId);
    if (fate === 'pending') swept.settled += await tell(deps, made);
  }
  return swept;
}

type Fate =
  | 'stays'
  /** Nobody ever recorded it, and nobody will. */
  | 'unknown'
  /** Its record is dead or forgotten. */
  | 'dead'
  /** The issuer has to be told of a change. */
  | 'pending';

interface MadeHere extends AppClientName {
  readonly clientId: string;
}

async function* madeHere(deps: IssuerDeps): AsyncGenerator<MadeHere & { readonly fate: Fate }> {
  let after: string | undefined;
  do {
    const from = after;
    const page = await paced(deps, () => deps.pool.listClients(from));
    if (!page.ok) return;
    const made = page.value.items.flatMap((entry) => readEntry(deps, entry));
    const fates = await fatesOf(deps, made);
    for (const [at, one] of made.entries()) yield { ...one, fate: fates[at] ?? 'stays' };
    after = page.value.next;
  } while (after !== undefined);
}

function readEntry({ accountsServer, managementServer }: IssuerDeps, { clientId, name }: AppClientEntry): MadeHere[] {
  const named = readAppClientName(name);
  if (named === undefined) return [];
  return named.server === (named.accountId === undefined ? managementServer : accountsServer)
    ? [{ clientId, ...named }]
    : [];
}

/** Read once more: a page is minutes old at its end, and what was found on it may have been adopted. */
const fateOf = async (deps: IssuerDeps, made: MadeHere): Promise<Fate> => (await fatesOf(deps, [made]))[0] ?? 'stays';

async function fatesOf({ table, catalogue, now }: IssuerDeps, made: readonly MadeHere[]): Promise<Fate[]> {
  const operators = await table.read(made.map(({ clientId }) => ({ kind: 'operator', clientId }) as const));
  const owners = await table.read(made.map(({ clientId }) => ({ kind: 'clientOwner', clientId }) as const));
  const owned = owners.flatMap((owner) => owner ?? []);
  const clients = await table.read(
    owned.map(({ accountId, clientId }) => ({ kind: 'client', accountId, clientId }) as const),
  );
  const accounts = await table.read(owned.map(({ accountId }) => ({ kind: 'account', accountId }) as const));
  const records = new Map(owned.map(({ clientId }, at) => [clientId, { client: clients[at], account: accounts[at] }]));
  return made.map(({ clientId, askedAt }, at) => {
    const operator = operators[at];
    if (operator !== undefined) return operator.revokedAt === undefined ? 'stays' : 'dead';
    const record = records.get(clientId);
    if (record === undefined) return askedAt + TIME_TO_RECORD <= now() ? 'unknown' : 'stays';
    // Whoever owned a client is kept for ever.
    const { client, account } = record;
    if (client === undefined) return 'dead';
    return account !== undefined && isPending(client, account, catalogue) ? 'pending' : 'stays';
  });
}

async function remove(deps: IssuerDeps, clientId: string): Promise<0 | 1> {
  try {
    const { ok } = await paced(deps, () => deps.pool.deleteClient(clientId));
    return ok ? 1 : 0;
  } catch (error) {
    deps.onTrouble(error);
    return 0;
  }
}

const tell = async (deps: IssuerDeps, { clientId, accountId = '' }: MadeHere): Promise<0 | 1> =>
  (await paced(deps, () => settle(deps, { accountId, clientId }))) ? 1 : 0;
