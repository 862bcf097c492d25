/** A second deployment of the sample, with what its context cannot set, that leaves nothing behind. */
import { App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { context } from '../../cdk.json';
import { OrdersStack, type OrdersStackProps } from '../../sample/orders-stack';

/** With `-c changed=true`: other values of settings that a live stack may change, each beside its default or the value below. */
const CHANGED: Partial<OrdersStackProps> = {
  keyPrefix: 'ord',
  revocationDelay: Duration.seconds(10),
  plans: { free: { ratePerSecond: 2, burst: 4 }, pro: { ratePerSecond: 50, burst: 100 } },
  corsOrigins: ['https://app.example.com'],
  portal: { name: 'Orders', mfa: 'off' },
  securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
  throttleRate: 2000,
  throttleBurst: 800,
  managementThrottleRate: 20,
  managementThrottleBurst: 40,
  authorizerFailureThreshold: 50,
  serverErrorPercent: 2.5,
  authorizerMemorySize: 1024,
  managementMemorySize: 256,
  managementTimeout: Duration.seconds(20),
  architecture: Architecture.X86_64,
  tracing: false,
  logRetention: RetentionDays.ONE_YEAR,
  defaultKeyLifetime: Duration.days(90),
  maxKeyLifetime: Duration.days(365),
  defaultKeyInactivity: Duration.days(90),
  expiryNoticeDays: [7],
  pointInTimeRecoveryDays: 7,
  operatorTokenValidity: Duration.minutes(15),
  importedKeys: { forms: [{ prefix: 'earlier_', alphabet: '0-9a-z' }] },
};

const app = new App({ context });
const stack = new OrdersStack(app, {
  name: context.name,
  scopes: context.scopes,
  environment: 'test',
  plans: {
    free: { ratePerSecond: 1, burst: 1 },
    pro: { ratePerSecond: 100, burst: 200, quota: { limit: 1000, period: 'day' } },
  },
  portal: { name: 'Orders of the check' },
  changeEvents: true,
  usage: true,
  removalPolicy: RemovalPolicy.DESTROY,
  ...(app.node.tryGetContext('changed') === 'true' && CHANGED),
});
// The emulator takes no alarm that computes from several metrics (differences.ts), so each looks at one here.
for (const one of stack.node.findAll())
  if (one instanceof CfnAlarm && one.metrics !== undefined)
    Object.assign(one, {
      metrics: undefined,
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      statistic: 'Sum',
      period: 300,
    });
app.synth();
