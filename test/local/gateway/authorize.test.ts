import { authorizer, change, judged, ok, open, pooled, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const policy = (effect: string, resource: unknown = '*') => ({
  principalId: 'someone',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }],
  },
});
const withKey = { headers: { Authorization: 'k' } };
const api = () => templateOf({ 'GET /orders/{id}': judged, 'POST /orders/{id}': judged, 'GET /open': open });
const judgedBy = (judge: (event: never) => unknown, template = api()) =>
  serve(template, { answers: { JudgeFunction: judge } });

describe('a Lambda authorizer', () => {
  it('lets a request through on an explicit Allow and hands its context on as strings', async () => {
    const { call, functions } = await judgedBy(() => ({
      ...policy('Allow'),
      context: { text: 'a', number: 1, truth: true },
    }));

    const response = await call('GET /orders/7', withKey);

    expect(response.status).toBe(200);
    expect(functions.eventsOf('Backend')[0]?.requestContext).toMatchObject({
      authorizer: { principalId: 'someone', text: 'a', number: '1', truth: 'true' },
    });
  });

  it.each([
    ['an explicit deny', () => policy('Deny'), 'AccessDeniedException'],
    [
      'no statement that matches',
      () => policy('Allow', 'arn:aws:execute-api:*:*:*/prod/DELETE/*'),
      'AccessDeniedException',
    ],
    ['no statement at all', () => ({ principalId: 'p', policyDocument: { Statement: [] } }), 'AccessDeniedException'],
    ['a missing principalId', () => ({ ...policy('Allow'), principalId: undefined }), 'AuthorizerFailureException'],
    ['a missing policy', () => ({ principalId: 'p' }), 'AuthorizerFailureException'],
    ['nothing', () => undefined, 'AuthorizerFailureException'],
    ['an object in the context', () => ({ ...policy('Allow'), context: { a: {} } }), 'AuthorizerFailureException'],
    ['a list in the context', () => ({ ...policy('Allow'), context: { a: [] } }), 'AuthorizerFailureException'],
    [
      'a condition, which is not evaluated here',
      () => ({
        principalId: 'p',
        policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: {} } },
      }),
      'AuthorizerFailureException',
    ],
    ['a resource over 512 characters', () => policy('Allow', ['*', 'x'.repeat(513)]), 'AuthorizerFailureException'],
  ])('keeps a request out on %s', async (_, judge, type) => {
    const { call, functions } = await judgedBy(judge);

    const response = await call('GET /orders/7', withKey);

    const status = type === 'AccessDeniedException' ? 403 : 500;
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, type]);
    expect(functions.eventsOf('Backend')).toEqual([]);
  });

  it.each([
    ['Unauthorized', 401],
    ['unauthorized', 500],
    ['Unauthorized: expired', 500],
    ['the table is down', 500],
    ['Task timed out after 3.00 seconds', 500],
  ])('that throws "%s" is answered %i', async (message, status) => {
    const { call } = await judgedBy(() => {
      throw new Error(message);
    });

    const response = await call('GET /orders/7', withKey);

    expect(response.status).toBe(status);
  });

  it('gets the whole REQUEST event', async () => {
    const { call, functions } = await judgedBy(() => policy('Allow'));

    await call('GET /orders/a%20b?x=1&x=2&y=', { headers: { Authorization: 'k', 'X-Other': 'o' } });

    expect(functions.eventsOf('JudgeFunction')[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(
        /^arn:aws:execute-api:us-east-1:123456789012:[a-z0-9]{10}\/prod\/GET\/orders\/a%20b$/,
      ),
      resource: '/orders/{id}',
      path: '/orders/a b',
      httpMethod: 'GET',
      pathParameters: { id: 'a b' },
      queryStringParameters: { x: '2', y: '' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: [''] },
      stageVariables: {},
      requestContext: {
        resourcePath: '/orders/{id}',
        httpMethod: 'GET',
        stage: 'prod',
        path: '/prod/orders/a%20b',
        accountId: '123456789012',
        identity: { sourceIp: '127.0.0.1' },
        requestId: expect.any(String),
      },
    });
  });

  it('is asked about a request without a credential when it has no cache', async () => {
    const { call, functions } = await judgedBy(() => {
      throw new Error('Unauthorized');
    });

    const response = await call('GET /orders/7');

    expect([response.status, functions.eventsOf('JudgeFunction').length]).toEqual([401, 1]);
  });

  it('that API Gateway may not invoke is a configuration error', async () => {
    const template = api();
    delete template.Resources.JudgePermission;

    const { call } = await judgedBy(() => policy('Allow'), template);

    expect((await call('GET /orders/7', withKey)).headers.get('x-amzn-errortype')).toBe(
      'AuthorizerConfigurationException',
    );
  });

  it('is not asked about a method ARN over 1600 bytes', async () => {
    const { call, functions } = await judgedBy(() => policy('Allow'));

    const response = await call(`GET /orders/${'x'.repeat(1600)}`, withKey);

    expect([response.status, functions.events]).toEqual([414, []]);
  });
});

describe('a TOKEN authorizer', () => {
  const token = () => change(api(), 'Judge', { Type: 'TOKEN', IdentityValidationExpression: 'sp_[a-z]+' });

  it('gets the token and the method ARN, nothing more', async () => {
    const { call, functions } = await judgedBy(() => policy('Allow'), token());

    await call('GET /orders/7', { headers: { Authorization: 'sp_abc' } });

    expect(functions.eventsOf('JudgeFunction')).toEqual([
      { type: 'TOKEN', methodArn: expect.stringContaining('/prod/GET/orders/7'), authorizationToken: 'sp_abc' },
    ]);
  });

  it.each([
    ['no token', undefined],
    ['an empty token', ''],
    ['a token that matches only in part', 'sp_abc!'],
  ])('is not asked about %s', async (_, value) => {
    const { call, functions } = await judgedBy(() => policy('Allow'), token());

    const response = await call('GET /orders/7', value === undefined ? {} : { headers: { Authorization: value } });

    expect([response.status, functions.events]).toEqual([401, []]);
  });
});

describe('a Cognito authorizer', () => {
  const template = templateOf({ 'GET /two': pooled('o/read', 'o/write'), 'GET /none': pooled() });
  const access = { token_use: 'access', client_id: 'c', iat: 1513491132, exp: 1513495692 };
  const tokens = {
    reader: { ...access, scope: 'x/other o/read' },
    stranger: { ...access, scope: 'o/reader o' },
    scopeless: access,
    id: { token_use: 'id', aud: 'c', scope: 'o/read' },
  };

  it.each([
    ['GET /two', 'reader', 200],
    ['GET /two', 'Bearer reader', 200],
    ['GET /two', 'bearer  reader', 200],
    ['GET /two', 'Basic reader', 401],
    ['GET /two', 'reader, reader', 401],
    ['GET /two', 'stranger', 401],
    ['GET /two', 'scopeless', 401],
    ['GET /two', 'id', 401],
    ['GET /two', 'forged', 401],
    ['GET /two', '', 401],
    ['GET /none', 'reader', 401],
    ['GET /none', 'id', 200],
  ])('%s with "%s" is %i', async (route, value, status) => {
    const { call, functions } = await serve(template, { tokens });

    const response = await call(route, { headers: { Authorization: value } });

    expect([response.status, functions.events.length]).toEqual([status, status === 200 ? 1 : 0]);
  });

  it('refuses two valid tokens in two headers', async () => {
    const { raw, functions } = await serve(template, { tokens });

    const answer = await raw(
      'GET /prod/two HTTP/1.1\r\nHost: h\r\nAuthorization: reader\r\nauthorization: reader\r\nConnection: close\r\n\r\n',
    );

    expect([answer.slice(9, 12), functions.events]).toEqual(['401', []]);
  });

  it('hands claims on as text, times as Java prints dates', async () => {
    const { call, functions } = await serve(template, { tokens });

    await call('GET /two', { headers: { Authorization: 'reader' } });

    expect(functions.events[0]?.event.requestContext).toMatchObject({
      authorizer: {
        claims: {
          client_id: 'c',
          scope: 'x/other o/read',
          iat: 'Sun Dec 17 06:12:12 UTC 2017',
          exp: 'Sun Dec 17 07:28:12 UTC 2017',
        },
      },
    });
  });

  it('hands a list of groups on as one text, joined with commas', async () => {
    const groups = { 'cognito:groups': ['operators', 'support'], email_verified: true };
    const { call, functions } = await serve(template, {
      tokens: { ...tokens, member: { ...tokens.reader, ...groups } },
    });

    await call('GET /two', { headers: { Authorization: 'member' } });

    expect(functions.events[0]?.event.requestContext).toMatchObject({
      authorizer: { claims: { 'cognito:groups': 'operators,support', email_verified: 'true' } },
    });
  });

  it('with a validation expression refuses access tokens, which have no audience', async () => {
    const { call } = await serve(change(template, 'Door', { IdentityValidationExpression: '.+' }), { tokens });

    expect((await call('GET /two', { headers: { Authorization: 'reader' } })).status).toBe(401);
  });
});

describe('an open method', () => {
  it('is served without asking an authorizer', async () => {
    const { call, functions } = await serve(api(), { answers: { Backend: ok } });

    const response = await call('GET /open');

    expect([response.status, functions.eventsOf('JudgeFunction')]).toEqual([200, []]);
  });
});

describe('an authorizer that is not of this API', () => {
  it('stops the start', async () => {
    const template = api();
    template.Resources.Judge = authorizer({ Type: 'REQUEST', RestApiId: 'another' });

    await expect(serve(template)).rejects.toThrow('Root_orders_0id0_GET (AWS::ApiGateway::Method): AuthorizerId');
  });
});
