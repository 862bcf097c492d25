/** Which rules of a template are served as schedules, and which stop the start. */
import type { Resource } from '../../../local/assembly/template';
import { buildModel } from '../../../local/model/model';
import { stackOf, templateOf } from '../rest-api';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const TARGET = { Arn: arnOf('Backend'), Id: 'Target0', Input: '{"task":"sweep"}', RetryPolicy: {} };
const RULE = { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED', Targets: [TARGET] };
const PERMISSION = {
  Action: 'lambda:InvokeFunction',
  FunctionName: arnOf('Backend'),
  Principal: 'events.amazonaws.com',
  SourceArn: arnOf('Rule'),
};

function modelOf(rule: Record<string, unknown> = {}, permission: Record<string, unknown> = {}) {
  const resources: Record<string, Resource> = {
    Rule: { Type: 'AWS::Events::Rule', Properties: { ...RULE, ...rule } },
    RulePermission: { Type: 'AWS::Lambda::Permission', Properties: { ...PERMISSION, ...permission } },
  };
  return buildModel([stackOf(templateOf({}, resources))], { strict: true }).schedules;
}

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(1 hour)', 3_600_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(24 days)', 2_073_600_000],
])('a rule with %s invokes its function every %i ms with the constant input', (ScheduleExpression, periodMs) => {
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:Backend';

  expect(modelOf({ ScheduleExpression })).toEqual([
    { logicalId: 'Rule', periodMs, targets: [{ functionArn, input: { task: 'sweep' } }] },
  ]);
});

test('a rule with a name is the one that its function’s permission names', () => {
  const SourceArn = 'arn:aws:events:us-east-1:123456789012:rule/nightly';

  expect(modelOf({ Name: 'nightly' }, { SourceArn })).toHaveLength(1);
});

test.each<[string, Record<string, unknown>, string]>([
  ['that is disabled', { State: 'DISABLED' }, 'State: the local run serves enabled rules, not DISABLED'],
  ['of events and a schedule', { EventPattern: { source: ['aws.ec2'] } }, 'ScheduleExpression'],
  ['without a schedule', { ScheduleExpression: undefined }, 'ScheduleExpression'],
  ['with a role', { RoleArn: 'x' }, 'RoleArn: the local run does not know this property'],
  ['of another bus', { EventBusName: 'x' }, 'EventBusName: a schedule is a rule of the default bus, not of x'],
  [
    'with a cron expression',
    { ScheduleExpression: 'cron(0 12 * * ? *)' },
    'rate(<number> <unit>), not cron(0 12 * * ? *)',
  ],
  ['every 1 minutes', { ScheduleExpression: 'rate(1 minutes)' }, 'rate(<number> <unit>), not rate(1 minutes)'],
  ['every 5 minute', { ScheduleExpression: 'rate(5 minute)' }, 'rate(<number> <unit>), not rate(5 minute)'],
  ['every 0 minutes', { ScheduleExpression: 'rate(0 minutes)' }, 'rate(<number> <unit>), not rate(0 minutes)'],
  ['that comes too seldom', { ScheduleExpression: 'rate(25 days)' }, 'longer than 24 days'],
  ['without targets', { Targets: [] }, 'Targets'],
  [
    'with a target that is no function',
    { Targets: [{ ...TARGET, Arn: 'arn:x' }] },
    'arn:x is not a function of the stack',
  ],
  [
    'with a target that may not be invoked',
    { Targets: [{ ...TARGET, Arn: arnOf('JudgeFunction') }] },
    'lets this rule',
  ],
  [
    'with a role of a target',
    { Targets: [{ ...TARGET, RoleArn: 'x' }] },
    'Targets.RoleArn: the local run does not know this property',
  ],
  [
    'with a made input',
    { Targets: [{ ...TARGET, InputTransformer: {} }] },
    'Targets.InputTransformer: the local run does not',
  ],
  ['without an input', { Targets: [{ Arn: arnOf('Backend'), Id: 'x' }] }, 'Targets.0.Input'],
  ['with an input that is no JSON', { Targets: [{ ...TARGET, Input: '{' }] }, 'Targets.Input: must be JSON, not {'],
])('a rule %s stops the start', (_, rule, message) => {
  expect(() => modelOf(rule)).toThrow(message);
});

test.each<[string, Record<string, unknown>]>([
  ['another service', { Principal: 'apigateway.amazonaws.com' }],
  ['another rule', { SourceArn: 'arn:aws:events:us-east-1:123456789012:rule/Other' }],
  ['another function', { FunctionName: arnOf('JudgeFunction') }],
])('a permission for %s does not let a rule invoke its function', (_, permission) => {
  expect(() => modelOf({}, permission)).toThrow(
    'cannot serve Rule (AWS::Events::Rule): Targets.Arn: no AWS::Lambda::Permission lets this rule invoke',
  );
});
