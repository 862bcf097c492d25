/** An app that sets every prop that has to do with functions, state, logs, throttles and alarms. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito';
import { SecurityGroup, type SubnetSelection, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { SallyportProps } from 'sallyport';

export const aKey = (stack: Stack, id = 'OwnKey'): Key => new Key(stack, id, { enableKeyRotation: true });

/** A VPC that another app made, so that nothing of it is in the template. */
export const aVpc = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, 'OwnVpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });

export const subnets = (stack: Stack): SubnetSelection => ({
  subnets: [
    Subnet.fromSubnetAttributes(stack, 'OwnSubnet', {
      subnetId: 'subnet-0a1b2c3f',
      availabilityZone: 'eu-west-1a',
      routeTableId: 'rtb-3',
    }),
  ],
});

export const aTopicAction = (stack: Stack): SnsAction =>
  new SnsAction(new Topic(stack, 'OwnAlarms', { enforceSSL: true }));

/** Where the stack must be, as the CDK needs to know for a table with a key. */
export const ENV = { env: { region: 'eu-west-1' } };

/** One plan with a quota, and one without. */
export const PLANS = {
  free: { ratePerSecond: 5, burst: 10, quota: { limit: 10_000, period: 'month' } },
  pro: { ratePerSecond: 100, burst: 200 },
} as const;

/** Each with a value that is not its default. */
export const everyProp = (stack: Stack) =>
  ({
    authorizerMemorySize: 1769,
    managementMemorySize: 256,
    managementTimeout: Duration.seconds(20),
    architecture: Architecture.X86_64,
    tracing: false,
    logRetention: RetentionDays.ONE_YEAR,
    logEncryptionKey: aKey(stack, 'OwnLogKey'),
    vpc: aVpc(stack),
    vpcSubnets: subnets(stack),
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'OwnGroup', 'sg-0a1b2c3d')],
    tableEncryptionKey: aKey(stack),
    pointInTimeRecoveryDays: 7,
    featurePlan: FeaturePlan.LITE,
    operatorTokenValidity: Duration.minutes(15),
    plans: PLANS,
    throttleRate: 2000,
    throttleBurst: 800,
    managementThrottleRate: 20,
    managementThrottleBurst: 40,
    alarmActions: [aTopicAction(stack)],
    alarmEmail: 'on-call@example.com',
    alarmTopicArn: 'arn:aws:sns:eu-west-1:111111111111:alarms',
    authorizerFailureThreshold: 50,
    serverErrorPercent: 2.5,
  }) satisfies Partial<SallyportProps>;
