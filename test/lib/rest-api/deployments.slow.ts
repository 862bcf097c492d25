/** A stage serves the snapshot that its Deployment took: these hold that a change of a guard makes a new one. */
import { App, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  CfnDeployment,
  CfnStage,
  Deployment,
  JsonSchemaType,
  MockIntegration,
  ResponseType,
  RestApi,
  SecurityPolicy,
  Stage,
} from 'aws-cdk-lib/aws-apigateway';
import { FeaturePlan, UserPool } from 'aws-cdk-lib/aws-cognito';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Sallyport, type SallyportProps } from 'sallyport';
import { circleIn } from '../../support/import-graph';
import { aBackend, aBareApp, anOwnApi, importOf, needsOf, warningsOf } from '../apps';
import { aKey, aTopicAction, aVpc, ENV, PLANS, subnets } from '../every-prop';
import { type Json, PROPS, resourcesOf, templateOf } from '../support';

const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const FLAG = '@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId';
const deploymentsIn = (template: Template, name = 'GuardedApi'): [string, Json][] =>
  resourcesOf(template, DEPLOYMENT).filter(([id]) => id.includes(name));
const idsIn = (template: Template, name?: string) => deploymentsIn(template, name).map(([id]) => id);

type Add = (sallyport: Sallyport, stack: Stack) => void;
const addRoute: Add = (sallyport) => {
  const orders = sallyport.api.root.getResource('orders') ?? sallyport.api.root.addResource('orders');
  sallyport.protect(orders, 'GET', new MockIntegration(), { scope: 'read:orders' });
  sallyport.protect(orders, 'PUT', new MockIntegration(), { scope: 'write:orders', door: 'cognito' });
};

/** Props, or what makes them for a stack. */
type Given = Partial<SallyportProps> | ((stack: Stack) => Partial<SallyportProps>);

/** The ids of the Deployments of the guarded and of the management API, in an app with these feature flags. */
function deploymentsWith(given: Given, add: Add = addRoute, flags: Record<string, boolean> = {}) {
  const stack = new Stack(aBareApp(flags), 'Orders', ENV);
  const props = typeof given === 'function' ? given(stack) : given;
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props });
  add(sallyport, stack);
  const template = templateOf(stack);
  return { guarded: idsIn(template), management: idsIn(template, 'ManagementApi') };
}

const OF_FUNCTION = 'is a property of functions or in their environment, which a Deployment takes no snapshot of';
const OF_ALARM = 'is a property of alarms';
const OF_STAGE = 'is a property of the stage or stands beside it, and not in the snapshot';
const OF_STATE = 'is a property of what keeps data or logs';

/** Every prop, with a value that is not its default, and the APIs that need a new Deployment: or why none does. */
const PROPS_AND_DEPLOYMENTS: Readonly<Record<keyof Required<SallyportProps>, readonly [unknown, string[] | string]>> = {
  name: ['bills', ['guarded', 'management']],
  scopes: [{ ...PROPS.scopes, 'read:bills': 'Read bills' }, OF_FUNCTION],
  keyPrefix: ['ord', OF_FUNCTION],
  earlierKeyPrefixes: [['old'], OF_FUNCTION],
  environment: ['test', ['guarded', 'management']],
  revocationDelay: [Duration.seconds(300), ['guarded']],
  importedKeys: [{ forms: [{ prefix: 'unkey_' }] }, OF_FUNCTION],
  defaultKeyLifetime: [Duration.days(90), OF_FUNCTION],
  maxKeyLifetime: [Duration.days(365), OF_FUNCTION],
  plans: [PLANS, ['guarded']],
  enforcePlans: [() => ({ plans: PLANS, enforcePlans: false }), ['guarded']],
  defaultKeyInactivity: [() => ({ usage: true, defaultKeyInactivity: Duration.days(90) }), OF_FUNCTION],
  expiryNoticeDays: [[30, 1], OF_FUNCTION],
  changeEvents: [true, OF_FUNCTION],
  api: [undefined, 'is another API: see below'],
  corsOrigins: [['https://app.example.com'], ['guarded']],
  publicRevocation: [false, ['management']],
  usage: [true, OF_FUNCTION],
  portal: [{ name: 'Orders' }, ['management']],
  webAclArn: ['arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/orders/0', OF_STAGE],
  securityPolicy: [SecurityPolicy.TLS13_1_3_2025_09, ['guarded', 'management']],
  removalPolicy: [RemovalPolicy.DESTROY, OF_STATE],
  tokenDomainPrefix: ['acme', OF_STATE],
  reservedConcurrency: [5, OF_FUNCTION],
  authorizerMemorySize: [256, OF_FUNCTION],
  managementMemorySize: [256, OF_FUNCTION],
  managementTimeout: [Duration.seconds(20), OF_FUNCTION],
  architecture: [Architecture.X86_64, OF_FUNCTION],
  tracing: [false, OF_STAGE],
  logRetention: [RetentionDays.ONE_YEAR, OF_STATE],
  logEncryptionKey: [(stack: Stack) => ({ logEncryptionKey: aKey(stack) }), OF_STATE],
  vpc: [(stack: Stack) => ({ vpc: aVpc(stack) }), OF_FUNCTION],
  vpcSubnets: [(stack: Stack) => ({ vpc: aVpc(stack), vpcSubnets: subnets(stack) }), OF_FUNCTION],
  securityGroups: [(stack: Stack) => ({ vpc: aVpc(stack), securityGroups: [aGroup(stack)] }), OF_FUNCTION],
  tableEncryptionKey: [(stack: Stack) => ({ tableEncryptionKey: aKey(stack) }), OF_STATE],
  pointInTimeRecoveryDays: [7, OF_STATE],
  table: [(stack: Stack) => ({ table: TableV2.fromTableName(stack, 'Restored', 'restored') }), OF_STATE],
  userPool: [(stack: Stack) => ({ userPool: aPool(stack) }), ['guarded', 'management']],
  tokenUrl: [
    (stack: Stack) => ({ userPool: aPool(stack), tokenUrl: 'https://login.example.com/oauth2/token' }),
    ['guarded', 'management'],
  ],
  featurePlan: [FeaturePlan.LITE, OF_STATE],
  operatorTokenValidity: [Duration.minutes(15), OF_STATE],
  throttleRate: [5, OF_STAGE],
  throttleBurst: [5, OF_STAGE],
  managementThrottleRate: [5, OF_STAGE],
  managementThrottleBurst: [5, OF_STAGE],
  alarmActions: [(stack: Stack) => ({ alarmActions: [aTopicAction(stack)] }), OF_ALARM],
  alarmEmail: ['on-call@example.com', OF_ALARM],
  alarmTopicArn: ['arn:aws:sns:eu-west-1:111111111111:alarms', OF_ALARM],
  authorizerFailureThreshold: [50, OF_ALARM],
  serverErrorPercent: [5, OF_ALARM],
  cloudWatchRole: [true, OF_STAGE],
  outputs: [true, 'only tells'],
};

const aPool = (stack: Stack) => UserPool.fromUserPoolId(stack, 'Machines', 'eu-west-1_abcdefghi');
const aGroup = (stack: Stack) => SecurityGroup.fromSecurityGroupId(stack, 'OwnGroup', 'sg-0a1b2c3d');

const plain = () => (deploymentsOfPlain ??= deploymentsWith({}));
let deploymentsOfPlain: ReturnType<typeof deploymentsWith> | undefined;

test.each(Object.entries(PROPS_AND_DEPLOYMENTS))('the prop %s: %j', (prop, [value, deployed]) => {
  const given =
    typeof value === 'function' ? (value as (stack: Stack) => Partial<SallyportProps>) : () => ({ [prop]: value });
  const [before, after] = [plain(), deploymentsWith(given)];

  const anew = (['guarded', 'management'] as const).filter((api) => before[api].join() !== after[api].join());

  expect([before.guarded.length, before.management.length]).toEqual([1, 1]);
  expect(anew).toEqual(typeof deployed === 'string' ? [] : deployed);
});

describe.each([true, false])('with the feature flag of the CDK for authorizers at %j', (flag) => {
  const withDelay = (seconds: number) =>
    deploymentsWith({ revocationDelay: Duration.seconds(seconds) }, addRoute, { [FLAG]: flag }).guarded;

  test('a new revocationDelay is a new Deployment', () => {
    expect(withDelay(300)).not.toEqual(withDelay(0));
  });

  test('the guards are in the hash of each API once', () => {
    const added = jest.spyOn(Deployment.prototype, 'addToLogicalId');
    withDelay(0);

    const ours = added.mock.calls.filter(([data]) => typeof data === 'object' && 'resolve' in data);
    expect(ours).toHaveLength(2); // of the guarded and of the management API
    added.mockRestore();
  });
});

/** Every way to change what a stage does with a route. */
const ROUTES: Readonly<Record<string, Add>> = {
  'another route': (sallyport) => sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), { scope: null }),
  'an open route': (sallyport) => sallyport.open(sallyport.api.root, 'GET', new MockIntegration()),
  'a model': ({ api }) => api.addModel('Order', { schema: { type: JsonSchemaType.OBJECT } }),
  'a validator': (sallyport) =>
    sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), {
      scope: null,
      requestValidatorOptions: { validateRequestBody: true },
    }),
  'a gateway response': ({ api }) => api.addGatewayResponse('More', { type: ResponseType.of('MORE') }),
};

describe('a Deployment is new after', () => {
  test.each(Object.entries(ROUTES))('%s', (_, change) => {
    const after = deploymentsWith({}, (sallyport, stack) => {
      addRoute(sallyport, stack);
      change(sallyport, stack);
    });

    expect(after.guarded).not.toEqual(plain().guarded);
  });

  test('another door of a route; another scope of a cognito door', () => {
    const withDoor = (scope: string, door: 'any' | 'cognito') =>
      deploymentsWith({}, (sallyport) => {
        sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), { scope, door });
      }).guarded[0];

    const ids = [
      withDoor('read:orders', 'any'),
      withDoor('read:orders', 'cognito'),
      withDoor('write:orders', 'cognito'),
    ];

    expect(new Set(ids).size).toBe(3);
  });
});

test('another scope of a function’s door needs no new Deployment, as the route table is in the function’s environment', () => {
  const withScope = (scope: string) =>
    deploymentsWith({}, (sallyport) => sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), { scope }))
      .guarded;

  expect(withScope('write:orders')).toEqual(withScope('read:orders'));
});

describe.each(['before', 'after'] as const)('a Deployment that the app makes %s Sallyport', (when) => {
  function ownDeployment(props: Partial<SallyportProps>) {
    const stack = new Stack(aBareApp(), 'Orders');
    const api = new RestApi(stack, 'Own', { deploy: false });
    const deploy = () => {
      api.deploymentStage = new Stage(stack, 'Dev', {
        deployment: new Deployment(stack, 'OwnDeployment', { api }),
        stageName: 'dev',
      });
    };
    if (when === 'before') deploy();
    const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props, api, outputs: true });
    sallyport.protect(api.root.addResource('orders'), 'GET', aBackend(stack), { scope: 'read:orders' });
    if (when === 'after') deploy();
    return Template.fromStack(stack);
  }

  test('is made after all that guards the API', () => {
    const template = ownDeployment({});

    const [[, deployment] = []] = deploymentsIn(template, 'OwnDeployment');

    const guards = ['Authorizer', 'GatewayResponse', 'RequestValidator', 'Method', 'Resource'].flatMap((kind) =>
      resourcesOf(template, `AWS::ApiGateway::${kind}`).map(([id]) => id),
    );
    expect(guards.length).toBeGreaterThan(20);
    expect(deployment.DependsOn).toEqual(expect.arrayContaining(guards));
  });

  test('is made after what lets the API call the authorizer, without which each guarded call fails', () => {
    const template = ownDeployment({});

    const [[, deployment] = []] = deploymentsIn(template, 'OwnDeployment');

    const [[permission] = [], ...others] = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => JSON.stringify(Properties.SourceArn).includes('/authorizers/'),
    );
    expect(others).toEqual([]);
    expect(deployment.DependsOn).toContain(permission);
    expect(circleIn(needsOf(template.toJSON()['Resources']))).toEqual([]);
  });

  test('is made anew after a change of a guard', () => {
    const ids = [
      {},
      { revocationDelay: Duration.seconds(9) },
      { corsOrigins: ['https://a.example'] },
      { name: 'bills' },
    ];

    expect(new Set(ids.flatMap((props) => idsIn(ownDeployment(props), 'OwnDeployment'))).size).toBe(4);
  });

  test('has the stage that the URL names', () => {
    expect(JSON.stringify(ownDeployment({}).toJSON().Outputs.ApiUrl.Value)).toContain('"/dev"');
  });
});

test('a method in a nested stack is deployed before the Deployment and is part of its hash', () => {
  const withNested = (scope: 'read:orders' | 'write:orders') => {
    const stack = new Stack(aBareApp(), 'Orders');
    const sallyport = new Sallyport(stack, 'Sallyport', PROPS);
    const nested = new NestedStack(stack, 'Bills');
    sallyport.protect(importOf(sallyport, nested).root.addResource('bills'), 'GET', aBackend(nested), {
      scope,
      door: 'cognito',
    });
    return deploymentsIn(Template.fromStack(stack));
  };

  const [[id, deployment] = []] = withNested('read:orders');

  expect(deployment.DependsOn).toContainEqual(expect.stringMatching(/^BillsNestedStack/));
  expect(withNested('write:orders').map(([other]) => other)).not.toContain(id);
});

describe('a method in a stack that is deployed after the Deployment', () => {
  const LATE = 'GET/Resource is deployed with the stack Bills, after';
  function twoStacks(props: { deploy: boolean }) {
    const { stack, api, sallyport } = anOwnApi(props);
    sallyport.open(api.root, 'GET', new MockIntegration());
    const bills = new Stack(App.of(stack), 'Bills');
    sallyport.protect(importOf(sallyport, bills).root.addResource('bills'), 'GET', aBackend(bills), { scope: null });
    return { stack, api, bills };
  }

  test('is warned of, with what to do', () => {
    const { bills } = twoStacks({ deploy: true });

    expect(warningsOf(bills).join()).toContain(LATE);
    expect(warningsOf(bills).join()).toContain(
      'Put the method into a NestedStack of Orders; or pass an api with deploy: false',
    );
  });

  test('is warned of where the API is in a nested stack and the method outside, and makes no circle', () => {
    const outer = new Stack(aBareApp(), 'Orders');
    const nested = new NestedStack(outer, 'Nested');
    const sallyport = new Sallyport(nested, 'Sallyport', PROPS);
    sallyport.open(sallyport.api.root, 'GET', new MockIntegration());
    sallyport.protect(importOf(sallyport, outer).root.addResource('bills'), 'GET', aBackend(outer), { scope: null });

    expect(warningsOf(outer).join()).toContain('Put the method into a NestedStack of Orders/Nested;');
    expect(circleIn(needsOf(Template.fromStack(outer).toJSON().Resources))).toEqual([]);
  });

  test('is in the snapshot of a Deployment whose stack depends on that stack, and is not warned of', () => {
    const { api, bills } = twoStacks({ deploy: false });
    const last = new Stack(App.of(bills), 'Last');
    new Stage(last, 'Prod', { deployment: new Deployment(last, 'OwnDeployment', { api }) });
    last.addStackDependency(bills);

    expect(warningsOf(bills)).toEqual([]);
    expect(idsIn(Template.fromStack(last), 'OwnDeployment')).toHaveLength(1);
  });

  test('is warned of while that dependency is missing', () => {
    const { api, bills } = twoStacks({ deploy: false });
    const last = new Stack(App.of(bills), 'Last');
    new Stage(last, 'Prod', { deployment: new Deployment(last, 'OwnDeployment', { api }) });

    expect(warningsOf(bills).join()).toContain('Make the stack Last depend on Bills.');
  });
});

describe('a second stage', () => {
  test('with a Deployment of its own is as guarded as the first, and what Sallyport does not watch is warned of', () => {
    const { stack, api, sallyport } = anOwnApi();
    sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });
    new Stage(stack, 'Beta', { deployment: new Deployment(stack, 'Second', { api }), stageName: 'beta' });

    const template = Template.fromStack(stack);
    const [first, second] = ['Own', 'Second'].map((name) => deploymentsIn(template, name)[0]?.[1]);

    expect(first.DependsOn.length).toBeGreaterThan(20);
    expect(second.DependsOn).toEqual(first.DependsOn);
    expect(warningsOf(stack).join()).toMatch(
      /Beta\/Resource is another stage of Orders\/Own\..* the alarms, the dashboard and apiUrl/,
    );
  });

  test.each(['a CfnDeployment', 'the id of a deployment'])(
    'with %s may stay unguarded, and is warned of',
    (deployment) => {
      const { stack, api, sallyport } = anOwnApi();
      sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });
      const { restApiId } = api;
      const made = deployment.startsWith('a ') ? new CfnDeployment(stack, 'Raw', { restApiId }).ref : 'a1b2c3';
      new CfnStage(stack, 'Beta', { restApiId, deploymentId: made, stageName: 'beta' });

      expect(warningsOf(stack).join()).toMatch(/Orders\/Beta serves a snapshot .* it may stay unguarded/);
    },
  );
});
