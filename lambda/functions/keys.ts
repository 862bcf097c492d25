/** Serves API keys, and runs the daily task, which ends keys that are not used and tells of keys that end. */
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { dailySettings } from '../aws/settings/function-settings';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problems';
import { keyListEndpoints } from '../management/endpoints/key-lists';
import { keyEndpoints } from '../management/endpoints/keys';
import { keyUsageEndpoints } from '../management/endpoints/usage';
import { runDaily } from '../management/operations/daily/run-daily';
import { type FunctionContext, perInvocation } from './wiring/invocation';
import { operatorServing, served } from './wiring/serving';
import { isTask, runTask, type TaskEvent } from './wiring/task-run';

/** Most milliseconds for one call of the task to the table, so that one account's trouble does not take the whole run. */
const TASK_CALL = 5_000;

const serving = operatorServing('keys', sdkTable);
const { expiryNoticeDays: noticeDays, ...rules } = dailySettings(process.env);
const daily = { noticeDays, ...rules };

const answer = served([...keyListEndpoints, ...keyEndpoints, ...keyUsageEndpoints], serving);
const run = perInvocation(serving, ({ budget, log }) => ({ task }: TaskEvent<'daily'>) => {
  const deps = serving.depsIn({ budget, callLimit: TASK_CALL });
  return runTask({
    task,
    dependency: 'table',
    log,
    run: (failed) => {
      const onFailure = (error: unknown): void => {
        log.failure({ requestId: 'none', at: task, error });
        failed();
      };
      return runDaily({ ...deps, daily, onFailure });
    },
  });
});

export const handler = (
  event: ProxyEvent | TaskEvent<'daily'>,
  context: FunctionContext,
): Promise<Response | undefined> => (isTask(event) ? run(event, context) : answer(event, context));
