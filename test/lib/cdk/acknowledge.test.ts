/** What stands in a template whose CDK has no acknowledgements. test/lib/consumer.slow.ts lets cdk-nag 2 read it. */
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { suppress } from '../../../lib/cdk/acknowledge';
import { aStack } from '../support';

function aRole(): { stack: Stack; role: Role } {
  const stack = aStack();
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] }));
  return { stack, role };
}

const rulesIn = (stack: Stack, type: string): unknown[] =>
  Object.values(Template.fromStack(stack).findResources(type)).map(({ Metadata }) => Metadata?.cdk_nag);

test('a reason stands at the construct’s resource and at those in it, as cdk-nag 2 reads it', () => {
  const { stack, role } = aRole();

  suppress(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray’s actions support no less.');

  const rule = { id: 'AwsSolutions-IAM5', reason: `X-Ray's actions support no less.`, applies_to: ['Resource::*'] };
  expect(rulesIn(stack, 'AWS::IAM::Role')).toEqual([{ rules_to_suppress: [rule] }]);
  expect(rulesIn(stack, 'AWS::IAM::Policy')).toEqual([{ rules_to_suppress: [rule] }]);
});

test('a second reason is added to the first, and to those of the app', () => {
  const { stack, role } = aRole();
  const own = { id: 'Own-Rule', reason: 'The app says so.' };
  const resource = role.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) resource.addMetadata('cdk_nag', { rules_to_suppress: [own] });

  suppress(role, 'AwsSolutions-IAM4', 'AWS maintains it.');

  const rules = [own, { id: 'AwsSolutions-IAM4', reason: 'AWS maintains it.' }];
  expect(rulesIn(stack, 'AWS::IAM::Role')).toEqual([{ rules_to_suppress: rules }]);
});
