/**
 * Looks through the issuer's app clients for those that were made here and have no living record: one that was made when
 * its record could not be written, or whose record was forgotten before the issuer was told. Nothing lets them in
 * anywhere; they only take up places.
 */
import { readAppClientName } from './app-client-name';
import type { IssuerDeps } from './context';
import type { Instant } from './model';
import type { AppClientEntry } from './ports';
import { PACE, TIME_TO_WORK } from './reconcile';

/** Milliseconds; no app client is still being recorded after that long. */
export const TIME_TO_RECORD = 900_000;

/** Rejects on trouble; what was removed until then stays removed. Ends early when the issuer is asked too much. */
export async function sweep(deps: IssuerDeps): Promise<{ readonly removed: number }> {
  const end = deps.now() + TIME_TO_WORK;
  let removed = 0;
  let after: string | undefined;
  do {
    const page = await deps.pool.listClients(after);
    if (!page.ok) break;
    for (const clientId of await withoutRecord(deps, page.value.items)) {
      const deleted = await deps.pool.deleteClient(clientId);
      if (deleted.ok) removed += 1;
      await deps.pause(PACE);
    }
    after = page.value.next;
    await deps.pause(PACE);
  } while (after !== undefined && deps.now() < end);
  return { removed };
}

async function withoutRecord(deps: IssuerDeps, entries: readonly AppClientEntry[]): Promise<string[]> {
  const ours = entries.flatMap(({ clientId, name }) => {
    const named = readAppClientName(name);
    return named === undefined ? [] : [{ clientId, ...named }];
  });
  const clients = ours.filter(({ server, accountId }) => server === deps.accountsServer && accountId !== undefined);
  const operators = ours.filter(({ server, accountId }) => server === deps.managementServer && accountId === undefined);
  return [...(await lostClients(deps, clients)), ...(await lostOperators(deps, operators))];
}

interface Made {
  readonly clientId: string;
  readonly askedAt: Instant;
}

/** Whoever owns a client is kept for ever, so no owner means never recorded, and an owner without a client a dead one. */
async function lostClients({ table, now }: IssuerDeps, made: readonly Made[]): Promise<string[]> {
  const owners = await table.read(made.map(({ clientId }) => ({ kind: 'clientOwner', clientId }) as const));
  const owned = owners.flatMap((owner) => (owner === undefined ? [] : [owner]));
  const clients = await table.read(
    owned.map(({ accountId, clientId }) => ({ kind: 'client', accountId, clientId }) as const),
  );
  const forgotten = owned.filter((_, at) => clients[at] === undefined);
  const never = made.filter(({ askedAt }, at) => owners[at] === undefined && askedAt + TIME_TO_RECORD <= now());
  return [...never, ...forgotten].map(({ clientId }) => clientId);
}

/** A revoked operator's record stays. */
async function lostOperators({ table, now }: IssuerDeps, made: readonly Made[]): Promise<string[]> {
  const operators = await table.read(made.map(({ clientId }) => ({ kind: 'operator', clientId }) as const));
  const lost = made.filter(({ askedAt }, at) => {
    const operator = operators[at];
    return operator === undefined ? askedAt + TIME_TO_RECORD <= now() : operator.revokedAt !== undefined;
  });
  return lost.map(({ clientId }) => clientId);
}
