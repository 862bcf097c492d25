/**
 * What tells the deployer of trouble: four alarms and one dashboard.
 *
 * A refused credential is a thrown `Unauthorized`, so the authorizer's own error metric counts bad callers. Its
 * faults are counted from its log instead, where only trouble and defects are written as such.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface ObservabilityProps {
  readonly name: string;
  readonly guardedApi: RestApi;
  readonly managementApi: RestApi;
  readonly authorizer: Function;
}

const PERIOD = Duration.minutes(5);

export class Observability extends Construct {
  readonly alarms: readonly Alarm[];
  private readonly faults: IMetric;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { guardedApi, managementApi, authorizer } = props;
    this.faults = this.countFaults(authorizer);
    const rate = { statistic: Stats.AVERAGE, period: PERIOD };
    this.alarms = [
      this.alarm('AuthorizerFaults', this.faults, {
        threshold: 5,
        says: 'The authorizer could not judge requests: trouble with the table or the key set, or a defect.',
      }),
      this.alarm('AuthorizerThrottles', authorizer.metricThrottles({ period: PERIOD }), {
        threshold: 1,
        says: 'Requests failed because the authorizer had no concurrency left.',
      }),
      this.alarm('GuardedErrors', guardedApi.metricServerError(rate), {
        threshold: 0.01,
        says: 'The guarded API answers more than 1 % of its requests with 5xx.',
      }),
      this.alarm('ManagementErrors', managementApi.metricServerError(rate), {
        threshold: 0.01,
        says: 'The management API answers more than 1 % of its requests with 5xx; a revoke may not get through.',
      }),
    ];
    this.makeDashboard(props);
  }

  /** The lines that `fault` of lambda/adapters/log.ts writes. */
  private countFaults(authorizer: Function): IMetric {
    const filter = authorizer.logGroup.addMetricFilter('Faults', {
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.level', '=', 'ERROR'),
        FilterPattern.stringValue('$.message', '=', 'fault'),
      ),
      metricNamespace: `Sallyport/${Stack.of(this).stackName}`,
      metricName: 'AuthorizerFaults',
      metricValue: '1',
      defaultValue: 0,
    });
    return filter.metric({ statistic: Stats.SUM, period: PERIOD });
  }

  private alarm(id: string, metric: IMetric, { threshold, says }: { threshold: number; says: string }): Alarm {
    return new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription: says,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private makeDashboard({ name, guardedApi, managementApi, authorizer }: ObservabilityProps): void {
    const answers = (api: RestApi): IMetric[] => [api.metricCount(), api.metricClientError(), api.metricServerError()];
    const times = (of: (statistic: string) => IMetric): IMetric[] => ['p50', 'p99'].map(of);
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [new AlarmStatusWidget({ title: name, alarms: [...this.alarms], width: 24 })],
        [
          new GraphWidget({ title: 'Guarded API', left: answers(guardedApi) }),
          new GraphWidget({ title: 'Management API', left: answers(managementApi) }),
          new GraphWidget({
            title: 'Guarded API, milliseconds',
            left: times((statistic) => guardedApi.metricLatency({ statistic })),
          }),
          new GraphWidget({
            title: 'Authorizer',
            left: times((statistic) => authorizer.metricDuration({ statistic })),
            right: [this.faults, authorizer.metricThrottles()],
          }),
        ],
      ],
    });
  }
}
