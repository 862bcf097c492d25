/**
 * Goes through the accounts with a mark and tells the issuer of each client what is left to tell. Run every minute; what
 * one run does not get to, the next one does.
 */
import type { Deps, IssuerDeps } from '../engine/context';
import type { PendingMark } from '../domain/model';
import { everything } from '../engine/paging';
import { settle } from './settle';
import { pendingClients } from './pending';

/** Milliseconds that a run goes on to begin work; the rest of the function's minute is for ending what was begun. */
export const TIME_TO_WORK = 45_000;
/** Milliseconds from one call to the next: Cognito takes 5 a second, and operators' calls come between. */
export const PACE = 250;

export interface Reconciled {
  /** How many clients the issuer was told of. */
  readonly settled: number;
  /** How many it has still to be told of, as far as this run got. */
  readonly pending: number;
}

/** Rejects only when the marks cannot be read; trouble with one account is told to `onTrouble`. */
export async function reconcile(deps: IssuerDeps): Promise<Reconciled> {
  const end = deps.now() + TIME_TO_WORK;
  const marks = await everything((page) => deps.table.listPendingMarks(page));
  let done: Reconciled = { settled: 0, pending: 0 };
  for (const mark of inTurn(deps, marks)) {
    if (deps.now() >= end) break;
    try {
      const step = await settleAccount(deps, mark, end);
      done = { settled: done.settled + step.settled, pending: done.pending + step.pending };
    } catch (error) {
      deps.issuer.onFailure(error);
    }
  }
  return done;
}

/** From another one every time, so that one in trouble does not keep the others waiting for ever. */
function inTurn<T>({ random }: Deps, list: readonly T[]): readonly T[] {
  const first = Buffer.from(random(4)).readUInt32BE() % Math.max(1, list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}

async function settleAccount(deps: IssuerDeps, { accountId, mark }: PendingMark, end: number): Promise<Reconciled> {
  const [account] = await deps.table.read([{ kind: 'account', accountId }]);
  const waiting = account === undefined ? [] : inTurn(deps, await pendingClients(deps, account));
  let settled = 0;
  for (const { clientId } of waiting) {
    if (deps.now() >= end) break;
    if (await paced(deps, () => settle(deps, { accountId, clientId }))) settled += 1;
  }
  const pending = waiting.length - settled;
  // A mark that was put meanwhile is another one, and stays.
  if (pending === 0)
    await deps.table.commit([{ type: 'delete', ref: { kind: 'pendingMark', accountId }, when: { mark } }]);
  return { settled, pending };
}

/** Does the work, and takes as long as the pace asks for. */
export async function paced<T>({ now, pause }: Deps, work: () => Promise<T>): Promise<T> {
  const begun = now();
  const result = await work();
  await pause(Math.max(0, PACE - (now() - begun)));
  return result;
}
