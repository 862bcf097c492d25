/** Methods on an API of the deployer's own, whose props say other things about methods than a door does. */
import { Aws, Size, type Stack } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import {
  AuthorizationType,
  type CfnRestApi,
  CognitoUserPoolsAuthorizer,
  type MethodOptions,
  MockIntegration,
  type RequestValidatorOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { aBackend, anOwnApi } from '../apps';
import { Match, methodsOf, resourcesOf } from '../support';

/** What the template says of who may call each method of the guarded API. */
const guardsOf = (template: Template) =>
  Object.fromEntries(
    methodsOf(template).map(({ route, properties }) => [
      route,
      [properties.AuthorizationType, properties.ApiKeyRequired, properties.AuthorizationScopes],
    ]),
  );

const COGNITO = (stack: Stack): MethodOptions => ({
  authorizer: new CognitoUserPoolsAuthorizer(stack, 'Theirs', { cognitoUserPools: [new UserPool(stack, 'People')] }),
  authorizationScopes: ['people/read'],
});
const DEFAULTS: Readonly<Record<string, (stack: Stack) => MethodOptions>> = {
  'an API key of API Gateway': () => ({ apiKeyRequired: true }),
  'signed requests': () => ({ authorizationType: AuthorizationType.IAM }),
  'another user pool': COGNITO,
  'another authorizer': () => ({
    authorizationType: AuthorizationType.CUSTOM,
    authorizer: { authorizerId: 'theirs', authorizationType: AuthorizationType.CUSTOM },
  }),
};

test.each(Object.entries(DEFAULTS))('a method has its own guard alone where the default is %s', (_, defaultsIn) => {
  const { stack, api, sallyport } = anOwnApi();
  const place = (path: string) => api.root.addResource(path, { defaultMethodOptions: defaults });
  const defaults = defaultsIn(stack);

  place('theirs').addMethod('GET', new MockIntegration());
  sallyport.protect(place('any'), 'GET', new MockIntegration(), { scope: 'read:orders' });
  sallyport.protect(place('cognito'), 'GET', new MockIntegration(), { scope: 'read:orders', door: 'cognito' });
  sallyport.open(place('open'), 'GET', new MockIntegration());

  const { 'GET /theirs': theirs, ...ours } = guardsOf(Template.fromStack(stack));
  expect(ours).toEqual({
    'GET /any': ['CUSTOM', false, undefined],
    'GET /cognito': ['COGNITO_USER_POOLS', false, ['orders/read:orders']],
    'GET /open': ['NONE', false, undefined],
  });
  expect(theirs).not.toEqual(ours['GET /open']);
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('AuthorizationScopes'))).toEqual([]);
});

test('defaults that say nothing of callers are kept', () => {
  const { stack, api, sallyport } = anOwnApi({
    defaultMethodOptions: { requestParameters: { 'method.request.header.X': true } },
  });
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });

  Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', {
    RequestParameters: { 'method.request.header.X': true },
  });
});

describe('requests are validated by', () => {
  const VALIDATOR = 'AWS::ApiGateway::RequestValidator';
  /** The properties of the validator of each method. */
  function validatorsOf(template: Template) {
    const all = new Map(resourcesOf(template, VALIDATOR).map(([id, { Properties }]) => [id, Properties]));
    return Object.fromEntries(
      methodsOf(template).map(({ route, properties }) => [route, all.get(properties.RequestValidatorId?.Ref)]),
    );
  }

  test('body and parameters; by what requestValidatorOptions say; by the validator that is given', () => {
    const { stack, api, sallyport } = anOwnApi();
    const add = (method: string, options: MethodOptions) =>
      sallyport.open(api.root, method, new MockIntegration(), options);
    add('GET', {});
    add('POST', { requestValidatorOptions: { validateRequestBody: true } });
    add('PUT', { requestValidatorOptions: { validateRequestBody: true } });
    add('PATCH', { requestValidatorOptions: { validateRequestParameters: true, requestValidatorName: 'theirs' } });
    add('HEAD', { requestValidatorOptions: {} });
    add('DELETE', { requestValidator: api.addRequestValidator('Given', { requestValidatorName: 'given' }) });

    const template = Template.fromStack(stack);

    expect(validatorsOf(template)).toMatchObject({
      'GET /': { ValidateRequestBody: true, ValidateRequestParameters: true },
      'POST /': { ValidateRequestBody: true },
      'PUT /': { ValidateRequestBody: true },
      'PATCH /': { ValidateRequestParameters: true, Name: 'theirs' },
      'HEAD /': {},
      'DELETE /': { Name: 'given' },
    });
    template.resourceCountIs(VALIDATOR, 5);
  });

  test('is never another one whose name reads like what is to be validated, and a name may be a token', () => {
    const { stack, api, sallyport } = anOwnApi();
    const add = (method: string, requestValidatorOptions: RequestValidatorOptions) =>
      sallyport.open(api.root, method, new MockIntegration(), { requestValidatorOptions });
    add('GET', { requestValidatorName: 'Body' });
    add('POST', { validateRequestBody: true });
    add('PUT', { requestValidatorName: 'Nothing', validateRequestBody: true });
    add('HEAD', {});
    add('PATCH', { requestValidatorName: `${Aws.STACK_NAME}-body`, validateRequestBody: true });

    const RestApiId = expect.anything();
    expect(validatorsOf(Template.fromStack(stack))).toEqual({
      'GET /': { RestApiId, Name: 'Body' },
      'POST /': { RestApiId, ValidateRequestBody: true },
      'PUT /': { RestApiId, Name: 'Nothing', ValidateRequestBody: true },
      'HEAD /': { RestApiId },
      'PATCH /': { RestApiId, Name: { 'Fn::Join': expect.anything() }, ValidateRequestBody: true },
    });
  });

  test('one validator: two are refused', () => {
    const { api, sallyport } = anOwnApi();
    const options = { requestValidator: api.addRequestValidator('Given', {}), requestValidatorOptions: {} };

    expect(() => sallyport.open(api.root, 'GET', new MockIntegration(), options)).toThrow(
      'Sallyport: GET / has requestValidator and requestValidatorOptions; give it one of them',
    );
  });
});

test('no id in the API is taken but those of its methods', () => {
  const { stack, api, sallyport } = anOwnApi();
  const before = new Set(api.node.findAll());

  sallyport.protect(api.root, 'GET', aBackend(stack), { scope: null });
  sallyport.protect(api.root, 'PUT', aBackend(stack, 'Other'), { scope: 'read:orders', door: 'cognito' });

  const made = api.node.findAll().filter((construct) => !before.has(construct));
  expect(made.filter(({ node }) => !/\/Default\/(GET|PUT)(\/|$)/.test(node.path))).toEqual([]);
});

describe('preflights', () => {
  const preflightsOf = (props: Parameters<typeof anOwnApi>[0]) => {
    const { stack, api, sallyport } = anOwnApi(props, { corsOrigins: ['https://app.example.com'] });
    sallyport.protect(api.root.addResource('orders'), 'GET', new MockIntegration(), { scope: null });
    return methodsOf(Template.fromStack(stack)).filter(
      ({ route }) => route.endsWith(' /orders') && !route.startsWith('GET'),
    );
  };

  test('that the API itself answers stay as they are', () => {
    const [preflight, ...others] = preflightsOf({
      defaultCorsPreflightOptions: { allowOrigins: ['https://theirs.example'] },
    });

    expect(others).toEqual([]);
    expect(JSON.stringify(preflight?.properties)).toContain('https://theirs.example');
  });

  test('are made into a text first where the API takes every body as binary', () => {
    const contentOf = (binaryMediaTypes: string[]) =>
      preflightsOf({ binaryMediaTypes, minCompressionSize: Size.kibibytes(1) }).map(
        ({ properties }) => properties.Integration.ContentHandling,
      );

    expect(contentOf(['*/*'])).toEqual(['CONVERT_TO_TEXT']);
    expect(contentOf(['*~1*'])).toEqual(['CONVERT_TO_TEXT']);
    expect(contentOf(['image/png'])).toEqual([undefined]);
  });

  test('are made into a text also where the types are set after the routes', () => {
    const { stack, api, sallyport } = anOwnApi({}, { corsOrigins: ['https://a.example'] });
    sallyport.protect(api.root, 'GET', aBackend(stack), { scope: null });
    (api.node.defaultChild as CfnRestApi).binaryMediaTypes = ['*/*'];

    const preflight = methodsOf(Template.fromStack(stack)).find(({ route }) => route === 'OPTIONS /');

    expect(preflight?.properties.Integration.ContentHandling).toBe('CONVERT_TO_TEXT');
  });
});

describe('a method that its resource has already is refused in words that say what to do:', () => {
  const integration = new MockIntegration();

  test('one that addMethod() made', () => {
    const { api, sallyport } = anOwnApi();
    api.root.addMethod('get', integration);

    expect(() => sallyport.protect(api.root, 'GET', integration, { scope: null })).toThrow(
      'Sallyport: GET / is already a method of its resource; remove its addMethod() or addCorsPreflight(), in place of ' +
        'which protect() and open() are called',
    );
  });

  test.each<[string, string, (api: RestApi) => unknown]>([
    ['addCorsPreflight()', 'OPTIONS', ({ root }) => root.addCorsPreflight({ allowOrigins: ['https://a.example'] })],
    ['addMethod()', 'GET', ({ root }) => root.addMethod('get', integration)],
  ])('what it made, in %s of the app', (_, method, add) => {
    const { api, sallyport } = anOwnApi({}, { corsOrigins: ['https://a.example'] });
    sallyport.protect(api.root, 'GET', integration, { scope: null });
    sallyport.protect(api.root, 'PUT', integration, { scope: null });

    expect(() => add(api)).toThrow(
      `Sallyport: ${method} / is already a method of its resource, which protect(), open() or corsOrigins made; remove ` +
        'this addMethod() or addCorsPreflight(). To answer a preflight yourself, call addCorsPreflight() before protect()',
    );
    expect(() => api.root.addMethod('DELETE', integration)).not.toThrow();
  });

  test('the preflight that the app makes first stands in place of that of corsOrigins', () => {
    const { stack, api, sallyport } = anOwnApi({}, { corsOrigins: ['https://a.example'] });
    api.root.addCorsPreflight({ allowOrigins: ['https://b.example'] });
    sallyport.protect(api.root, 'GET', integration, { scope: null });

    expect(Object.keys(guardsOf(Template.fromStack(stack)))).toEqual(['OPTIONS /', 'GET /']);
  });

  test('the preflight that corsOrigins made', () => {
    const { api, sallyport } = anOwnApi({}, { corsOrigins: ['https://a.example'] });
    sallyport.protect(api.root, 'GET', integration, { scope: null });

    expect(() => sallyport.open(api.root, 'OPTIONS', integration)).toThrow(
      'Sallyport: OPTIONS / is already a method of its resource; corsOrigins made it: call open() for it before you ' +
        'protect the other methods of the resource',
    );
  });
});
