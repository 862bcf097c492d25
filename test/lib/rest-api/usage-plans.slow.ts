import { App, NestedStack, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  ApiKeySourceType,
  type CfnMethod,
  type CfnRestApi,
  Deployment,
  LambdaIntegration,
  MockIntegration,
  Stage,
} from 'aws-cdk-lib/aws-apigateway';
import { type RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { type Plan, Sallyport, type SallyportProps } from 'sallyport';
import { circleIn } from '../../support/import-graph';
import { aBareApp, aFunction, anOwnApi, importOf, needsOf } from '../apps';
import { PLANS } from '../every-prop';
import { aSallyport, anIntegration, type Json, PROPS, resourcesOf, templateOf } from '../support';

const PREFIX = 'd64e3dfb21-orders-live';
const RATE = { ratePerSecond: 5, burst: 10 };
const typed = (template: Template, type: string): Json[] =>
  resourcesOf(template, `AWS::ApiGateway::${type}`).map(([, { Properties }]) => Properties);

/** Routes with every door, an open one, and answers to preflights. */
function everyDoor(plans?: Readonly<Record<string, Plan>>, more: Partial<SallyportProps> = {}): Template {
  const { stack, sallyport } = aSallyport({ ...(plans && { plans }), corsOrigins: ['https://a.example'], ...more });
  const at = (path: string) => sallyport.api.root.addResource(path);
  for (const door of ['any', 'key', 'token', 'cognito'] as const)
    sallyport.protect(at(door), 'GET', anIntegration(), { scope: 'read:orders', door });
  sallyport.open(at('health'), 'GET', anIntegration());
  return templateOf(stack);
}

let template: Template;
beforeAll(() => {
  template = everyDoor(PLANS);
});

describe('with plans', () => {
  test('the doors with a function ask for a native key, from the authorizer alone, and nothing else does', () => {
    const asked = resourcesOf(template, 'AWS::ApiGateway::Method')
      .filter(([id]) => id.includes('Guarded'))
      .map(
        ([
          ,
          {
            Properties: { HttpMethod, AuthorizationType, ApiKeyRequired },
          },
        ]) => [HttpMethod, AuthorizationType, ApiKeyRequired].join(' '),
      );

    expect([...new Set(asked)].sort()).toEqual([
      'GET COGNITO_USER_POOLS false',
      'GET CUSTOM true',
      'GET NONE false',
      'OPTIONS NONE false',
    ]);
    expect(typed(template, 'RestApi').map(({ ApiKeySourceType: source }) => source)).toEqual(['AUTHORIZER', undefined]);
  });

  test('are what it takes: without them no method asks for one, and the source is the default', () => {
    const plain = everyDoor();

    expect(typed(plain, 'Method').filter(({ ApiKeyRequired }) => ApiKeyRequired === true)).toEqual([]);
    expect(typed(plain, 'RestApi').filter((api) => 'ApiKeySourceType' in api)).toEqual([]);
    for (const type of ['UsagePlan', 'ApiKey', 'UsagePlanKey']) expect(typed(plain, type)).toEqual([]);
  });

  test('each plan is a usage plan on the stage, and a second one without quota, for its shared key', () => {
    const made = typed(template, 'UsagePlan').map(({ UsagePlanName, Throttle, Quota }) => [
      UsagePlanName,
      Throttle,
      Quota,
    ]);

    expect(made).toEqual([
      [`${PREFIX}-free`, { RateLimit: 5, BurstLimit: 10 }, { Limit: 10_000, Period: 'MONTH' }],
      [`${PREFIX}-free (shared)`, { RateLimit: 5, BurstLimit: 10 }, undefined],
      [`${PREFIX}-pro`, { RateLimit: 100, BurstLimit: 200 }, undefined],
      [`${PREFIX}-pro (shared)`, { RateLimit: 100, BurstLimit: 200 }, undefined],
      [`${PREFIX}-unlimited`, undefined, undefined],
    ]);
    for (const { ApiStages } of typed(template, 'UsagePlan'))
      expect(ApiStages).toEqual([
        {
          ApiId: { Ref: expect.stringMatching(/^SallyportGuardedApi/) },
          Stage: { Ref: expect.stringMatching(/^SallyportGuardedApiDeploymentStage/) },
        },
      ]);
  });

  test('each plan has a shared native key, in the usage plan that never has a quota', () => {
    const plans = new Map(resourcesOf(template, 'AWS::ApiGateway::UsagePlan'));
    const keys = new Map(resourcesOf(template, 'AWS::ApiGateway::ApiKey'));

    const pairs = typed(template, 'UsagePlanKey').map(({ KeyId, UsagePlanId }) => [
      keys.get(KeyId.Ref)?.Properties.Value,
      plans.get(UsagePlanId.Ref)?.Properties.UsagePlanName,
    ]);

    expect(pairs).toEqual([
      [`${PREFIX}-free-shared`, `${PREFIX}-free (shared)`],
      [`${PREFIX}-pro-shared`, `${PREFIX}-pro (shared)`],
      [`${PREFIX}-unlimited-shared`, `${PREFIX}-unlimited`],
    ]);
    for (const { Name, Value, Enabled } of typed(template, 'ApiKey')) expect([Name, Enabled]).toEqual([Value, true]);
  });

  test('the stacks have five resources more, one of them nested, and four for each plan', () => {
    const all = (of: Template): number => Object.keys(of.toJSON().Resources).length;
    const outer = (plans?: typeof PLANS): number => Object.keys(outerTemplate(plans).Resources).length;

    expect(all(template) - all(everyDoor())).toBe(5 + 4 * 2);
    expect(outer(PLANS) - outer()).toBe(4 + 4 * 2 + TASKS);
  });

  test('the functions that judge, show, mark or tell are told the plans and the beginning of native keys', () => {
    const told = resourcesOf(template, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
      const { PLANS: plans, NATIVE_KEY_PREFIX: prefix } = Properties.Environment?.Variables ?? {};
      return plans === undefined ? [] : [[/(Authorizer|Accounts|Keys|Clients|Catalogue)/.exec(id)?.[0], plans, prefix]];
    });

    const both = ['free 5 10 10000 month,pro 100 200', PREFIX];
    expect(told.sort()).toEqual([
      ['Accounts', ...both],
      ['Authorizer', ...both],
      ['Catalogue', ...both],
      ['Clients', ...both],
      ['Keys', ...both],
    ]);
  });

  test('the clients function alone may make, list and delete native keys, and associate them with these plans alone', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
      (Properties.PolicyDocument.Statement as Json[])
        .filter(({ Action }) => JSON.stringify(Action).includes('apigateway'))
        .map(({ Action, Resource }) => [Properties.Roles, Action, JSON.stringify(Resource)]),
    );

    const clients = [{ Ref: expect.stringMatching(/^SallyportManagementClientsRole/) }];
    expect(statements).toEqual(
      expect.arrayContaining([
        [clients, ['apigateway:GET', 'apigateway:POST'], expect.stringMatching(/::\/apikeys"/)],
        [clients, 'apigateway:DELETE', expect.stringMatching(/::\/apikeys\/\*"/)],
        [
          clients,
          ['apigateway:GET', 'apigateway:POST'],
          expect.stringMatching(/usageplans\/",\{"Ref":"SallyportGuardedPlansfree.*usageplans\/",\{"Ref":"\w+pro/),
        ],
      ]),
    );
    expect(statements).toHaveLength(3);
    expect(JSON.stringify(statements)).not.toMatch(/unlimited|Shared/);
  });

  test('the keys function alone may mark keys, beside those that mark already', () => {
    const marking = (of: Template): string[] =>
      resourcesOf(of, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
        (Properties.PolicyDocument.Statement as Json[]).some(
          ({ Action, Condition }) =>
            Action === 'dynamodb:PutItem' &&
            Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']?.includes('R') === true,
        )
          ? [/Management([A-Z][a-z]+)/.exec(id)?.[1] ?? id]
          : [],
      );

    expect([marking(everyDoor()).sort(), marking(template).sort()]).toEqual([
      ['Accounts', 'Clients'],
      ['Accounts', 'Clients', 'Keys'],
    ]);
  });

  test('each run of a task is told the ids of the usage plans', () => {
    const inputs = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) =>
      JSON.stringify(Properties.Targets[0].Input),
    );

    for (const input of inputs)
      expect(input).toMatch(/usagePlans.*free.*\{"Ref":"\w+free\w+"\}.*pro.*\{"Ref":"\w+pro\w+"\}/);
    expect(inputs).toHaveLength(2);
  });

  test('the answer to a used up quota says which period is counted, and sends no Retry-After that would be wrong', () => {
    const used = (of: Template): Json[] =>
      typed(of, 'GatewayResponse').filter(({ ResponseType }) => ResponseType === 'QUOTA_EXCEEDED');
    const [guarded] = used(template);
    const [without] = used(everyDoor());

    const problem = JSON.parse(guarded?.ResponseTemplates['application/json']);

    expect(problem).toMatchObject({ status: 429, type: expect.stringMatching(/\/quota-exceeded$/) });
    expect(problem.detail).toContain('the next month of the quota');
    expect(without?.ResponseTemplates['application/json']).toContain('the next day or week or month of');
    expect(guarded?.ResponseParameters).not.toHaveProperty('gatewayresponse.header.Retry-After');
  });
});

/** The resources of a template by their ids, without Deployments, whose ids change with whatever is in their snapshot. */
const kept = (of: Template): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(of.toJSON().Resources).filter(([, { Type }]: Json) => Type !== 'AWS::ApiGateway::Deployment'),
  );

/** What an update changes: types of resources, and names of properties. */
function changesOf(before: Record<string, Json>, after: Record<string, Json>): string[] {
  const changes = Object.entries(before).flatMap(([id, { Type, Properties = {} }]) =>
    Object.keys({ ...Properties, ...after[id]?.Properties })
      .filter((name) => JSON.stringify(Properties[name]) !== JSON.stringify(after[id]?.Properties?.[name]))
      .map((name) => `${Type.replace('AWS::', '')} ${name}`),
  );
  return [...new Set(changes)].sort();
}

test.each<[string, Partial<Plan>, Partial<Plan>]>([
  ['comes', {}, { quota: { limit: 10_000, period: 'month' } }],
  ['goes', { quota: { limit: 10_000, period: 'month' } }, {}],
])('a quota that %s is an update in place: nothing is removed or replaced, and no native key moves', (_, from, to) => {
  const [before, after] = [from, to].map((quota) => kept(everyDoor({ ...PLANS, free: { ...RATE, ...quota } })));

  // Each of these properties CloudFormation updates without interruption. No property of a UsagePlanKey is among them.
  expect(changesOf(before ?? {}, after ?? {})).toEqual([
    'ApiGateway::GatewayResponse ResponseTemplates',
    'ApiGateway::Stage DeploymentId',
    'ApiGateway::UsagePlan Quota',
    'Lambda::Function Environment',
  ]);
  expect(Object.keys(after ?? {})).toEqual(Object.keys(before ?? {}));
});

describe('with plans that are not enforced yet', () => {
  let prepared: Template;
  beforeAll(() => {
    prepared = everyDoor(PLANS, { enforcePlans: false });
  });

  test('no method asks for a native key, so that no call depends on an association that is still spreading', () => {
    expect(typed(prepared, 'Method').filter(({ ApiKeyRequired }) => ApiKeyRequired === true)).toEqual([]);
  });

  test('all else is as it will be: enforcing them later changes the methods, in a new Deployment, and nothing else', () => {
    const deployments = [prepared, template].map((of) => Object.keys(of.findResources('AWS::ApiGateway::Deployment')));

    const changes = changesOf(kept(prepared), kept(template));

    expect(changes).toEqual(['ApiGateway::Method ApiKeyRequired', 'ApiGateway::Stage DeploymentId']);
    expect(Object.keys(kept(template))).toEqual(Object.keys(kept(prepared)));
    expect(deployments[0]).not.toEqual(deployments[1]);
  });

  test('a method that an Aspect makes ask for one fails the synth, as no caller could have it', () => {
    const { stack, sallyport } = aSallyport({ plans: PLANS, enforcePlans: false });
    const { node } = sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });
    (node.defaultChild as CfnMethod).apiKeyRequired = true;

    expect(() => templateOf(stack)).toThrow('GET / has another guard than protect() gave it');
  });
});

/** Two rules and their permissions stand in the outer stack, because the nested one must not need the usage plans. */
const TASKS = 4;

function outerTemplate(plans?: typeof PLANS): Json {
  const { stack, sallyport } = aSallyport(plans && { plans });
  sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), { scope: null });
  return ofStack(stack);
}

const ofStack = (stack: Stack): Json => App.of(stack)?.synth().getStackByName(stack.stackName).template;

test('a function behind the API can have the URL of the management API also with plans, without a circle', () => {
  const { stack, sallyport } = aSallyport({ plans: PLANS });
  const backend = aFunction(stack);
  backend.addEnvironment('URL', sallyport.managementUrl);
  sallyport.protect(sallyport.api.root, 'GET', new LambdaIntegration(backend), { scope: null });

  const { Resources: resources } = ofStack(stack);

  expect(circleIn(needsOf(resources))).toEqual([]);
});

describe('an own API with plans', () => {
  const guarded = (props: RestApiProps = {}) => {
    const own = anOwnApi(props, { plans: PLANS });
    own.sallyport.protect(own.api.root.addResource('orders'), 'GET', anIntegration(), { scope: null });
    return own;
  };
  const stagesOf = (stack: Stack): unknown =>
    typed(templateOf(stack), 'UsagePlan').map(({ ApiStages }) => ApiStages.length);
  const newStage = (api: RestApi, scope: Stack, stageName: string): Stage =>
    new Stage(scope, stageName, { deployment: new Deployment(scope, `D${stageName}`, { api }), stageName });

  test('has them on each of its stages, also on one that is made later, and one in a nested stack', () => {
    const { stack, api } = guarded();
    newStage(api, stack, 'beta');
    newStage(api, new NestedStack(stack, 'Nested'), 'gamma');

    expect(stagesOf(stack)).toEqual([3, 3, 3, 3, 3]);
  });

  test('has them on the stage that the app makes with deploy: false', () => {
    const { stack, api } = guarded({ deploy: false });
    newStage(api, stack, 'late');

    expect(stagesOf(stack)).toEqual([1, 1, 1, 1, 1]);
  });

  test('counts a route that a nested stack protects', () => {
    const { stack, sallyport } = guarded();
    const nested = new NestedStack(stack, 'Bills');
    sallyport.protect(importOf(sallyport, nested).root.addResource('bills'), 'GET', anIntegration(), { scope: null });

    const asking = typed(templateOf(stack), 'Method').filter(({ ApiKeyRequired }) => ApiKeyRequired === true);

    expect(asking).toHaveLength(2);
  });

  test('refuses a stage that is deployed after the plans', () => {
    const { stack, api } = guarded({ deploy: false });
    newStage(api, new Stack(App.of(stack), 'Last'), 'late');

    expect(() => templateOf(stack)).toThrow(
      'Last/late/Resource is a stage of Orders/Own in the stack Last, where the plans of the stack Orders cannot hold; put the',
    );
  });

  test('refuses a source of native keys that is not the authorizer', () => {
    const { stack } = guarded({ apiKeySourceType: ApiKeySourceType.HEADER });

    expect(() => templateOf(stack)).toThrow(
      'Orders/Own has the apiKeySourceType HEADER, but with plans API Gateway must get native keys from the authorizer',
    );
  });

  test.each<[string, string, (resource: CfnRestApi) => void]>([
    ['is overridden', 'HEADER', (one) => one.addPropertyOverride('ApiKeySourceType', 'HEADER')],
    ['is taken away', 'HEADER, its default', (one) => one.addPropertyDeletionOverride('ApiKeySourceType')],
    ['is set', 'HEADER', (one) => (one.apiKeySourceType = 'HEADER')],
  ])('refuses a source that %s after the Sallyport was made', (_, source, change) => {
    const { stack, api } = guarded();
    change(api.node.defaultChild as CfnRestApi);

    expect(() => templateOf(stack)).toThrow(`Orders/Own has the apiKeySourceType ${source}, but with plans`);
  });

  test('refuses a method of its own that takes a native key from its caller, unless the app chose the authorizer', () => {
    const withKey = (props?: RestApiProps): Stack => {
      const { stack, api } = guarded(props);
      api.root.addMethod('GET', anIntegration(), { apiKeyRequired: true });
      return stack;
    };

    expect(() => templateOf(withKey())).toThrow(
      'needs a native API key from the caller, which API Gateway cannot take where Sallyport has plans; protect the method',
    );
    expect(() => templateOf(withKey({ apiKeySourceType: ApiKeySourceType.AUTHORIZER }))).not.toThrow();
  });
});

test('two Sallyports of one stack, and those of two stacks, have native keys of their own', () => {
  const app = aBareApp();
  const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
  for (const stack of stacks)
    for (const name of ['orders', 'bills']) {
      const sallyport = new Sallyport(stack, name, { ...PROPS, name, plans: PLANS });
      sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });
    }

  const values = stacks.flatMap((stack) => typed(templateOf(stack), 'ApiKey').map(({ Value }) => Value));

  expect(new Set(values).size).toBe(12);
  for (const value of values)
    expect(value).toMatch(/^[0-9a-f]{10}-(?:orders|bills)-live-(?:free|pro|unlimited)-shared$/);
});
