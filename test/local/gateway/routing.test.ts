import { judged, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const named = {
  Backend: (event: { resource: string; httpMethod: string; pathParameters: unknown }) => ({
    statusCode: 200,
    body: JSON.stringify([event.httpMethod, event.resource, event.pathParameters]),
  }),
};
const tree = templateOf({
  'GET /': open,
  'GET /orders': open,
  'GET /orders/{id}': open,
  'ANY /orders/{id}/items': open,
  'GET /orders/latest': open,
  'DELETE /orders/{id}': judged,
  'GET /files/{proxy+}': open,
  'GET /portal': open,
  'GET /portal/{file+}': open,
  'GET /portal/config.json': open,
});

describe('a path is matched', () => {
  it.each([
    ['GET /orders', ['GET', '/orders', null]],
    ['GET /orders/', ['GET', '/orders', null]],
    ['GET /', ['GET', '/', null]],
    ['GET ', ['GET', '/', null]],
    ['GET /orders/latest', ['GET', '/orders/latest', null]],
    ['GET /orders/7', ['GET', '/orders/{id}', { id: '7' }]],
    ['PATCH /orders/7/items', ['PATCH', '/orders/{id}/items', { id: '7' }]],
    ['GET /files/a/head', ['GET', '/files/{proxy+}', { proxy: 'a/head' }]],
    ['GET /files/a/b/c', ['GET', '/files/{proxy+}', { proxy: 'a/b/c' }]],
    ['GET /files/a', ['GET', '/files/{proxy+}', { proxy: 'a' }]],
    ['GET /portal', ['GET', '/portal', null]],
    ['GET /portal/', ['GET', '/portal', null]],
    ['GET /portal/config.json', ['GET', '/portal/config.json', null]],
    ['GET /portal/config.json/', ['GET', '/portal/config.json', null]],
    ['GET /portal/config.json/x', ['GET', '/portal/{file+}', { file: 'config.json/x' }]],
    ['GET /portal/assets/a.js', ['GET', '/portal/{file+}', { file: 'assets/a.js' }]],
    ['GET /portal/assets/', ['GET', '/portal/{file+}', { file: 'assets' }]],
    ['GET /orders/a%2Fb', ['GET', '/orders/{id}', { id: 'a/b' }]],
    ['GET /orders/%2e%2e%2f', ['GET', '/orders/{id}', { id: '../' }]],
    ['GET /orders/%C3%A9', ['GET', '/orders/{id}', { id: 'é' }]],
  ])('%s', async (route, expected) => {
    const { call } = await serve(tree, { answers: named });

    const response = await call(route);

    expect([response.status, await response.json()]).toEqual([200, expected]);
  });

  it('to its own method before ANY, so that a stricter guard cannot be bypassed', async () => {
    const both = templateOf({ 'ANY /both': open, 'GET /both': judged });
    const { call } = await serve(both, { answers: { JudgeFunction: () => undefined } });

    expect([(await call('GET /both')).status, (await call('POST /both')).status]).toEqual([500, 200]);
  });

  it('to the parameter when the literal beside it lacks the method', async () => {
    const allow = { principalId: 'p', policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } };
    const { call } = await serve(tree, { answers: { ...named, JudgeFunction: () => allow } });

    const response = await call('DELETE /orders/latest');

    expect(await response.json()).toEqual(['DELETE', '/orders/{id}', { id: 'latest' }]);
  });
});

describe('nothing is matched by', () => {
  it.each([
    'GET /nowhere',
    'PUT /orders',
    'GET //orders',
    'GET /orders//',
    'GET /Orders',
    'GET /%6frders',
    'GET /orders%2F7',
    'GET /orders;x',
    'GET /files/',
    'GET /orders/7/items/more',
    'HEAD /orders',
  ])('%s', async (route) => {
    const { call, functions } = await serve(tree);

    const response = await call(route);

    expect([response.status, functions.events]).toEqual([403, []]);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it('a path outside the stage, whose answer no gateway response changes', async () => {
    const { gateway } = await serve(tree);

    const answers = await Promise.all(
      ['/', '/other/orders', '/production/orders'].map((path) => fetch(gateway.origin + path)),
    );

    expect(await Promise.all(answers.map(async (one) => [one.status, await one.text()]))).toEqual(
      Array(3).fill([403, '{"message":"Forbidden"}']),
    );
  });
});

describe('X-HTTP-Method-Override', () => {
  it('is applied before routing, so the guard of the method that it names is asked', async () => {
    const { call, functions } = await serve(tree, {
      answers: {
        JudgeFunction: () => {
          throw new Error('Unauthorized');
        },
      },
    });

    const response = await call('GET /orders/7', { headers: { 'X-HTTP-Method-Override': 'DELETE' } });

    expect(response.status).toBe(401);
    expect(functions.eventsOf('Backend')).toEqual([]);
    expect(functions.eventsOf('JudgeFunction')).toMatchObject([
      {
        httpMethod: 'DELETE',
        methodArn: expect.stringMatching(/\/prod\/DELETE\/orders\/7$/),
        requestContext: { httpMethod: 'DELETE' },
      },
    ]);
  });

  it('with a method that the path does not have is 403 and reaches no function', async () => {
    const { call } = await serve(tree);

    const statuses = await Promise.all(
      ['PUT', 'delete', 'GETX', '*', 'ANY'].map(
        async (verb) => (await call('GET /orders', { headers: { 'X-HTTP-Method-Override': verb } })).status,
      ),
    );

    expect(statuses).toEqual([403, 403, 403, 403, 403]);
  });

  it('is not passed on', async () => {
    const { call, functions } = await serve(tree);

    await call('POST /orders', { headers: { 'x-http-method-override': 'GET' } });

    expect(Object.keys(functions.events[0]?.event.headers as object).map((name) => name.toLowerCase())).not.toContain(
      'x-http-method-override',
    );
  });
});
