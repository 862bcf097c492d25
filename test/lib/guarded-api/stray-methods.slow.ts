import { Aspects, CfnOutput, CfnResource, Fn, Stack, Stage } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnMethod,
  type CfnRestApi,
  HttpIntegration,
  LambdaIntegration,
  LambdaRestApi,
  type MethodOptions,
  Resource,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { Sallyport, type SallyportProps } from 'sallyport';
import { decodeRoutes, routeRule } from '../../../lambda/doors/authorizer/route-table';
import { aFunction, warningsOf } from '../apps';
import { anIntegration, aSallyport, aStack, Match, methodsOf, PROPS, resourcesOf } from '../support';

const backend = () => new HttpIntegration('https://orders.example.com');
const withOrders = (props?: Partial<SallyportProps>) => {
  const made = aSallyport(props);
  const orders = made.sallyport.api.root.addResource('orders');
  made.sallyport.protect(orders, 'GET', anIntegration(), { scope: 'read:orders' });
  return { ...made, orders, root: made.sallyport.api.root };
};
type Made = ReturnType<typeof withOrders>;
/** A method as an app can declare it without any class of the CDK for methods. */
const aRawMethod = (api: RestApi, authorizationType: string): CfnResource =>
  new CfnResource(Stack.of(api), 'Raw', {
    type: 'AWS::ApiGateway::Method',
    properties: {
      RestApiId: api.restApiId,
      ResourceId: api.restApiRootResourceId,
      HttpMethod: 'DELETE',
      AuthorizationType: authorizationType,
    },
  });
const typesOf = (template: Template) =>
  Object.fromEntries(
    methodsOf(template)
      .filter(({ api }) => api === 'guarded')
      .map(({ route, properties }) => [route, properties.AuthorizationType]),
  );

describe('on the API that the construct makes', () => {
  test.each<[string, (made: Made) => unknown, string]>([
    ['a method of a resource', ({ root }) => root.addResource('a').addMethod('POST', backend()), 'POST /a'],
    ['a proxy’s own ANY', ({ root }) => root.addProxy({ defaultIntegration: backend() }), 'ANY /{proxy+}'],
    [
      'a method beside a protected ANY',
      ({ root, sallyport }) => {
        const all = root.addResource('all');
        sallyport.protect(all, 'ANY', backend(), { scope: null });
        all.addMethod('GET', backend());
      },
      'GET /all',
    ],
    ['an OPTIONS that reaches a backend', ({ orders }) => orders.addMethod('OPTIONS', backend()), 'OPTIONS /orders'],
    [
      'a method with another guard',
      ({ orders }) => orders.addMethod('PUT', backend(), { authorizationType: AuthorizationType.IAM }),
      'PUT /orders',
    ],
    [
      'a method that was made without its construct, in another stack',
      ({ sallyport: { api } }) =>
        new CfnMethod(new Stack(Stage.of(api), 'Elsewhere'), 'Raw', {
          restApiId: api.restApiId,
          resourceId: api.root.resourceId,
          httpMethod: 'GET',
        }),
      'GET (Elsewhere/Raw)',
    ],
    [
      'a method that was made as a resource of no class',
      ({ sallyport: { api } }) => aRawMethod(api, 'AWS_IAM'),
      'DELETE (Orders/Raw)',
    ],
  ])('%s stops the synth', (_, add, route) => {
    const made = withOrders();
    add(made);

    const method = route.split(' ')[0] ?? '';
    expect(() => Template.fromStack(made.stack)).toThrow(
      `${route} has no door. Instead of addMethod() call protect(resource, '${method}', integration, { scope }) of Sallyport, ` +
        `or open(resource, '${method}', integration) if anyone may call it. With addProxy() pass anyMethod: false.`,
    );
  });

  test('preflights need no door, whoever added them', () => {
    const { stack, root } = withOrders({ corsOrigins: ['https://app.example.com'] });
    root.addResource('a').addCorsPreflight({ allowOrigins: ['https://app.example.com'] });

    expect(typesOf(Template.fromStack(stack))).toEqual({
      'GET /orders': 'CUSTOM',
      'OPTIONS /orders': 'NONE',
      'OPTIONS /a': 'NONE',
    });
  });

  test('another API in the stack is nobody’s concern', () => {
    const { stack } = withOrders();
    new RestApi(stack, 'Other').root.addMethod('GET');

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('open', () => {
  test('adds a method that anyone may call, even where the resource has an authorizer for all', () => {
    const { stack, sallyport } = withOrders();
    const authorizer = { authorizerId: 'theirs', authorizationType: AuthorizationType.CUSTOM };
    const health = sallyport.api.root.addResource('health', { defaultMethodOptions: { authorizer } });

    sallyport.open(health, 'GET', backend(), { operationName: 'health' });

    const opened = methodsOf(Template.fromStack(stack)).find(({ route }) => route === 'GET /health')?.properties;
    expect(opened).toMatchObject({ AuthorizationType: 'NONE', OperationName: 'health' });
    expect(opened).not.toHaveProperty('AuthorizerId');
  });

  test('takes no authorizer', () => {
    const { sallyport, orders } = withOrders();
    const options: MethodOptions = { authorizer: { authorizerId: 'theirs' } };

    expect(() => sallyport.open(orders, 'PUT', backend(), options)).toThrow(
      'Sallyport: PUT /orders is opened with an authorizer; remove the authorizer or call protect()',
    );
  });

  test('is refused where there is a door, as a door is where it is open', () => {
    const { sallyport, orders } = withOrders();

    sallyport.open(orders, 'OPTIONS', backend());
    sallyport.open(orders, 'PUT', backend());

    expect(() => sallyport.open(orders, 'GET', backend())).toThrow(
      'GET /orders is already protected; call protect() or open() once per method',
    );
    expect(() => sallyport.protect(orders, 'PUT', backend(), { scope: null })).toThrow(
      'PUT /orders is already open; call protect() or open() once per method',
    );
  });
});

test('what a {proxy+} adds to the root has its door too', () => {
  // Where a synth prints its warnings.
  jest.spyOn(console, 'error').mockReturnValue();
  const { stack, sallyport, root } = withOrders({ corsOrigins: ['https://app.example.com'] });
  const proxy = root.addProxy({ anyMethod: false });

  sallyport.protect(proxy, 'ANY', backend(), { scope: 'write:orders', door: 'key' });
  sallyport.open(proxy, 'GET', backend());

  const template = Template.fromStack(stack);
  const doors = { ANY: 'CUSTOM', GET: 'NONE', OPTIONS: 'NONE' };
  for (const [method, type] of Object.entries(doors))
    expect(typesOf(template)).toMatchObject({ [`${method} /`]: type, [`${method} /{proxy+}`]: type });
  const [, authorizer] = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.includes('Authorizer')) ?? [];
  const table = decodeRoutes(authorizer?.Properties.Environment.Variables.ROUTES);
  for (const path of ['/', '/{proxy+}'])
    expect(routeRule(table, 'PUT', path)).toEqual({ scope: 'write:orders', door: 'key' });
});

describe('on an API of the deployer’s own', () => {
  const WARNING = 'has no door and no authorizer: ';
  const warningsWith = (add: (api: RestApi, sallyport: Sallyport) => void) => {
    const stack = aStack();
    const api = new RestApi(stack, 'Passed');
    const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api });
    sallyport.protect(api.root, 'GET', backend(), { scope: null });
    add(api, sallyport);
    // Where a synth prints its warnings.
    jest.spyOn(console, 'error').mockReturnValue();
    return Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp(WARNING))
      .map(({ entry: { data } }) => (typeof data === 'string' ? /^.*?: .*? may call it/.exec(data)?.[0] : data));
  };

  test('a method without authorizer is warned of by name', () => {
    const warnings = warningsWith((api) => api.root.addResource('a').addMethod('POST', backend()));

    expect(warnings).toEqual([`POST /a ${WARNING}anyone may call it`]);
  });

  test('a method that asks for an API key of a usage plan alone is not said to be open to anyone', () => {
    const warnings = warningsWith((api) => api.root.addMethod('PUT', backend(), { apiKeyRequired: true }));

    expect(warnings).toEqual([`PUT / ${WARNING}whoever has an API key of a usage plan of its stage may call it`]);
  });

  test('methods with guards of their own, open ones and preflights are not warned of', () => {
    const warnings = warningsWith((api, sallyport) => {
      api.root.addMethod('PUT', backend(), { authorizationType: AuthorizationType.IAM });
      aRawMethod(api, 'AWS_IAM');
      sallyport.open(api.root, 'POST', backend());
      api.root.addCorsPreflight({ allowOrigins: ['*'] });
    });

    expect(warnings).toEqual([]);
  });
});

describe('on an import of the API', () => {
  const importAs = (restApiId: string, rootResourceId: string) => {
    const made = withOrders();
    const { api } = made.sallyport;
    new CfnOutput(made.stack, 'Id', { value: api.restApiId, exportName: 'api-id' });
    new CfnOutput(made.stack, 'Root', { value: api.restApiRootResourceId, exportName: 'api-root' });
    const other = new Stack(Stage.of(api), 'Other');
    const imported = RestApi.fromRestApiAttributes(other, 'Imported', { restApiId, rootResourceId });
    return { ...made, other, bills: imported.root.addResource('bills') };
  };

  test('a method stops the synth, and protect() takes its place', () => {
    const exported = () => importAs(Fn.importValue('api-id'), Fn.importValue('api-root'));
    const [stray, guarded] = [exported(), exported()];
    stray.bills.addMethod('GET', backend());
    guarded.sallyport.protect(guarded.bills, 'GET', backend(), { scope: null });

    expect(() => Template.fromStack(stray.stack)).toThrow(
      'GET /bills has no door. Instead of addMethod() call protect(',
    );
    expect(() => Template.fromStack(guarded.stack)).not.toThrow();
  });

  test('that could be any API, a method with an API key of a usage plan is warned of as such', () => {
    const { bills, other } = importAs('a1b2c3', 'd4e5f6');
    bills.addMethod('GET', backend(), { apiKeyRequired: true });

    expect(warningsOf(other)).toEqual([expect.stringContaining('whoever has an API key of a usage plan of its stage')]);
  });

  test('that could be any API, each method that anyone may call is warned of', () => {
    const { bills, other } = importAs('a1b2c3', 'd4e5f6');
    bills.addMethod('GET', backend());
    bills.addMethod('PUT', backend(), { authorizationType: AuthorizationType.IAM });
    bills.addCorsPreflight({ allowOrigins: ['*'] });

    const [warning, ...others] = warningsOf(other);

    expect(others).toEqual([]);
    expect(warning).toMatch(
      /GET \/bills has no door .* belongs to an API that the synth cannot tell. If that is Orders\/S/,
    );
  });
});

describe('a LambdaRestApi of the deployer’s own', () => {
  const passed = (proxy: boolean) => {
    const stack = aStack();
    const handler = aFunction(stack);
    const api = new LambdaRestApi(stack, 'Passed', { handler, proxy });
    return { stack, api, handler, sallyport: new Sallyport(stack, 'Sallyport', { ...PROPS, api }) };
  };

  const ROUTE =
    /ANY \/\{proxy\+\} has no door and no authorizer: anyone may call it\. .*Pass proxy: false to the LambdaRestApi/;

  test('that sends every path to its function is warned of while nothing is protected', () => {
    const { stack } = passed(true);

    Template.fromStack(stack);

    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(ROUTE));
  });

  test('that sends paths around a door stops the synth, with what to do', () => {
    const { stack, api, handler, sallyport } = passed(true);
    const parent = api.root;
    const orders = new Resource(stack, 'Orders', { parent, pathPart: 'orders' });

    sallyport.protect(orders, 'GET', new LambdaIntegration(handler), { scope: 'read:orders' });

    expect(() => Template.fromStack(stack)).toThrow(ROUTE);
  });

  test('without its proxy is warned of a method as any other API is', () => {
    const { stack, api, sallyport, handler } = passed(false);
    api.root.addResource('bills').addMethod('GET');
    sallyport.protect(api.root.addResource('orders'), 'GET', new LambdaIntegration(handler), { scope: 'read:orders' });

    Template.fromStack(stack);

    expect(warningsOf(stack)).toContainEqual(
      expect.stringMatching(/GET \/bills has no door .* Instead of addMethod\(\) call/),
    );
  });

  test.each(['CUSTOM', 'NONE'])('does what the message says: %s', (type) => {
    const { stack, api, handler, sallyport } = passed(false);
    const proxy = api.root.addProxy({ anyMethod: false });

    if (type === 'CUSTOM') sallyport.protect(proxy, 'ANY', new LambdaIntegration(handler), { scope: 'read:orders' });
    else sallyport.open(proxy, 'ANY', new LambdaIntegration(handler));

    expect(typesOf(Template.fromStack(stack))).toEqual({ 'ANY /': type, 'ANY /{proxy+}': type });
  });

  test('with guards of its own is left as it is', () => {
    const stack = aStack();
    const defaultMethodOptions = { authorizationType: AuthorizationType.IAM };
    const api = new LambdaRestApi(stack, 'Passed', { handler: aFunction(stack), defaultMethodOptions });
    new Sallyport(stack, 'Sallyport', { ...PROPS, api });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('a guard that is changed behind protect()', () => {
  const CHANGED =
    'GET /orders has another guard than protect() gave it: an Aspect or an override changed its authorizationType, ' +
    'authorizerId, authorizationScopes or apiKeyRequired. Remove that change, or call open() if anyone may call the method.';
  const guarded = ({ orders }: Made) => orders.node.findChild('GET').node.defaultChild as CfnMethod;

  test.each<[string, (made: Made) => void]>([
    ['an override', (made) => guarded(made).addPropertyOverride('AuthorizationType', 'NONE')],
    ['another authorizer', (made) => guarded(made).addPropertyOverride('AuthorizerId', 'theirs')],
    [
      'an Aspect',
      ({ stack }) =>
        Aspects.of(stack).add({
          visit: (construct) => {
            if (construct instanceof CfnMethod) construct.authorizationType = 'NONE';
          },
        }),
    ],
  ])('stops the synth: %s', (_, change) => {
    const made = withOrders({ corsOrigins: ['https://a.example'] });
    change(made);

    expect(() => Template.fromStack(made.stack)).toThrow(CHANGED);
  });

  test('stops the synth behind a cognito door, where other scopes would let in other tokens', () => {
    const made = withOrders();
    const method = made.sallyport.protect(made.orders, 'PUT', anIntegration(), {
      scope: 'read:orders',
      door: 'cognito',
    });
    (method.node.defaultChild as CfnMethod).authorizationScopes = ['orders/write:orders'];

    expect(() => Template.fromStack(made.stack)).toThrow('PUT /orders has another guard than protect() gave it');
  });

  test('may get stricter where the method is open', () => {
    const made = withOrders();
    const method = made.sallyport.open(made.root, 'GET', anIntegration());
    (method.node.defaultChild as CfnMethod).authorizationType = 'AWS_IAM';

    expect(typesOf(Template.fromStack(made.stack))).toMatchObject({ 'GET /': 'AWS_IAM', 'GET /orders': 'CUSTOM' });
  });
});

test.each<[string, (api: CfnRestApi) => void]>([
  ['in the API', (api) => (api.body = { openapi: '3.0.1', paths: {} })],
  ['in a bucket', (api) => api.addPropertyOverride('BodyS3Location', { Bucket: 'theirs', Key: 'api.json' })],
])('methods of a document of OpenAPI %s stop the synth, as nothing would guard them', (_, add) => {
  const made = withOrders();
  add(made.sallyport.api.node.defaultChild as CfnRestApi);

  expect(() => Template.fromStack(made.stack)).toThrow(
    'Orders/Sallyport/Guarded/Api has a body of OpenAPI, whose methods nothing would guard; remove body and ' +
      'bodyS3Location, and add each method with protect() or open().',
  );
});
