import type { Resource } from '../../../local/assembly/template';
import { judged, open, proxyTo, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const response = (ResponseType: string, properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: { ResponseType, RestApiId: { Ref: 'Api' }, ...properties },
});
const header = (name: string, value: string) => ({ [`gatewayresponse.header.${name}`]: value });
const routes = { 'GET /orders/{id}': judged, 'GET /open': open };
const refuse = () => {
  throw new Error('Unauthorized');
};
const deny = () => ({
  principalId: 'p"q',
  context: { problem: 'insufficient-scope' },
  policyDocument: { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
});

describe('without a declaration', () => {
  it.each([
    [refuse, 401, { message: 'Unauthorized' }],
    [deny, 403, { message: 'User is not authorized to access this resource with an explicit deny' }],
    [() => undefined, 500, { message: 'Internal server error' }],
  ])('a refusal has AWS’s own status and body', async (judge, status, body) => {
    const { call } = await serve(templateOf(routes), { answers: { JudgeFunction: judge } });

    const answer = await call('GET /orders/1');

    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      status,
      'application/json',
      body,
    ]);
  });
});

describe('a declared gateway response', () => {
  it('sets status, headers and body, and WWW-Authenticate is not renamed', async () => {
    const declared = response('UNAUTHORIZED', {
      StatusCode: '418',
      ResponseParameters: {
        ...header('WWW-Authenticate', `'Bearer realm="orders"'`),
        ...header('Trace', 'context.requestId'),
        ...header('Asked', 'method.request.header.X-Asked'),
        ...header('Absent', 'context.authorizer.none'),
      },
      ResponseTemplates: {
        'application/problem+json': '{"detail":$context.error.messageString,"id":"$context.requestId"}',
      },
    });
    const { call } = await serve(templateOf(routes, { Declared: declared }), { answers: { JudgeFunction: refuse } });

    const answer = await call('GET /orders/1', { headers: { 'X-Asked': 'yes' } });

    const id = answer.headers.get('x-amzn-requestid');
    expect(answer.status).toBe(418);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer realm="orders"',
      trace: id,
      asked: 'yes',
      date: expect.any(String),
    });
    expect(answer.headers.has('absent')).toBe(false);
    expect(await answer.json()).toEqual({ detail: 'Unauthorized', id });
  });

  it('fills in $context, and nothing for a variable without a value', async () => {
    const template =
      '{"p":"$context.authorizer.problem","none":"$context.authorizer.none","who":"$context.identity.sourceIp","type":"$context.error.responseType","plain":"$context.error.message","path":"$context.path","template":"$context.resourcePath","money":"$5 $context"}';
    const { call } = await serve(
      templateOf(routes, {
        Declared: response('ACCESS_DENIED', { ResponseTemplates: { 'application/json': template } }),
      }),
      { answers: { JudgeFunction: deny } },
    );

    expect(await (await call('GET /orders/1')).json()).toEqual({
      p: 'insufficient-scope',
      none: '',
      who: '127.0.0.1',
      type: 'ACCESS_DENIED',
      plain: 'User is not authorized to access this resource with an explicit deny',
      path: '/prod/orders/1',
      template: '/orders/{id}',
      money: '$5 $context',
    });
  });

  it('of DEFAULT_4XX and DEFAULT_5XX is for the types without a gateway response of their own', async () => {
    const { call } = await serve(
      templateOf(routes, {
        Four: response('DEFAULT_4XX', { ResponseParameters: header('X-Kind', `'four'`) }),
        Five: response('DEFAULT_5XX', { StatusCode: 599, ResponseParameters: header('X-Kind', `'five'`) }),
        Own: response('MISSING_AUTHENTICATION_TOKEN', { StatusCode: 404 }),
      }),
      { answers: { JudgeFunction: refuse, Backend: () => 'malformed' } },
    );
    const seen = async (route: string) => {
      const { status, headers } = await call(route);
      return [status, headers.get('x-kind')];
    };

    expect([await seen('GET /orders/1'), await seen('GET /open'), await seen('GET /nowhere')]).toEqual([
      [401, 'four'],
      [599, 'five'],
      [404, null],
    ]);
  });

  it('answers in the declared media type that the caller accepts', async () => {
    const { call } = await serve(
      templateOf(routes, {
        Declared: response('UNAUTHORIZED', {
          ResponseTemplates: { 'application/json': '{}', 'text/plain': 'no', 'text/html': '<p>no</p>' },
        }),
      }),
      { answers: { JudgeFunction: refuse } },
    );

    const answers = await Promise.all(
      ['text/plain', '*/*'].map((Accept) => call('GET /orders/1', { headers: { Accept } })),
    );

    expect(await Promise.all(answers.map((one) => one.text()))).toEqual(['no', '{}']);
  });

  it('sends no second header for a line break in a value from the request', async () => {
    const { raw } = await serve(
      templateOf(routes, {
        Declared: response('UNAUTHORIZED', {
          ResponseParameters: header('X-Echo', 'method.request.querystring.e'),
        }),
      }),
      { answers: { JudgeFunction: refuse } },
    );

    const answer = await raw(
      'GET /prod/orders/1?e=a%0D%0ASet-Cookie:%20x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    );

    expect(answer).toContain('X-Echo: aSet-Cookie: x\r\n');
  });

  it.each([
    [response('UNAUTHORISED'), 'ResponseType: API Gateway has no gateway response type UNAUTHORISED'],
    [
      response('UNAUTHORIZED', { ResponseParameters: header('A', 'bare text') }),
      'ResponseParameters.gatewayresponse.header.A',
    ],
    [
      response('UNAUTHORIZED', { ResponseParameters: { 'gatewayresponse.body': `'x'` } }),
      'ResponseParameters.gatewayresponse.body',
    ],
  ])('that AWS would refuse stops the start', async (declared, message) => {
    await expect(serve(templateOf(routes, { Declared: declared }))).rejects.toThrow(message);
  });
});

describe('a function behind the gateway', () => {
  it.each([
    ['throws', () => refuse()],
    ['answers with text', () => 'text'],
    ['answers nothing', () => undefined],
    ['sends no status', () => ({ body: '' })],
    ['sends a body that is no text', () => ({ statusCode: 200, body: {} })],
    ['sends a field of its own', () => ({ statusCode: 200, extra: 1 })],
    ['sends a status out of range', () => ({ statusCode: 1000 })],
    ['sends a header with a line break', () => ({ statusCode: 200, headers: { a: 'b\r\nc: d' } })],
    ['sends a header name with a space', () => ({ statusCode: 200, headers: { 'a b': 'c' } })],
  ])('that %s is 502', async (_, backend) => {
    const { call } = await serve(templateOf(routes), { answers: { Backend: backend } });

    expect((await call('GET /open')).status).toBe(502);
  });

  it('that takes longer than the integration may is 504', async () => {
    const slow = { ...open, Integration: { ...proxyTo('Backend'), TimeoutInMillis: 50 } };
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const { call, clock } = await serve(templateOf({ 'GET /open': slow }), {
      answers: { Backend: () => new Promise(() => begin()) },
    });

    const asked = call('GET /open');
    await begun;
    clock.advance(50);
    const answer = await asked;

    expect([answer.status, await answer.json()]).toEqual([504, { message: 'Endpoint request timed out' }]);
  });

  it('that API Gateway may not invoke is 500', async () => {
    const template = templateOf(routes);
    delete template.Resources.BackendPermission;
    const { call, functions } = await serve(template);

    expect([(await call('GET /open')).status, functions.events]).toEqual([500, []]);
  });
});
