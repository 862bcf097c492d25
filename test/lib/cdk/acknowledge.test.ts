/** What cdk-nag 2 finds at the resources where the CDK has no acknowledgements, and what of it a template has. test/lib/consumer.slow.ts lets cdk-nag 2 read it. */
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

/** What cdk-nag 2 reads. */
const rulesAt = (stack: Stack, type: string): unknown[] =>
  stack.node
    .findAll()
    .filter((one) => CfnResource.isCfnResource(one) && one.cfnResourceType === type)
    .map((one) => CfnResource.isCfnResource(one) && one.getMetadata('cdk_nag').rules_to_suppress);

/** What the template has. */
const rulesIn = (stack: Stack, type: string): unknown[] =>
  Object.values(Template.fromStack(stack).findResources(type)).map(({ Metadata }) => Metadata?.cdk_nag);

test('a reason stands at the construct’s resource and at those in it, as cdk-nag 2 reads it', () => {
  const { stack, role } = aRole();

  suppress(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray’s actions support no less.');

  const rule = { id: 'AwsSolutions-IAM5', reason: 'X-Ray’s actions support no less.', applies_to: ['Resource::*'] };
  expect(rulesAt(stack, 'AWS::IAM::Role')).toEqual([[rule]]);
  expect(rulesAt(stack, 'AWS::IAM::Policy')).toEqual([[rule]]);
});

test('no reason of ours goes into a template, where it would mark resources of an app without cdk-nag', () => {
  const { stack, role } = aRole();

  suppress(role, 'AwsSolutions-IAM4', 'AWS maintains it.');
  suppress(role, 'AwsSolutions-IAM5', 'X-Ray’s actions support no less.');

  const resources: unknown = Template.fromStack(stack).toJSON()['Resources'];
  expect(JSON.stringify(resources)).not.toContain('Metadata');
});

test('a second reason is added to the first, and to those of the app, which alone stay in the template', () => {
  const { stack, role } = aRole();
  const own = { id: 'Own-Rule', reason: 'The app says so.' };
  const resource = role.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) resource.addMetadata('cdk_nag', { rules_to_suppress: [own] });

  suppress(role, 'AwsSolutions-IAM4', 'AWS maintains it.');

  expect(rulesAt(stack, 'AWS::IAM::Role')).toEqual([[own, { id: 'AwsSolutions-IAM4', reason: 'AWS maintains it.' }]]);
  expect(rulesIn(stack, 'AWS::IAM::Role')).toEqual([{ rules_to_suppress: [own] }]);
});
