/**
 * The VPC that functions run in, and the security group that they share: Lambda makes a network interface for each
 * combination of subnet and security groups, not for each function.
 */
import { type ISecurityGroup, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../settings';

/** What a function in a VPC gets. */
export type FunctionNetwork = Required<Pick<FunctionOptions, 'vpc' | 'securityGroups'>> &
  Pick<FunctionOptions, 'vpcSubnets'>;

/** The network of all functions of a Sallyport; undefined without a VPC. */
export function functionNetwork(scope: Construct, settings: Settings): FunctionNetwork | undefined {
  const { vpc, vpcSubnets, securityGroups } = settings;
  if (vpc === undefined) return undefined;
  const groups = securityGroups ?? [makeSecurityGroup(scope, { ...settings, vpc })];
  return { vpc, securityGroups: [...groups], ...(vpcSubnets && { vpcSubnets }) };
}

/** Everything that a function calls takes HTTPS; names are resolved by the VPC itself, which no security group sees. */
function makeSecurityGroup(
  scope: Construct,
  { vpc, name }: Settings & Required<Pick<Settings, 'vpc'>>,
): ISecurityGroup {
  const group = new SecurityGroup(scope, 'Functions', {
    vpc,
    description: `${name}: the functions of Sallyport`,
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'DynamoDB and Cognito');
  return group;
}

const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What Lambda must do with the role of a function in a VPC, for which EC2 knows no narrower resource. The code in the
 * function may not do it: `lambda:SourceFunctionArn` is there exactly when a function calls
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export const interfaceStatements = (): readonly PolicyStatement[] => [
  new PolicyStatement({ actions: INTERFACE_ACTIONS, resources: ['*'] }),
  new PolicyStatement({
    effect: Effect.DENY,
    actions: INTERFACE_ACTIONS,
    resources: ['*'],
    conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
  }),
];
