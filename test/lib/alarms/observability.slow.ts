import type { Template } from 'aws-cdk-lib/assertions';
import { logTo } from '../../../lambda/aws/log/function-log';
import { aSallyport, resourcesOf, templateWith } from '../support';

let template: Template;
beforeAll(() => {
  template = templateWith();
});

test('failures of the authorizer are counted by the log line that it writes for them, and refused callers are not', () => {
  const [[, filter] = [], ...others] = resourcesOf(template, 'AWS::Logs::MetricFilter');
  const entries: { level: string; message: string }[] = [];
  logTo((entry) => entries.push(entry)).failure({ requestId: 'r', at: 'GET /orders', error: new Error('x') });

  expect(others).toEqual([]);
  expect(filter?.Properties.FilterPattern).toBe(
    '{ ($.level = "ERROR") && (($.message = "failure") || ($.message = "defect")) }',
  );
  expect(entries.map(({ level, message }) => [level.toUpperCase(), message])).toEqual([['ERROR', 'defect']]);
});

test('failures, failed tasks, throttles and server errors of both APIs raise an alarm', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
    Properties.MetricName,
    Properties.Namespace,
    Properties.TreatMissingData,
  ]);

  expect(alarms).toEqual([
    ['AuthorizerFailures', 'Sallyport/Orders/orders-live', 'notBreaching'],
    ['Throttles', 'AWS/Lambda', 'notBreaching'],
    ['Errors', 'AWS/Lambda', 'notBreaching'],
    ['Throttles', 'AWS/Lambda', 'notBreaching'],
    ['5XXError', 'AWS/ApiGateway', 'notBreaching'],
    ['5XXError', 'AWS/ApiGateway', 'notBreaching'],
  ]);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
});

test('the deployer gets every alarm, to send it on', () => {
  expect(aSallyport().sallyport.alarms.map(({ node }) => node.id)).toEqual([
    'AuthorizerFailures',
    'AuthorizerThrottles',
    'ClientsErrors',
    'ClientsThrottles',
    'GuardedErrors',
    'ManagementErrors',
  ]);
});

test('one failed run of a scheduled task rings, and the dashboard shows it', () => {
  const [, alarm] = resourcesOf(template, 'AWS::CloudWatch::Alarm').find(([id]) => id.includes('ClientsErrors')) ?? [];
  const [[, dashboard] = []] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');

  expect(alarm?.Properties).toMatchObject({
    Threshold: 1,
    Period: 300,
    Statistic: 'Sum',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^SallyportManagementClients/) } }],
  });
  expect(JSON.stringify(dashboard?.Properties.DashboardBody)).toMatch(/ClientsErrors.*ManagementClients/s);
});

test('with plans, accounts for which there is no native key are a metric, read from the line that a task writes', () => {
  const planned = templateWith({ plans: { free: { ratePerSecond: 1, burst: 1 } } });
  const [, filter] =
    resourcesOf(planned, 'AWS::Logs::MetricFilter').find(([id]) => id.includes('NativeKeysOverLimit')) ?? [];
  const entries: Record<string, unknown>[] = [];
  logTo(({ fields }) => entries.push(fields)).task({ task: 'reconcile', nativeKeysOverLimit: 7 });

  expect(filter?.Properties).toMatchObject({
    FilterPattern: '{ $.nativeKeysOverLimit >= 0 }',
    MetricTransformations: [
      {
        MetricName: 'NativeKeysOverLimit',
        MetricNamespace: 'Sallyport/Orders/orders-live',
        MetricValue: '$.nativeKeysOverLimit',
      },
    ],
  });
  expect(entries).toEqual([{ task: 'reconcile', nativeKeysOverLimit: 7 }]);
  expect(JSON.stringify(resourcesOf(planned, 'AWS::CloudWatch::Dashboard'))).toContain('NativeKeysOverLimit');
});
