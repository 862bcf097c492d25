/**
 * Compares all app clients and native keys that we made with the records, once an hour. Each kind is swept by itself
 * (`sweep-kind.ts`), at the same time: they are at services with limits of their own.
 */
import type { IssuerDeps } from '../engine/context';
import { appClientKind } from './app-client-sweep';
import { nativeKeyKind } from './native-key-sweep';
import { type Swept, sweepKind } from './sweep-kind';
import { noteFirstUse } from './table-history';
import { beginRun } from './task-run';

/** Rejects if the sweep of one kind does; the others end as they would without it. */
export async function sweep(deps: IssuerDeps): Promise<Swept> {
  const run = beginRun(deps);
  const { gateway } = deps;
  const sweeps = [sweepKind(deps, appClientKind(deps, await noteFirstUse(deps)), run)];
  if (gateway !== undefined)
    sweeps.push(nativeKeyKind({ ...deps, gateway }).then((kind) => sweepKind(deps, kind, run)));
  const total = { removed: 0, marked: 0 };
  const reasons: unknown[] = [];
  for (const outcome of await Promise.allSettled(sweeps)) {
    if (outcome.status === 'rejected') reasons.push(outcome.reason);
    else {
      total.removed += outcome.value.removed;
      total.marked += outcome.value.marked;
    }
  }
  const [first, ...others] = reasons;
  for (const other of others) deps.issuer.onFailure(other);
  if (reasons.length > 0) throw first;
  return total;
}
