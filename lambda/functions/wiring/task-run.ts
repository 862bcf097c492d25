/** One run of a scheduled task. A run with failures rejects at its end, so that Lambda counts it as an error. */
import type { Log, TaskLine } from '../../domain/ports/log';
import { DependencyError } from '../../domain/outcome';

/** The constant input of a schedule. */
export interface TaskEvent<T extends TaskLine['task'] = TaskLine['task']> {
  readonly task: T;
}

/** Only a schedule's event has `task`. A caller cannot add it: what callers send is in `body`, `headers` etc. */
export const isTask = <E extends TaskEvent>(event: E | object): event is E => 'task' in event;

interface TaskRun extends TaskEvent {
  /** The dependency that a failure of the task is put down to. */
  readonly dependency: string;
  readonly log: Log;
  /** Calls `failed` for each failure that did not end the run, and logs it. */
  readonly run: (failed: () => void) => Promise<Omit<TaskLine, 'task'>>;
}

export async function runTask({ task, dependency, log, run }: TaskRun): Promise<undefined> {
  let failures = 0;
  try {
    const line = await run(() => {
      failures += 1;
    });
    log.task({ task, ...line });
  } catch (error) {
    log.failure({ requestId: 'none', at: task, error });
    throw error;
  }
  if (failures > 0) throw new DependencyError(dependency, `the ${task} run had failures: ${failures}`);
  return undefined;
}
