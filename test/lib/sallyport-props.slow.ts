/** What a deployer sets reaches every resource that it is about; what is not set is as the props say. */
import { type Stack, Stage } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Sallyport, type SallyportProps } from 'sallyport';
import { readAssembly } from '../../local/assembly/assembly';
import { buildModel } from '../../local/model/model';
import { ENV, everyProp } from './every-prop';
import { anIntegration, aStack, type Json, PROPS, resourcesOf, templateOf } from './support';

type Read = (template: Template) => unknown;

/** What our resources of a type have, each value once. Resources of the app's own have ids that begin with `Own`. */
const each =
  (type: string, pick: (properties: Json, id: string) => unknown): Read =>
  (template) => {
    const found = resourcesOf(template, type)
      .filter(([id]) => !id.startsWith('Own'))
      .map(([id, { Properties }]) => JSON.stringify(pick(Properties, id) ?? null));
    return [...new Set(found)].sort().map((text): unknown => JSON.parse(text));
  };

const FUNCTION = 'AWS::Lambda::Function';
const TABLE = 'AWS::DynamoDB::GlobalTable';
const kindOf = (id: string): string => /Credentials|Guarded|Management|Token/.exec(id)?.[0] ?? id;
const partOf = (id: string): string => (id.includes('ManagementClients') ? 'Clients' : kindOf(id));
const memory = each(FUNCTION, ({ MemorySize }, id) => `${kindOf(id)} ${MemorySize}`);
const timeouts = each(FUNCTION, ({ Timeout }, id) => `${partOf(id)} ${Timeout}`);
const throttles = each('AWS::ApiGateway::Stage', ({ MethodSettings: settings }, id) => {
  const [{ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }] = settings.filter(
    ({ HttpMethod }: Json) => HttpMethod === '*',
  );
  return `${kindOf(id)} ${rate} ${burst}`;
});
const alarms = each('AWS::CloudWatch::Alarm', ({ MetricName, Threshold, AlarmDescription }) =>
  [MetricName, Threshold, /[\d.]+ %/.exec(AlarmDescription)?.[0]].join(' ').trim(),
);
const vpc = each(FUNCTION, ({ VpcConfig }) => VpcConfig);
const traced: Read = (template) => [
  each(FUNCTION, ({ TracingConfig }) => TracingConfig?.Mode)(template),
  each('AWS::ApiGateway::Stage', ({ TracingEnabled }) => TracingEnabled)(template),
  JSON.stringify(resourcesOf(template, 'AWS::IAM::Policy')).includes('xray:'),
];
const encryption = each(TABLE, ({ SSESpecification, Replicas: [{ SSESpecification: own }] }) => [
  SSESpecification,
  own,
]);
const recovery = each(
  TABLE,
  ({ Replicas: [replica] }, id) => `${kindOf(id)} ${replica.PointInTimeRecoverySpecification?.RecoveryPeriodInDays}`,
);

const arnOf = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^${id}`), 'Arn'] });
interface Row {
  readonly read: Read;
  readonly unset: unknown;
  readonly set: unknown;
}

const MEMORY: Row = {
  read: memory,
  unset: ['Guarded 512', 'Management 512', 'Token 512'],
  set: ['Guarded 1769', 'Management 256', 'Token 512'],
};
const THROTTLES: Row = {
  read: throttles,
  unset: ['Guarded 1000 500', 'Management 100 200', 'Token 50 100'],
  set: ['Guarded 2000 800', 'Management 20 40', 'Token 50 100'],
};
const ALARMS: Row = {
  read: alarms,
  unset: ['5XXError 0.01 1 %', 'AuthorizerFailures 5', 'Errors 1', 'Throttles 1'],
  set: ['5XXError 0.025 2.5 %', 'AuthorizerFailures 50', 'Errors 1', 'Throttles 1'],
};
const NETWORK: Row = {
  read: vpc,
  unset: [null],
  set: [{ SecurityGroupIds: ['sg-0a1b2c3d'], SubnetIds: ['subnet-0a1b2c3f'] }],
};

/** Where each prop shows. A prop of `everyProp` that is not here does not compile. */
const ACTIONS: Row = {
  read: each('AWS::CloudWatch::Alarm', ({ AlarmActions }) => AlarmActions),
  unset: [null],
  set: [
    [
      { Ref: expect.stringMatching(/^OwnAlarms/) },
      { Ref: expect.stringMatching(/^SallyportAlarmTopic/) },
      'arn:aws:sns:eu-west-1:111111111111:alarms',
    ],
  ],
};

const ROWS: Readonly<Record<keyof ReturnType<typeof everyProp>, Row>> = {
  authorizerMemorySize: MEMORY,
  managementMemorySize: MEMORY,
  managementTimeout: {
    read: timeouts,
    unset: ['Clients 60', 'Guarded 5', 'Management 10', 'Token 10'],
    set: ['Clients 60', 'Guarded 5', 'Management 20', 'Token 10'],
  },
  architecture: {
    read: each(FUNCTION, ({ Architectures }) => Architectures),
    unset: [['arm64']],
    set: [['x86_64']],
  },
  tracing: { read: traced, unset: [['Active'], [true], true], set: [[null], [false], false] },
  logRetention: {
    read: each('AWS::Logs::LogGroup', ({ RetentionInDays }) => RetentionInDays),
    unset: [90],
    set: [365],
  },
  logEncryptionKey: {
    read: each('AWS::Logs::LogGroup', ({ KmsKeyId }) => KmsKeyId),
    unset: [null],
    set: [arnOf('OwnLogKey')],
  },
  vpc: NETWORK,
  vpcSubnets: NETWORK,
  securityGroups: NETWORK,
  tableEncryptionKey: {
    read: encryption,
    unset: [[{ SSEEnabled: true, SSEType: 'KMS' }, null]],
    set: [[{ SSEEnabled: true, SSEType: 'KMS' }, { KMSMasterKeyId: arnOf('OwnKey') }]],
  },
  pointInTimeRecoveryDays: {
    read: recovery,
    unset: ['Credentials undefined', 'Token undefined'],
    set: ['Credentials 7', 'Token undefined'],
  },
  featurePlan: {
    read: each('AWS::Cognito::UserPool', ({ UserPoolTier }) => UserPoolTier),
    unset: [null],
    set: ['LITE'],
  },
  operatorTokenValidity: {
    read: each('AWS::Cognito::UserPoolClient', ({ AccessTokenValidity }) => AccessTokenValidity),
    unset: [null],
    set: [15],
  },
  plans: {
    read: each('AWS::ApiGateway::UsagePlan', ({ Throttle, Quota }) => [Throttle ?? null, Quota ?? null]),
    unset: [],
    set: [
      [null, null],
      [{ BurstLimit: 10, RateLimit: 5 }, null],
      [
        { BurstLimit: 10, RateLimit: 5 },
        { Limit: 10_000, Period: 'MONTH' },
      ],
      [{ BurstLimit: 200, RateLimit: 100 }, null],
    ],
  },
  throttleRate: THROTTLES,
  throttleBurst: THROTTLES,
  managementThrottleRate: THROTTLES,
  managementThrottleBurst: THROTTLES,
  alarmActions: ACTIONS,
  alarmTopicArn: ACTIONS,
  alarmEmail: {
    read: each('AWS::SNS::Subscription', ({ Protocol, Endpoint }) => [Protocol, Endpoint]),
    unset: [],
    set: [['email', 'on-call@example.com']],
  },
  authorizerFailureThreshold: ALARMS,
  serverErrorPercent: ALARMS,
};

type Make = (stack: Stack) => Partial<SallyportProps>;

function stackWith(props: Make): Stack {
  const stack = aStack(ENV);
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props(stack) });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders' });
  sallyport.addTokenCache();
  return stack;
}

let unset: Template;
let set: Template;
beforeAll(() => {
  unset = templateOf(stackWith(() => ({})));
  set = templateOf(stackWith(everyProp));
});

test.each(Object.entries(ROWS))(
  '%s reaches every resource that it is about, and is as documented by default',
  (_, row) => {
    expect(row.read(unset)).toEqual(row.unset);
    expect(row.read(set)).toEqual(row.set);
  },
);

test('the topic of alarmEmail takes messages of this AWS account’s alarms, over TLS', () => {
  const policies = resourcesOf(set, 'AWS::SNS::TopicPolicy').filter(([id]) => id.startsWith('Sallyport'));

  expect(policies.map(([, { Properties }]) => Properties.PolicyDocument.Statement)).toMatchObject([
    [
      { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ],
  ]);
});

test('the local run serves an app that sets all of them, with keys of another app', () => {
  const key = (stack: Stack, id: string) => Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:111111111111:key/${id}`);
  const stack = stackWith((own) => ({
    ...everyProp(own),
    logEncryptionKey: key(own, 'logs'),
    tableEncryptionKey: key(own, 'table'),
    alarmActions: [new SnsAction(new Topic(own, 'OwnTopic'))],
    securityGroups: undefined, // one is made
  }));
  for (const made of ['OwnKey', 'OwnLogKey', 'OwnAlarms']) stack.node.tryRemoveChild(made);
  jest.spyOn(console, 'error').mockReturnValue(); // the warning of the key for the logs

  const { functions } = buildModel(readAssembly(Stage.of(stack)?.synth().directory ?? ''));

  expect(functions).toHaveLength(9);
});
