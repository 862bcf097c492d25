/**
 * What a function does by itself on a schedule. A run that meets trouble does what it can and fails then, so
 * that Lambda counts it among the function's errors.
 */
import type { Log, TaskLine } from '../../domain/log';
import { DependencyError } from '../../domain/outcome';
import type { IssuerDeps } from '../../engine/context';
import { reconcile } from '../../issuer/reconcile';
import { sweep } from '../../issuer/sweep';

const TASKS = { reconcile, sweep } as const;

/** The constant input of a schedule. */
export interface TaskEvent {
  readonly task: TaskLine['task'];
}

export async function runTask({ task }: TaskEvent, deps: IssuerDeps, log: Log): Promise<undefined> {
  let failures = 0;
  const onFailure = (error: unknown): void => {
    deps.issuer.onFailure(error);
    failures += 1;
  };
  try {
    log.task({ task, ...(await TASKS[task]({ ...deps, issuer: { ...deps.issuer, onFailure } })) });
  } catch (error) {
    log.failure({ requestId: 'none', at: task, error });
    throw error;
  }
  if (failures > 0) throw new DependencyError('pool', `the run met failures: ${failures}`);
  return undefined;
}
