/** Sends Cognito the pending changes of all marked accounts, once a minute. The next run goes on where one ends. */
import type { Deps, IssuerDeps } from '../engine/context';
import type { TaskLine } from '../domain/ports/log';
import type { PendingMark } from '../domain/table-records';
import { clientStatus } from '../domain/status';
import { everything } from '../engine/paging';
import { settle } from './settle';
import { type IndexedClient, indexedClients } from './pending';
import { noteFirstUse } from './sweep-states';

/** No work starts after this many milliseconds. The rest of the function's minute is for work that was started. */
export const WORK_TIME = 45_000;
/** Milliseconds between two calls: 4 calls a second. Cognito allows 5; the rest is for calls that operators cause. */
export const CALL_INTERVAL = 250;

/** Most writes in one transaction. */
const MOST_WRITES = 100;

/** `pending` counts only accounts that this run reached. */
type Reconciled = Required<Pick<TaskLine, 'settled' | 'pending'>>;

/**
 * Rejects only if the table fails before the marks are read. A failure in one account goes to `onFailure`. A run also
 * notes the table's first use: a sweep an hour later needs to know it.
 */
export async function reconcile(deps: IssuerDeps): Promise<Reconciled> {
  const end = deps.now() + WORK_TIME;
  await noteFirstUse(deps);
  const marks = await everything((page) => deps.table.listPendingMarks(page));
  const total = { settled: 0, pending: 0 };
  for (const mark of rotated(deps, marks)) {
    if (deps.now() >= end) break;
    try {
      const { settled, pending } = await reconcileAccount(deps, mark, end);
      total.settled += settled;
      total.pending += pending;
    } catch (error) {
      deps.issuer.onFailure(error);
    }
  }
  return total;
}

/** The list, rotated to a random start: if one item always fails, the items behind it still get their turn. */
export function rotated<T>({ random }: Deps, list: readonly T[]): readonly T[] {
  const first = Buffer.from(random(4)).readUInt32BE() % Math.max(1, list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}

async function reconcileAccount(deps: IssuerDeps, { accountId, mark }: PendingMark, end: number): Promise<Reconciled> {
  const [account] = await deps.table.read([{ kind: 'account', accountId }]);
  const clients = account === undefined ? [] : rotated(deps, await indexedClients(deps, account));
  const left = new Set(clients.filter(({ pending }) => pending));
  const asked = left.size;
  for (const one of left) {
    if (deps.now() >= end) break;
    if (await rateLimited(deps, () => settle(deps, one.client))) left.delete(one);
  }
  const over = clients.filter((one) => account && clientStatus(one.client, account) === 'revoked' && !left.has(one));
  await forgetEntries(deps, over);
  // Deletes only the mark that was read. A mark that was written meanwhile stays.
  if (left.size === 0)
    await deps.table.commit([{ type: 'delete', ref: { kind: 'pendingMark', accountId }, when: { mark } }]);
  return { settled: asked - left.size, pending: left.size };
}

/** Takes revoked clients out of the live index once Cognito has deleted them, so that nobody reads them again. */
async function forgetEntries({ table }: IssuerDeps, clients: readonly IndexedClient[]): Promise<void> {
  for (let at = 0; at < clients.length; at += MOST_WRITES)
    await table.commit(clients.slice(at, at + MOST_WRITES).map(({ entry: ref }) => ({ type: 'forget', ref })));
}

/** Makes the call, then waits until the next call may start. */
export async function rateLimited<T>({ now, pause }: Deps, call: () => Promise<T>): Promise<T> {
  const start = now();
  const result = await call();
  await pause(Math.max(0, CALL_INTERVAL - (now() - start)));
  return result;
}
