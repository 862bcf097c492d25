/**
 * Alarms and one dashboard.
 *
 * The authorizer refuses a credential by throwing `Unauthorized`, so its Lambda error metric counts refused callers
 * too. Its failures and defects are counted from its log instead. The clients function answers refusals and failures
 * of its callers' requests itself, so its Lambda error metric counts only failed tasks, crashes and timeouts.
 */
import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { GuardedApi } from '../guarded-api/guarded-api';
import { hasDailyTask } from '../management-api/issuer-tasks';
import type { ManagementApi } from '../management-api/management-api';
import type { ChangeFeed } from '../state/change-feed';
import { metricNamespace } from '../names';
import type { Settings } from '../settings';
import { dimensionsOf } from '../rest-api/stages';

export interface ObservabilityProps {
  readonly settings: Settings;
  readonly guarded: Pick<GuardedApi, 'api' | 'authorizer'>;
  /** Its clients function also runs scheduled tasks, and its keys function the daily one. */
  readonly management: Pick<ManagementApi, 'api' | 'clients' | 'functions'>;
  /** @default - there are no change events */
  readonly changeFeed?: ChangeFeed | undefined;
}

const PERIOD = Duration.minutes(5);

export class Observability extends Construct {
  readonly alarms: readonly Alarm[];
  private readonly failures: IMetric;
  /** Owners of a budget for whom the AWS account has no room for a native key. Undefined without plans. */
  private readonly nativeKeysOverLimit: IMetric | undefined;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { settings, guarded, management } = props;
    this.failures = this.countFailures(guarded.authorizer.handler, metricNamespace(this, settings));
    if (settings.plans !== undefined)
      this.nativeKeysOverLimit = readNativeKeysOverLimit(management.clients, metricNamespace(this, settings));
    this.alarms = [...this.makeAlarms(props), ...this.feedAlarms(props)];
    this.makeDashboard(props);
  }

  private makeAlarms(props: ObservabilityProps): Alarm[] {
    const { settings, guarded, management } = props;
    const { handler: authorizer } = guarded.authorizer;
    const { clients } = management;
    const daily = hasDailyTask(settings) ? management.functions.keys : undefined;
    const ring = (id: string, what: Omit<AlarmGiven, 'settings'>): Alarm => alarm(this, id, { ...what, settings });
    return [
      ring('AuthorizerFailures', {
        metric: this.failures,
        threshold: settings.authorizerFailureThreshold,
        description: 'The authorizer could not judge requests: trouble with the table or the key set, or a defect.',
      }),
      ring('AuthorizerThrottles', {
        metric: authorizer.metricThrottles({ period: PERIOD }),
        threshold: 1,
        description: 'Requests failed because the authorizer had no concurrency left.',
      }),
      ring('ClientsErrors', {
        metric: failedTasks(clients, daily),
        threshold: 1,
        description:
          daily === undefined
            ? 'A scheduled task of the clients function failed: Cognito may not know of changes to OAuth clients.'
            : 'A scheduled task failed: of the clients function, and then Cognito may not know of changes to OAuth clients, or ' +
              'of the keys function, and then keys that expire may not be told of.',
      }),
      ring('ClientsThrottles', {
        metric: clients.metricThrottles({ period: PERIOD }),
        threshold: 1,
        description: 'Requests or scheduled tasks of the clients function failed because it had no concurrency left.',
      }),
      serverErrorAlarm(this, 'GuardedErrors', { api: guarded.api, ofWhom: 'The guarded API', settings }),
      serverErrorAlarm(this, 'ManagementErrors', {
        api: management.api,
        ofWhom: 'The management API',
        consequence: '; a revoke may not get through',
        settings,
      }),
    ];
  }

  private feedAlarms({ changeFeed, settings }: ObservabilityProps): Alarm[] {
    if (changeFeed === undefined) return [];
    const description = 'Events are not put on the event bus, or were given up and are in the dead-letter queue.';
    return [alarm(this, 'ChangeFeed', { metric: troubleOfFeed(changeFeed), threshold: 1, description, settings })];
  }

  /** Counts the lines that lambda/aws/log/function-log.ts writes for failures and defects. */
  private countFailures(authorizer: Function, metricNamespace: string): IMetric {
    const filter = authorizer.logGroup.addMetricFilter('Failures', {
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.level', '=', 'ERROR'),
        FilterPattern.any(...['failure', 'defect'].map((text) => FilterPattern.stringValue('$.message', '=', text))),
      ),
      metricNamespace,
      metricName: 'AuthorizerFailures',
      metricValue: '1',
      defaultValue: 0,
    });
    return filter.metric({ statistic: Stats.SUM, period: PERIOD });
  }

  private makeDashboard({ settings, guarded, management }: ObservabilityProps): void {
    const [authorizer, clients] = [guarded.authorizer.handler, management.clients];
    const answers = (api: RestApi): IMetric[] => {
      const dimensionsMap = dimensionsOf(api);
      const props = { dimensionsMap };
      return [api.metricCount(props), api.metricClientError(props), api.metricServerError(props)];
    };
    const times = (of: (statistic: string) => IMetric): IMetric[] => ['p50', 'p99'].map(of);
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [new AlarmStatusWidget({ title: settings.name, alarms: [...this.alarms], width: 24 })],
        [
          new GraphWidget({ title: 'Guarded API', left: answers(guarded.api) }),
          new GraphWidget({ title: 'Management API', left: answers(management.api) }),
          new GraphWidget({
            title: 'Guarded API, milliseconds',
            left: times((statistic) =>
              guarded.api.metricLatency({ statistic, dimensionsMap: dimensionsOf(guarded.api) }),
            ),
          }),
          new GraphWidget({
            title: 'Authorizer',
            left: times((statistic) => authorizer.metricDuration({ statistic })),
            right: [this.failures, authorizer.metricThrottles()],
          }),
        ],
        [
          new GraphWidget({
            title: 'OAuth clients and their tasks',
            left: times((statistic) => clients.metricDuration({ statistic })),
            right: [
              clients.metricErrors(),
              clients.metricThrottles(),
              ...(this.nativeKeysOverLimit ? [this.nativeKeysOverLimit] : []),
            ],
          }),
        ],
      ],
    });
  }
}

/** Reads the number in the line that a run of every minute writes (lambda/domain/ports/log.ts). */
const readNativeKeysOverLimit = (clients: Function, metricNamespace: string): IMetric =>
  clients.logGroup
    .addMetricFilter('NativeKeysOverLimit', {
      filterPattern: FilterPattern.numberValue('$.nativeKeysOverLimit', '>=', 0),
      metricNamespace,
      metricName: 'NativeKeysOverLimit',
      metricValue: '$.nativeKeysOverLimit',
    })
    .metric({ statistic: Stats.MAXIMUM, period: PERIOD });
/** Refusals of callers' requests are no errors of these functions. */
const failedTasks = (clients: Function, daily?: Function): IMetric =>
  daily === undefined
    ? clients.metricErrors({ period: PERIOD })
    : new MathExpression({
        expression: 'clients + keys',
        usingMetrics: { clients: clients.metricErrors(), keys: daily.metricErrors() },
        period: PERIOD,
      });

/** Milliseconds that an event may wait in the stream. */
const LONGEST_WAIT = 900_000;

/** 1 if events wait for too long, or were given up; else 0. */
const troubleOfFeed = ({ handler, deadLetters }: ChangeFeed): IMetric =>
  new MathExpression({
    expression: `IF(FILL(age, 0) > ${LONGEST_WAIT} OR FILL(dead, 0) > 0, 1, 0)`,
    usingMetrics: {
      age: handler.metric('IteratorAge', { statistic: Stats.MAXIMUM }),
      dead: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
    },
    period: PERIOD,
  });

/**
 * An alarm on one period of five minutes that reaches the threshold, with the actions that the deployer set. A period
 * without traffic counts as healthy.
 */
function alarm(scope: Construct, id: string, { metric, threshold, description, settings }: AlarmGiven): Alarm {
  const made = new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: description,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  // Without this question an older CDK writes an empty list of actions.
  if (settings.alarmActions.length > 0) made.addAlarmAction(...settings.alarmActions);
  return made;
}

interface AlarmGiven {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly description: string;
  readonly settings: Settings;
}

/** An alarm on an API that answers at least `serverErrorPercent` of the requests of five minutes with 5xx. */
export function serverErrorAlarm(
  scope: Construct,
  id: string,
  { api, ofWhom, consequence = '', settings }: ServerErrorProps,
): Alarm {
  const metric = api.metricServerError({ statistic: Stats.AVERAGE, period: PERIOD, dimensionsMap: dimensionsOf(api) });
  const percent = settings.serverErrorPercent;
  const description = `${ofWhom} answers more than ${percent} % of its requests with 5xx${consequence}.`;
  return alarm(scope, id, { metric, threshold: percent / 100, description, settings });
}

interface ServerErrorProps {
  readonly api: RestApi;
  /** Whose answers they are, as the alarm's description begins: `The guarded API`. */
  readonly ofWhom: string;
  /**
   * End of the description: what the errors may mean.
   * @default - nothing
   */
  readonly consequence?: string;
  readonly settings: Settings;
}
