/**
 * What a function does by itself on a schedule. A run that meets trouble fails, so that Lambda counts it among the
 * function's errors.
 */
import type { IssuerDeps } from '../../core/context';
import type { Log, TaskLine } from '../../core/log';
import { reconcile } from '../../core/reconcile';
import { sweep } from '../../core/sweep';

const TASKS = { reconcile, sweep } as const;

/** The constant input of a schedule. */
export interface TaskEvent {
  readonly task: TaskLine['task'];
}

export async function runTask({ task }: TaskEvent, deps: IssuerDeps, log: Log): Promise<undefined> {
  try {
    log.task({ task, ...(await TASKS[task](deps)) });
    return undefined;
  } catch (error) {
    log.fault({ requestId: 'none', at: task, error });
    throw error;
  }
}
