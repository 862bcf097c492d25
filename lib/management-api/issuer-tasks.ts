/**
 * The scheduled tasks of the clients function, and the daily task of the keys function, which an hourly rule starts: a run
 * that did not finish goes on, and a finished one reads a record. Each run starts with all the work that is left, so a failed
 * run is counted but not retried: the next run does its work.
 */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import type { HandlerFunction } from '../functions/function';
import type { Settings } from '../settings';
import type { UsagePlans } from '../rest-api/usage-plans';

const NEXT_RUN =
  'A lost event is one run of a scheduled task: the next run does its work, and an alarm reports failed runs.';

export interface IssuerTasksProps {
  readonly clients: HandlerFunction;
  /** Their ids are part of each run's event. @default - the deployment has no plans */
  readonly usagePlans: UsagePlans | undefined;
  /** The function with the daily task. @default - the deployment has no daily task */
  readonly daily: HandlerFunction | undefined;
}

/** Where nobody hears of events and no use is counted, the daily task has nothing to do. */
export const hasDailyTask = ({ changeEvents, usage }: Settings): boolean => changeEvents || usage;

interface TasksOf extends Pick<IssuerTasksProps, 'usagePlans'> {
  readonly settings: Settings;
  readonly management: Pick<IssuerTasksProps, 'clients'> & {
    readonly functions: Readonly<Partial<Record<'keys', HandlerFunction>>>;
  };
}

/**
 * With usage plans the tasks are outside of the nested stack, which must not need the plans: a function behind the API may need
 * it.
 */
export function startTasks(sallyport: Construct, { settings, management, usagePlans }: TasksOf): void {
  const { clients, functions } = management;
  const daily = hasDailyTask(settings) ? functions.keys : undefined;
  new IssuerTasks(usagePlans === undefined ? clients.stack : sallyport, 'Tasks', { clients, usagePlans, daily });
}

export class IssuerTasks extends Construct {
  constructor(scope: Construct, id: string, { clients: handler, usagePlans, daily }: IssuerTasksProps) {
    super(scope, id);
    usagePlans?.letAssociate(handler);
    // The shortest age that Lambda allows. A run that waited longer is dropped, so that runs do not pile up.
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    acknowledge(handler, { 'Serverless-LambdaAsyncFailureDestination': NEXT_RUN });
    const run = (task: string): LambdaFunction =>
      new LambdaFunction(handler, {
        event: RuleTargetInput.fromObject({ task, ...(usagePlans && { usagePlans: usagePlans.ids }) }),
        retryAttempts: 0,
      });
    const reconcile = new Rule(this, 'Reconcile', {
      description: 'Tells Cognito what it has not acknowledged of changes to OAuth clients',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [run('reconcile')],
    });
    const sweep = new Rule(this, 'Sweep', {
      description:
        'Deletes app clients of accounts and operators that no record names' +
        (daily ? '; tells of API keys that expire, and ends keys that are not used' : ''),
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [run('sweep')],
    });
    if (daily)
      sweep.addTarget(
        new LambdaFunction(daily, { event: RuleTargetInput.fromObject({ task: 'daily' }), retryAttempts: 0 }),
      );
    for (const rule of [reconcile, sweep]) acknowledge(rule, { 'Serverless-EventBusDLQ': NEXT_RUN });
  }
}
