/** Which subscription filters of a template are served, and which lines they send. */
import type { Resource } from '../../../local/assembly/template';
import { buildModel } from '../../../local/model/model';
import { stackOf, templateOf } from '../rest-api';

const FUNCTION = { 'Fn::GetAtt': ['Backend', 'Arn'] };
const FILTER = {
  LogGroupName: { Ref: 'AccessLog' },
  FilterPattern: '{ $.credentialId != "-" }',
  DestinationArn: FUNCTION,
};
const PERMISSION = {
  Action: 'lambda:InvokeFunction',
  FunctionName: FUNCTION,
  Principal: 'logs.amazonaws.com',
  SourceArn: { 'Fn::GetAtt': ['AccessLog', 'Arn'] },
};

function modelOf(filter: Record<string, unknown> = {}, permission: Record<string, unknown> = {}) {
  const resources: Record<string, Resource> = {
    AccessLog: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Usage: { Type: 'AWS::Logs::SubscriptionFilter', Properties: { ...FILTER, ...filter } },
    UsagePermission: { Type: 'AWS::Lambda::Permission', Properties: { ...PERMISSION, ...permission } },
  };
  return buildModel([stackOf(templateOf({}, resources))], { strict: true }).logSubscriptions;
}

test('a filter sends the lines of its log group to its function', () => {
  expect(modelOf()).toEqual([
    {
      logicalId: 'Usage',
      source: 'AccessLog',
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Backend',
      matches: expect.any(Function),
    },
  ]);
});

test.each([
  ['{ $.credentialId != "-" }', '{"credentialId":"a"}', true],
  ['{ $.credentialId != "-" }', '{"credentialId":"-"}', false],
  ['{ $.credentialId != "-" }', '{}', false],
  ['{ $.credentialId != "-" }', 'no JSON', false],
  ['{$.status="403"}', '{"status":"403"}', true],
  ['{$.status="403"}', '{"status":"200"}', false],
  ['{$.status="403"}', '{"status":403}', false],
  ['', 'any line', true],
])('the pattern %s of the line %s: %s', (FilterPattern, line, isSent) => {
  expect(modelOf({ FilterPattern })[0]?.matches(line)).toBe(isSent);
});

test.each<[string, { filter?: Record<string, unknown>; permission?: Record<string, unknown> }, string]>([
  ['of a log group of nobody', { filter: { LogGroupName: 'theirs' } }, 'theirs is not a log group of the stack'],
  [
    'to a stream',
    { filter: { DestinationArn: 'arn:aws:kinesis:us-east-1:1:stream/s' } },
    'not a function of the stack',
  ],
  [
    'with another pattern',
    { filter: { FilterPattern: '[a, b]' } },
    'the local run serves { $.member = "text" } and !=',
  ],
  ['with a wildcard', { filter: { FilterPattern: '{ $.a = "x*" }' } }, 'the local run serves'],
  [
    'that may not invoke the function',
    { permission: { SourceArn: 'arn:aws:logs:us-east-1:1:log-group:b:*' } },
    'no AWS::Lambda::Permission',
  ],
  ['with a role', { filter: { RoleArn: 'x' } }, 'RoleArn: the local run does not know this property'],
])('a filter %s stops the start', (_, { filter, permission }, why) => {
  expect(() => modelOf(filter, permission)).toThrow(why);
});
