/**
 * Counts the uses of one credential: one transaction for its windows, the counts of the days, and its last use. If
 * another process wrote the same window meanwhile, the transaction fails, and is decided again from what that one wrote.
 */
import { DependencyError } from '../domain/outcome';
import type { Pause, Random } from '../domain/ports/system';
import type { Table, Write } from '../domain/ports/table';
import { type DailyUse, dayOf, type LastUse } from '../domain/records/usage-records';
import { conflictPause } from '../engine/transact';
import type { Use } from './access-line';
import { byWindow, uncounted, type WindowRef } from './counted-events';

export interface CountDeps {
  readonly table: Pick<Table, 'read' | 'commit'>;
  readonly random: Random;
  readonly pause: Pause;
}

type Counts = Pick<DailyUse, 'requests' | 'refusals' | 'budgeted'>;
type Windows = readonly (readonly [startsAt: number, uses: readonly Use[]])[];

/** Windows of one transaction. With three owners on as many days, it has 81 writes of the 100 that DynamoDB takes. */
const MOST_WINDOWS = 20;

/** How many of the uses were counted; the others had been before. Rejects with a `DependencyError` if the table fails. */
export async function countUses(deps: CountDeps, credentialId: string, uses: readonly Use[]): Promise<number> {
  const windows = [...byWindow(uses)];
  let counted = 0;
  for (let at = 0; at < windows.length; at += MOST_WINDOWS)
    counted += await countWindows(deps, credentialId, windows.slice(at, at + MOST_WINDOWS));
  return counted;
}

async function countWindows(deps: CountDeps, credentialId: string, windows: Windows): Promise<number> {
  let attempts = 0;
  do {
    const { uses, writes } = await decideUncounted(deps.table, credentialId, windows);
    if (writes.length === 0 || (await deps.table.commit(writes)).committed) return uses.length;
    attempts += 1;
  } while (await deps.pause(conflictPause(deps, attempts)));
  throw new DependencyError('table', `other writers changed the counts during each of ${attempts} attempts`);
}

async function decideUncounted(table: CountDeps['table'], credentialId: string, windows: Windows) {
  const refs = windows.map(([startsAt]): WindowRef => ({ kind: 'usageWindow', credentialId, startsAt }));
  const [last, ...stored] = await table.read([{ kind: 'lastUse', credentialId }, ...refs]);
  const fresh = windows.map(([startsAt, own], at) =>
    uncounted({ kind: 'usageWindow', credentialId, startsAt }, own, stored[at]),
  );
  // In the order of time.
  const uses = fresh.flatMap((window) => window.uses);
  const writes = [
    ...fresh.flatMap((window) => window.writes),
    ...dailyCounts(uses),
    ...lastUseWrites(credentialId, uses.at(-1), last),
  ];
  return { uses, writes };
}

/** What the uses add to the days of the credential, of its account, and of whose budget they were taken from. */
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
export function lastUseWrites(credentialId: string, last: Use | undefined, stored?: LastUse): Write[] {
  if (last === undefined || (stored !== undefined && stored.lastUsedAt >= last.at)) return [];
  const { at: lastUsedAt, route: lastUsedRoute } = last;
  return [
    {
      type: 'insert',
      record: { kind: 'lastUse', credentialId, lastUsedAt, lastUsedRoute },
      overEarlier: lastUsedAt,
    },
  ];
}
