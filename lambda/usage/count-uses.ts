/**
 * Counts the uses of an account: one transaction for the windows of many credentials, their last uses and the counts of the
 * days. If another process wrote one of these meanwhile, the transaction fails, and is decided again from what that one wrote.
 */
import { DependencyError } from '../domain/outcome';
import type { Pause, Random } from '../domain/ports/system';
import type { Table, Write } from '../domain/ports/table';
import { type DailyUse, dayOf, type LastUse } from '../domain/records/usage-records';
import { conflictPause } from '../engine/transact';
import type { Use } from './access-line';
import { uncounted, type WindowUses, windowsOf } from './counted-events';

export interface CountDeps {
  readonly table: Pick<Table, 'read' | 'commit'>;
  readonly random: Random;
  readonly pause: Pause;
}

type Counts = Pick<DailyUse, 'requests' | 'refusals' | 'budgeted'>;

/**
 * Windows of one transaction. Each adds at most four writes: its own, a last use, and a day of its credential and of whose
 * budget it is. With the four days of an account that are not too old, these are the 100 writes that DynamoDB takes.
 */
const MOST_WINDOWS = 24;

/** The uses of one account, parted into transactions. The uses of a credential stand together, so it is in few of them. */
export function transactionsFor(uses: readonly Use[]): readonly (readonly WindowUses[])[] {
  const windows = windowsOf(uses);
  const count = Math.ceil(windows.length / MOST_WINDOWS);
  return Array.from({ length: count }, (_, at) => windows.slice(at * MOST_WINDOWS, (at + 1) * MOST_WINDOWS));
}

/** How many of the uses were counted; the others had been before. Rejects with a `DependencyError` if the table fails. */
export async function countWindows(deps: CountDeps, windows: readonly WindowUses[]): Promise<number> {
  let attempts = 0;
  do {
    const { uses, writes } = await decideUncounted(deps.table, windows);
    if (writes.length === 0 || (await deps.table.commit(writes)).committed) return uses.length;
    attempts += 1;
  } while (await deps.pause(conflictPause(deps, attempts)));
  throw new DependencyError('table', `other writers changed the counts during each of ${attempts} attempts`);
}

async function decideUncounted(table: CountDeps['table'], windows: readonly WindowUses[]) {
  const ids = [...new Set(windows.map(({ ref }) => ref.credentialId))];
  const lastRefs = ids.map((credentialId) => ({ kind: 'lastUse', credentialId }) as const);
  const found = await table.read([...lastRefs, ...windows.map(({ ref }) => ref)]);
  const lastUses = new Map<string, LastUse>();
  for (const record of found) if (record?.kind === 'lastUse') lastUses.set(record.credentialId, record);
  const fresh = windows.map((window, at) => {
    const stored = found[ids.length + at];
    return uncounted(window, stored?.kind === 'usageWindow' ? stored : undefined);
  });
  const uses = fresh.flatMap((window) => window.uses);
  // The uses of a credential are in the order of time, so its last one stays.
  const latest = new Map(uses.map((use) => [use.credentialId, use]));
  const writes = [
    ...fresh.flatMap((window) => window.writes),
    ...dailyCounts(uses),
    ...[...latest].flatMap(([credentialId, use]) => lastUseWrites(credentialId, use, lastUses.get(credentialId))),
  ];
  return { uses, writes };
}

/** What the uses add to the days of their credentials, of the account, and of whose budget they were taken from. */
function dailyCounts(uses: readonly Use[]): Write[] {
  const days = new Map<string, DailyUse>();
  const add = (ownerId: string, day: string, more: Partial<Counts>): void => {
    const name = `${ownerId} ${day}`;
    const { requests = 0, refusals = 0, budgeted = 0 } = days.get(name) ?? {};
    days.set(name, {
      ...{ kind: 'dailyUse', ownerId, day },
      requests: requests + (more.requests ?? 0),
      refusals: refusals + (more.refusals ?? 0),
      budgeted: budgeted + (more.budgeted ?? 0),
    });
  };
  for (const { at, credentialId, accountId, budgetId, isRefused } of uses) {
    const day = dayOf(at);
    for (const ownerId of [credentialId, accountId]) add(ownerId, day, { requests: 1, refusals: isRefused ? 1 : 0 });
    if (budgetId !== undefined) add(budgetId, day, { budgeted: 1 });
  }
  return [...days.values()].map((record) => ({ type: 'count', record }));
}

/** The write that moves a last use forward, unless the stored one is later. */
export function lastUseWrites(credentialId: string, last: Use, stored?: LastUse): Write[] {
  if (stored !== undefined && stored.lastUsedAt >= last.at) return [];
  const { at: lastUsedAt, route: lastUsedRoute } = last;
  return [
    {
      type: 'insert',
      record: { kind: 'lastUse', credentialId, lastUsedAt, lastUsedRoute },
      overEarlier: lastUsedAt,
    },
  ];
}
