/**
 * What a function does by itself on a schedule. A run that meets trouble does what it can and fails then, so
 * that Lambda counts it among the function's errors.
 */
import type { IssuerDeps } from '../../engine/context';
import type { Log, TaskLine } from '../../domain/log';
import { DependencyError } from '../../domain/outcome';
import { reconcile } from '../../issuer/reconcile';
import { sweep } from '../../issuer/sweep';

const TASKS = { reconcile, sweep } as const;

/** The constant input of a schedule. */
export interface TaskEvent {
  readonly task: TaskLine['task'];
}

export async function runTask({ task }: TaskEvent, deps: IssuerDeps, log: Log): Promise<undefined> {
  let troubles = 0;
  const onTrouble = (error: unknown): void => {
    deps.onTrouble(error);
    troubles += 1;
  };
  try {
    log.task({ task, ...(await TASKS[task]({ ...deps, onTrouble })) });
  } catch (error) {
    log.failure({ requestId: 'none', at: task, error });
    throw error;
  }
  if (troubles > 0) throw new DependencyError('pool', `the run met trouble ${troubles} times`);
  return undefined;
}
