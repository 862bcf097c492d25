/** An AWS account and Region can hold the same app several times, and a stack several Sallyports. */
import { App, CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { Sallyport, type SallyportProps } from 'sallyport';
import { nativeKeyPrefix } from '../../lib/names';
import { settingsOf } from '../../lib/settings';
import { KEY_ID } from '../support/records';
import { aBareApp, warningsOf } from './apps';
import { PROPS, resourcesOf, templateOf } from './support';

function add(scope: Construct, id: string, props: Partial<SallyportProps> = {}): Sallyport {
  const sallyport = new Sallyport(scope, id, { ...PROPS, ...props });
  if (props.api === undefined) sallyport.open(sallyport.api.root, 'GET', new MockIntegration());
  return sallyport;
}

/** Every name by which CloudWatch or API Gateway would take two things for one. */
function namesIn(template: Template): string[] {
  const properties = (type: string) => resourcesOf(template, type).map(([, { Properties }]) => Properties);
  const metrics = properties('AWS::CloudWatch::Alarm').flatMap(({ Namespace, MetricName, Dimensions = [] }) =>
    MetricName === '5XXError' || Namespace.startsWith('Sallyport')
      ? [JSON.stringify([Namespace, MetricName, Dimensions])]
      : [],
  );
  const counted = properties('AWS::Logs::MetricFilter').map(
    ({ MetricTransformations: [one] }) => `counted ${one.MetricNamespace}`,
  );
  const apis = properties('AWS::ApiGateway::RestApi').map(({ Name }) => `API ${Name}`);
  return [...metrics, ...counted, ...apis];
}

const NAMES_OF_ONE = 6; // 2 APIs, their 2 alarms, the metric and its alarm

test('no metric has the name of an API as its only dimension', () => {
  const stack = new Stack(aBareApp(), 'Orders');
  const sallyport = add(stack, 'Sallyport');
  sallyport.addTokenCache();
  const text = JSON.stringify(templateOf(stack).toJSON());

  expect(namesIn(templateOf(stack))).toEqual(
    expect.arrayContaining([
      '["AWS/ApiGateway","5XXError",[{"Name":"ApiName","Value":"orders-live (Orders)"},{"Name":"Stage","Value":"prod"}]]',
      '["AWS/ApiGateway","5XXError",[{"Name":"ApiName","Value":"orders-live-management (Orders)"},{"Name":"Stage","Value":"v1"}]]',
      '["AWS/ApiGateway","5XXError",[{"Name":"ApiName","Value":"orders-live-tokens (Orders)"},{"Name":"Stage","Value":"prod"}]]',
    ]),
  );
  // In the dashboard's body, whose quotes are escaped.
  const dimensions = text.match(/ApiName\\+",\\+"[^"\\]+\\+",\\+"Stage/g) ?? [];
  expect([dimensions.length, text.match(/ApiName\\+"/g)?.length]).toEqual([8, 8]);
});

const TWICE: Readonly<Record<string, () => readonly Stack[]>> = {
  'two in one stack': () => {
    const stack = new Stack(aBareApp(), 'Orders');
    add(stack, 'One');
    add(stack, 'Two', { name: 'bills' });
    return [stack];
  },
  'live and test in one stack': () => {
    const stack = new Stack(aBareApp(), 'Orders');
    add(stack, 'Live');
    add(stack, 'Test', { environment: 'test', tokenDomainPrefix: 'orders-test' });
    return [stack];
  },
  'live and test in one app': () => {
    const app = aBareApp();
    const stacks = ['Live', 'Test'].map((id) => new Stack(app, id));
    for (const stack of stacks) add(stack, 'Sallyport', { environment: stack.stackName === 'Live' ? 'live' : 'test' });
    return stacks;
  },
  'two CDK stages in one account and Region': () => {
    const app = aBareApp();
    const stacks = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id), 'Orders'));
    for (const stack of stacks) add(stack, 'Sallyport');
    return stacks;
  },
  'one app that is deployed under two stack names': () =>
    ['orders-dev', 'orders-prod'].map((stackName) => {
      const stack = new Stack(aBareApp(), 'Orders', { stackName });
      add(stack, 'Sallyport');
      return stack;
    }),
};

test.each(Object.entries(TWICE))('%s: APIs, metrics and alarms are told apart', (_, stacksOf) => {
  const names = stacksOf().flatMap((stack) => namesIn(templateOf(stack)));

  expect(names).toHaveLength(2 * NAMES_OF_ONE);
  expect(new Set(names).size).toBe(names.length);
});

describe('an own API, whose name is the app’s,', () => {
  const inStages = (names: readonly string[], regions = ['eu-west-1', 'eu-west-1']) => {
    const app = aBareApp();
    const stacks = names.map((restApiName, at) => {
      const env = { account: '111111111111', region: regions[at] ?? '' };
      const stack = new Stack(new Stage(app, `Stage${at}`, { env }), 'Orders');
      const api = new RestApi(stack, 'Own', { restApiName });
      add(stack, 'Sallyport', { api }).open(api.root, 'GET', new MockIntegration());
      return stack;
    });
    return stacks
      .flatMap((stack) => warningsOf(stack))
      .filter((warning) => warning.includes('same name and stage name'));
  };

  test('is warned of in each place where its metrics are those of another API', () => {
    const [first, second] = inStages(['orders', 'orders']);

    expect(first).toMatch(/Stage0\/Orders\/Own and Stage1\/Orders\/Own .* Give each a restApiName of its own/);
    expect(second).toMatch(/Stage1\/Orders\/Own and Stage0\/Orders\/Own/);
  });

  test('is not warned of under another name, or in another Region', () => {
    expect(inStages(['orders-dev', 'orders-prod'])).toEqual([]);
    expect(inStages(['orders', 'orders'], ['eu-west-1', 'us-east-1'])).toEqual([]);
  });
});

describe('how native keys begin', () => {
  const app = aBareApp();
  const stacks = ['Orders', 'Orders-live', 'Orders-live-test'].map((id) => new Stack(app, id));
  const settings = settingsOf(PROPS);
  const prefixOf = ({ at, name, environment }: Deployed) =>
    nativeKeyPrefix(stacks[at] ?? new Stack(), { ...settings, name, environment });
  type Deployed = { at: number; name: string; environment: 'live' | 'test' };
  const environment = fc.constantFrom('live', 'test');
  const at = fc.integer({ min: 0, max: stacks.length - 1 });
  /** Also names that begin another name, with and without an environment between. */
  const names = fc
    .tuple(fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])$/), fc.constantFrom('', '-live', '-test-live', 'x'))
    .map(([first, more]) => [first, `${first}${more}`] as const);
  const two = fc
    .record({ names, environments: fc.tuple(environment, environment), places: fc.tuple(at, at) })
    .map(({ names: [one, other], environments: [first, second], places: [here, there] }) => [
      { at: here, name: one, environment: first },
      { at: there, name: other, environment: second },
    ]) as fc.Arbitrary<[Deployed, Deployed]>;

  test('the native keys of no Sallyport begin as those of another one in the AWS account and Region do', () => {
    const ours = { at: 0, name: 'orders', environment: 'live' } as const;
    fc.assert(
      fc.property(two, ([one, other]) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const [a, b] = [prefixOf(one), prefixOf(other)];
        expect([a.startsWith(b), b.startsWith(a)]).toEqual([false, false]);
      }),
      { examples: [[[ours, { at: 0, name: 'orders-live', environment: 'test' }]]] },
    );
  });

  test('the longest name, plan and owner fit into the 128 characters that API Gateway takes', () => {
    const prefix = prefixOf({ at: 0, name: 'o'.repeat(40), environment: 'live' });

    expect(prefix).toMatch(/^[a-z0-9-]{10,60}$/); // as the functions read it
    expect(`${prefix}-${'p'.repeat(30)}-${KEY_ID}`.length).toBeLessThanOrEqual(128);
  });
});

test('no log group, function, alarm or dashboard has a name that a second one could clash with', () => {
  const stack = new Stack(aBareApp(), 'Orders');
  add(stack, 'Sallyport');
  const NAMES: Readonly<Record<string, string>> = {
    'AWS::CloudWatch::Alarm': 'AlarmName',
    'AWS::CloudWatch::Dashboard': 'DashboardName',
    'AWS::DynamoDB::GlobalTable': 'TableName',
    'AWS::IAM::Role': 'RoleName',
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::Logs::LogGroup': 'LogGroupName',
  };
  const template = templateOf(stack);

  for (const [type, name] of Object.entries(NAMES)) {
    const all = resourcesOf(template, type);
    expect([type, all.length > 0]).toEqual([type, true]);
    expect(all.filter(([, { Properties }]) => name in Properties)).toEqual([]);
  }
});

describe('is refused, with what to do:', () => {
  const second = (props: Partial<SallyportProps>, first: Partial<SallyportProps> = {}) => {
    const stack = new Stack(aBareApp(), 'Orders');
    add(stack, 'One', first);
    return () => add(stack, 'Two', props);
  };

  test('a second one of the same name and environment', () => {
    expect(second({ tokenDomainPrefix: 'other' })).toThrow(
      'Sallyport: Orders/One has the name orders and the environment live too, so their APIs and metrics would have the same ' +
        'names; give one of them another name or environment',
    );
  });

  test.each([
    ['made of the same name', { environment: 'test' }, {}],
    ['given twice', { name: 'bills', tokenDomainPrefix: 'acme' }, { tokenDomainPrefix: 'acme' }],
  ] as const)('a second token domain, %s', (_, props, first) => {
    expect(second(props, first)).toThrow(
      /the token domain of Orders\/One .* give one of them a tokenDomainPrefix of its own/,
    );
  });

  test('one that another copy of this package makes', () => {
    const stack = new Stack(aBareApp(), 'Orders');
    add(stack, 'One');

    jest.isolateModules(() => {
      const copy = jest.requireActual<{ readonly Sallyport: typeof Sallyport }>('sallyport');
      expect(copy.Sallyport).not.toBe(Sallyport);
      expect(() => new copy.Sallyport(stack, 'Two', PROPS)).toThrow(
        'Sallyport: Orders/One has the name orders and the environment live too',
      );
    });
  });

  test('a second one for the same API', () => {
    const stack = new Stack(aBareApp(), 'Orders');
    const api = new RestApi(stack, 'Own');
    add(stack, 'One', { api });

    expect(() => add(stack, 'Two', { name: 'bills', api })).toThrow(
      'Sallyport: Orders/One already guards Orders/Own; protect its routes with that one',
    );
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['another Sallyport', (stack) => add(stack, 'One', { name: 'bills', outputs: true })],
    ['the app', (stack) => new CfnOutput(stack, 'ApiUrl', { value: 'theirs' })],
  ])('outputs whose names %s has', (_, take) => {
    const stack = new Stack(new App(), 'Orders');
    take(stack);

    expect(() => add(stack, 'Two', { outputs: true })).toThrow(
      'Sallyport: the stack Orders already has ApiUrl, so Orders/Two cannot have an output of this name; leave its prop ' +
        'outputs unset, and make outputs of your own from its properties, such as apiUrl',
    );
  });
});
