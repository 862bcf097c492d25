import { createHash } from 'node:crypto';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Template } from 'aws-cdk-lib/assertions';
import { Sallyport } from 'sallyport';
import { decodeRoutes, routeRule } from '../../../lambda/doors/authorizer/route-table';
import { aFunction } from '../apps';
import {
  anIntegration,
  aSallyport,
  aStack,
  Match,
  methodsOf,
  PROPS,
  resourcesOf,
  sampleTemplate,
  templateWith,
} from '../support';

const AUTHORIZER = 'AWS::ApiGateway::Authorizer';

/** Type of the authorizer of each method of the guarded API. */
function doorsOf(template: Template): Record<string, unknown> {
  const types = new Map(resourcesOf(template, AUTHORIZER).map(([id, { Properties }]) => [id, Properties.Type]));
  const guarded = methodsOf(template).filter(({ api }) => api === 'guarded');
  return Object.fromEntries(
    guarded.map(({ route, properties }) => [
      route,
      [properties.AuthorizationType, types.get(properties.AuthorizerId?.Ref), properties.AuthorizationScopes],
    ]),
  );
}

describe('protect', () => {
  test('puts the authorizer before every method, and a Cognito one with exactly one scope before a cognito door', () => {
    const judged = ['CUSTOM', 'REQUEST', undefined];

    expect(doorsOf(sampleTemplate())).toEqual({
      'GET /orders': judged,
      'POST /orders': judged,
      'POST /shipments': ['COGNITO_USER_POOLS', 'COGNITO_USER_POOLS', ['orders/write:orders']],
      'GET /orders/{id}': judged,
      'DELETE /orders/{id}': judged,
      'GET /whoami': judged,
    });
  });

  test('tells the authorizer scope and door of every route that it judges', () => {
    const [, authorizer] =
      resourcesOf(sampleTemplate(), 'AWS::Lambda::Function').find(([id]) => id.includes('Authorizer')) ?? [];

    const table = decodeRoutes(authorizer?.Properties.Environment.Variables.ROUTES);

    expect(table.size).toBe(5);
    expect(routeRule(table, 'GET', '/orders')).toEqual({ scope: 'read:orders', door: 'any' });
    expect(routeRule(table, 'POST', '/orders')).toEqual({ scope: 'write:orders', door: 'any' });
    expect(routeRule(table, 'GET', '/orders/{id}')).toEqual({ scope: 'read:orders', door: 'key' });
    expect(routeRule(table, 'DELETE', '/orders/{id}')).toEqual({ scope: 'write:orders', door: 'token' });
    expect(routeRule(table, 'GET', '/whoami')).toEqual({ scope: null, door: 'any' });
  });

  test('keeps the method options of its caller', () => {
    const { stack, sallyport } = aSallyport();
    const requestParameters = { 'method.request.header.If-Match': true };

    sallyport.protect(sallyport.api.root, 'put', anIntegration(), {
      scope: null,
      operationName: 'replace',
      requestParameters,
    });

    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'PUT',
      OperationName: 'replace',
      RequestParameters: requestParameters,
      AuthorizationType: 'CUSTOM',
      RequestValidatorId: { Ref: Match.stringLikeRegexp('Validator') },
    });
  });

  test.each([
    [
      'a resource of another API',
      (one: Sallyport, other: RestApi) => one.protect(other.root, 'GET', anIntegration(), { scope: null }),
      'the API of GET / is "Orders/Other"; allowed: Orders/Sallyport/Guarded/Api, which this Sallyport guards',
    ],
    [
      'an unknown scope',
      (one: Sallyport) => one.protect(one.api.root, 'GET', anIntegration(), { scope: 'read:bills' }),
      'the scope of GET / is "read:bills"; allowed: null, read:orders, write:orders',
    ],
    [
      'a scope that is left out',
      (one: Sallyport) => one.protect(one.api.root, 'GET', anIntegration(), {} as { scope: null }),
      'the scope of GET / is undefined; allowed: null, read:orders',
    ],
    [
      'a route without options',
      (one: Sallyport) => one.protect(one.api.root, 'GET', anIntegration(), undefined as unknown as { scope: null }),
      'the options argument of protect() for GET / is undefined; allowed: an object with a scope',
    ],
    [
      'no scope on a cognito door',
      (one: Sallyport) => one.protect(one.api.root, 'GET', anIntegration(), { scope: null, door: 'cognito' as 'any' }),
      'the scope of GET / with door cognito is null; allowed: read:orders, write:orders',
    ],
    [
      'an unknown door',
      (one: Sallyport) => one.protect(one.api.root, 'GET', anIntegration(), { scope: null, door: 'back' as 'any' }),
      'the door of GET / is "back"; allowed: any, key, token, cognito',
    ],
    [
      'a method that browsers call without credential',
      (one: Sallyport) => one.protect(one.api.root, 'OPTIONS', anIntegration(), { scope: null }),
      'the method of OPTIONS / is "OPTIONS"; allowed: ANY, DELETE',
    ],
    [
      'an API in place of its root',
      (one: Sallyport) => one.protect(one.api as never, 'GET', anIntegration(), { scope: null }),
      'the resource argument of protect() or open() is the construct Orders/Sallyport/Guarded/Api; allowed: a resource ' +
        "of the API: sallyport.api.root, or sallyport.api.root.addResource('orders')",
    ],
    [
      'a path in place of a resource',
      (one: Sallyport) => one.open('/orders' as never, 'GET', anIntegration()),
      'the resource argument of protect() or open() is "/orders"; allowed: a resource of the API',
    ],
    [
      'a function in place of an integration',
      (one: Sallyport, { stack }: RestApi) =>
        one.protect(one.api.root, 'GET', aFunction(stack) as never, { scope: null }),
      'the integration of GET / is the construct Orders/Backend; allowed: an integration, such as new LambdaIntegration',
    ],
    [
      'a handler in place of an integration',
      (one: Sallyport) => one.open(one.api.root, 'GET', function handle() {} as never),
      'the integration of GET / is the function handle; allowed: an integration',
    ],
    [
      'no integration',
      (one: Sallyport) => one.open(one.api.root, 'GET', undefined as never),
      'the integration of GET / is undefined; allowed: an integration',
    ],
    [
      'no method',
      (one: Sallyport) => one.open(one.api.root, undefined as never, anIntegration()),
      "the method argument for / is undefined; allowed: an HTTP method, such as 'GET', or 'ANY'",
    ],
    [
      'null as options of open()',
      (one: Sallyport) => one.open(one.api.root, 'GET', anIntegration(), null as never),
      'the options argument of open() for GET / is null; allowed: an object, or nothing',
    ],
  ])('refuses %s', (_, protect, message) => {
    const { stack, sallyport } = aSallyport();

    expect(() => protect(sallyport, new RestApi(stack, 'Other'))).toThrow(message);
  });

  test('refuses one method under two doors', () => {
    const { sallyport } = aSallyport();
    const protect = (door: 'any' | 'cognito') =>
      sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders', door });

    protect('any');

    expect(() => protect('cognito')).toThrow(
      'Sallyport: GET / is already protected; call protect() or open() once per method',
    );
  });

  test('stops the synth when the routes do not fit, with their number', () => {
    const hash = (at: number) => createHash('sha256').update(`${at}`).digest('hex').slice(0, 22);
    const scopes = Array.from({ length: 100 }, (_, at) => `read:${hash(at)}`);
    const { stack, sallyport } = aSallyport({ scopes: Object.fromEntries(scopes.map((scope) => [scope, 'Read'])) });
    for (const [at, scope] of [...scopes, ...scopes, ...scopes].entries())
      sallyport.protect(
        sallyport.api.root.resourceForPath(`r${at % 60}`),
        ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'][Math.floor(at / 60)] ?? '',
        anIntegration(),
        { scope },
      );

    expect(() => Template.fromStack(stack)).toThrow(
      /300 protected routes make the authorizer’s environment \d+ bytes long; allowed: 4096/,
    );
  });
});

describe('revocationDelay', () => {
  test('of 0 keeps no decision and asks for no identity source', () => {
    templateWith().hasResourceProperties(AUTHORIZER, {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: '',
    });
  });

  test('above 0 keeps decisions that long, for one header, method, route and address', () => {
    templateWith({ revocationDelay: Duration.seconds(30) }).hasResourceProperties(AUTHORIZER, {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 30,
      IdentitySource:
        'method.request.header.Authorization,context.httpMethod,context.resourcePath,context.identity.sourceIp',
    });
  });

  test('leaves the gateway’s own token check without a cache', () => {
    for (const [, { Properties }] of resourcesOf(sampleTemplate(), AUTHORIZER))
      expect([Properties.Type, Properties.AuthorizerResultTtlInSeconds]).toEqual([expect.any(String), 0]);
  });
});

describe('an API of the deployer’s own', () => {
  const PASSED = 'Passed';

  test('is guarded in place of one that the construct makes', () => {
    const stack = aStack();
    const api = new RestApi(stack, PASSED);
    const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api });
    sallyport.protect(api.root.addResource('orders'), 'GET', anIntegration(), { scope: 'read:orders' });

    const template = Template.fromStack(stack);

    expect(sallyport.api).toBe(api);
    template.resourceCountIs('AWS::ApiGateway::RestApi', 1);
    template.hasResourceProperties(AUTHORIZER, { Type: 'REQUEST', RestApiId: { Ref: Match.stringLikeRegexp(PASSED) } });
  });

  test('of another stack is refused', () => {
    const stack = aStack();
    const api = new RestApi(new Stack(new App(), 'Elsewhere'), PASSED);

    expect(() => new Sallyport(stack, 'Sallyport', { ...PROPS, api })).toThrow(
      'the stack of api is "Elsewhere"; allowed: the stack of Sallyport, Orders',
    );
  });

  test('that the app only imports is refused, as its methods are not known', () => {
    const stack = aStack();
    const api = RestApi.fromRestApiId(stack, PASSED, 'a1b2c3') as never;

    expect(() => new Sallyport(stack, 'Sallyport', { ...PROPS, api })).toThrow(
      'Sallyport: api is "Orders/Passed"; allowed: a RestApi that this app makes',
    );
  });
});

describe('corsOrigins', () => {
  const preflights = (template: Template) => methodsOf(template).filter(({ route }) => route.startsWith('OPTIONS'));

  test('unset answers no preflight', () => {
    expect(preflights(sampleTemplate())).toEqual([]);
  });

  test('answers the preflight of each protected resource, once', () => {
    const { stack, sallyport } = aSallyport({ corsOrigins: ['https://app.example.com'] });
    const orders = sallyport.api.root.addResource('orders');
    sallyport.protect(orders, 'GET', anIntegration(), { scope: 'read:orders' });
    sallyport.protect(orders, 'POST', anIntegration(), { scope: 'write:orders' });

    const [preflight, ...others] = preflights(Template.fromStack(stack));

    expect(others).toEqual([]);
    expect(preflight?.route).toBe('OPTIONS /orders');
    expect(preflight?.properties.AuthorizationType).toBe('NONE');
    expect(JSON.stringify(preflight?.properties)).toContain("'https://app.example.com'");
  });
});

test('a web ACL stands before both stages when its ARN is given', () => {
  const webAclArn = 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/orders/0';

  templateWith({ webAclArn }).resourceCountIs('AWS::WAFv2::WebACLAssociation', 2);
  templateWith().resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
});

test('reserved concurrency and memory are set on the authorizer alone', () => {
  const template = templateWith({ reservedConcurrency: 40, authorizerMemorySize: 256 });
  const functions = resourcesOf(template, 'AWS::Lambda::Function');

  const having = (property: string, value: number) =>
    functions.filter(([, { Properties }]) => Properties[property] === value).map(([id]) => id);

  const authorizer = [expect.stringContaining('Authorizer')];
  expect(having('ReservedConcurrentExecutions', 40)).toEqual(authorizer);
  expect(having('MemorySize', 256)).toEqual(authorizer);
});
