/** The scheduled tasks of the clients function. */
import type { IssuerDeps } from '../../engine/context';
import type { Log, TaskLine } from '../../domain/ports/log';
import { enlistCredentials } from '../../engine/indexes/credentials-index';
import { forgetDeletedAccounts } from '../../engine/deleted-accounts';
import { reconcile } from '../../provisioning/reconcile';
import { sweep } from '../../provisioning/sweep';
import { WORK_TIME } from '../../provisioning/task-run';
import { runTask, type TaskEvent } from './task-run';

/** Every minute. What deleted accounts had and what is not in the index yet come last, as nobody waits for them. */
async function reconcileAndForget(deps: IssuerDeps): Promise<Omit<TaskLine, 'task'>> {
  const end = deps.now() + WORK_TIME;
  const reconciled = await reconcile(deps);
  // A pool that did not answer may have taken all the time.
  const isTimeLeft = await deps.pause(0);
  const forgotten = isTimeLeft ? await forgetDeletedAccounts(deps, end) : 0;
  const enlisted = isTimeLeft ? await enlistCredentials(deps, end) : 0;
  return { ...reconciled, forgotten, ...(enlisted > 0 && { enlisted }) };
}

const TASKS = { reconcile: reconcileAndForget, sweep } as const;

/** The constant input of a schedule of these tasks. */
export interface IssuerTaskEvent extends TaskEvent<keyof typeof TASKS> {
  /**
   * The id of each plan's usage plan, by the plan's name; absent in a deployment without plans. Not in the environment: a
   * usage plan needs the API's stage, and the stage needs all functions.
   */
  readonly usagePlans?: Readonly<Record<string, string>>;
}

export const runIssuerTask = ({ task }: IssuerTaskEvent, deps: IssuerDeps, log: Log): Promise<undefined> =>
  runTask({
    task,
    dependency: 'pool',
    log,
    run: (failed) => {
      const onFailure = (error: unknown): void => {
        deps.issuer.onFailure(error);
        failed();
      };
      return TASKS[task]({ ...deps, issuer: { ...deps.issuer, onFailure } });
    },
  });
