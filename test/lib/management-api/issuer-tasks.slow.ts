import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf, templateWith } from '../support';

let template: Template;
beforeAll(() => {
  template = templateWith();
});
const clientsFunction = () =>
  resourcesOf(template, 'AWS::Lambda::Function')
    .map(([id]) => id)
    .find((id) => id.startsWith('SallyportManagementClients'));

test('the clock runs two tasks of the clients function, each with one constant input', () => {
  const arn = { 'Fn::GetAtt': [clientsFunction(), 'Arn'] };
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => [
    Properties.ScheduleExpression,
    Properties.State,
    Properties.Targets,
  ]);

  const target = (Input: string) => [{ Id: 'Target0', Arn: arn, Input, RetryPolicy: { MaximumRetryAttempts: 0 } }];
  expect(rules).toEqual([
    ['rate(1 minute)', 'ENABLED', target('{"task":"reconcile"}')],
    ['rate(1 hour)', 'ENABLED', target('{"task":"sweep"}')],
  ]);
});

test('only the two rules may invoke a function besides the gateway, and only that function', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([id]) => id);
  const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
    .map(([, { Properties }]) => Properties)
    .filter(({ Principal }) => Principal !== 'apigateway.amazonaws.com');

  expect(permissions).toEqual(
    rules.map((rule) => ({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [clientsFunction(), 'Arn'] },
      SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
    })),
  );
});

test('a failed run is not repeated and a late one is dropped, as the next does its work', () => {
  const configs = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties);

  expect(configs).toEqual([
    {
      FunctionName: { Ref: clientsFunction() },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    },
  ]);
});
