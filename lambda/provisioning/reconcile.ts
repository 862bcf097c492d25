/**
 * Sends Cognito the pending changes of all marked accounts, and gives all marked owners of a budget their native keys, once
 * a minute. The next run goes on where one ends.
 */
import type { IssuerDeps } from '../engine/context';
import type { TaskLine } from '../domain/ports/log';
import type { PendingMark, PlanMark } from '../domain/records/table-records';
import { clientStatus } from '../domain/status';
import type { Write } from '../domain/ports/table';
import { everything } from '../engine/paging';
import { settle } from './settle';
import { type GatewayDeps, settleOwner } from './settle-owner';
import { type IndexedClient, indexedClients } from './pending';
import { noteFirstUse } from './table-history';
import { beginRun, rateLimited, rotated, type TaskRun } from './task-run';

/** Most writes in one transaction. */
const MOST_WRITES = 100;

/** `pending` counts only what this run reached. */
type Reconciled = Required<Pick<TaskLine, 'settled' | 'pending'>>;
/** What a run did about one mark. */
type Visit = Reconciled & { readonly overLimit?: number };

/**
 * Rejects only if the table fails before the marks are read. A failure with one mark goes to `onFailure`. A run also
 * notes the table's first use: a sweep an hour later needs to know it.
 */
export async function reconcile(deps: IssuerDeps): Promise<Reconciled & Pick<TaskLine, 'nativeKeysOverLimit'>> {
  const run = beginRun(deps);
  await noteFirstUse(deps);
  const total = { settled: 0, pending: 0, overLimit: 0 };
  for (const { visit, unmark } of rotated(deps, await allWork(deps, run))) {
    if (deps.now() >= run.end) break;
    try {
      const { settled, pending, overLimit = 0 } = await visit();
      total.settled += settled;
      total.pending += pending;
      total.overLimit += overLimit;
      if (pending + overLimit === 0) await deps.table.commit([unmark]);
    } catch (error) {
      deps.issuer.onFailure(error);
    }
  }
  const { overLimit: nativeKeysOverLimit, ...reconciled } = total;
  return deps.gateway === undefined ? reconciled : { ...reconciled, nativeKeysOverLimit };
}

/** What a mark asks for. */
interface Work {
  readonly visit: () => Promise<Visit>;
  /** Deletes only the mark that was read. A mark that was written meanwhile stays. */
  readonly unmark: Write;
}

/** A deployment without plans has no plan marks, and its function does not ask for them. */
async function allWork(deps: IssuerDeps, run: TaskRun): Promise<readonly Work[]> {
  const { table, gateway } = deps;
  const pendingMarks = await everything((page) => table.listPendingMarks(page));
  const work = pendingMarks.map(
    ({ mark, ...ref }): Work => ({
      visit: () => reconcileClients(deps, ref, run),
      unmark: { type: 'delete', ref, when: { mark } },
    }),
  );
  if (gateway === undefined) return work;
  const planMarks = await everything((page) => table.listPlanMarks(page));
  const owners = planMarks.map(
    ({ mark, ...ref }): Work => ({
      visit: () => reconcileOwner({ ...deps, gateway }, ref, run),
      unmark: { type: 'delete', ref, when: { mark } },
    }),
  );
  return [...work, ...owners];
}

async function reconcileOwner(deps: GatewayDeps, ref: Pick<PlanMark, 'ownerId'>, run: TaskRun): Promise<Visit> {
  const step = await settleOwner(deps, ref, run);
  return {
    settled: Number(step === 'settled'),
    pending: Number(step === 'pending'),
    overLimit: Number(step === 'overLimit'),
  };
}

async function reconcileClients(
  deps: IssuerDeps,
  { accountId }: Pick<PendingMark, 'accountId'>,
  { end }: TaskRun,
): Promise<Reconciled> {
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
  return { settled: asked - left.size, pending: left.size };
}

/** Takes revoked clients out of the live index once Cognito has deleted them, so that nobody reads them again. */
async function forgetEntries({ table }: IssuerDeps, clients: readonly IndexedClient[]): Promise<void> {
  for (let at = 0; at < clients.length; at += MOST_WRITES)
    await table.commit(clients.slice(at, at + MOST_WRITES).map(({ entry: ref }) => ({ type: 'forget', ref })));
}
