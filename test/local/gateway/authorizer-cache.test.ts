import { change, judged, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const statement = (effect: string, resource: unknown) => ({
  Effect: effect,
  Action: 'execute-api:Invoke',
  Resource: resource,
});
const result = (...statements: unknown[]) => ({ principalId: 'p', policyDocument: { Statement: statements } });
const allowAll = () => result(statement('Allow', '*'));
const header = 'method.request.header.Authorization';

const cached = (identitySource: string, judge: (event: never) => unknown = allowAll) =>
  serve(
    change(templateOf({ 'GET /orders': judged, 'GET /orders/{id}': judged, 'POST /orders': judged }), 'Judge', {
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: identitySource,
    }),
    { answers: { JudgeFunction: judge } },
  );
const as = (key: string, more: Record<string, string> = {}) => ({ headers: { Authorization: key, ...more } });

describe('a cached result', () => {
  it('is used until the TTL is over on the clock of the run, not a millisecond longer', async () => {
    const { call, clock, functions } = await cached(header);
    const calls = () => functions.eventsOf('JudgeFunction').length;

    await call('GET /orders', as('a'));
    clock.advance(59_999);
    await call('GET /orders', as('a'));
    const before = calls();
    clock.advance(1);
    await call('GET /orders', as('a'));

    expect([before, calls()]).toEqual([1, 2]);
  });

  it('answers other methods and paths by the same policy, unless they are identity sources', async () => {
    const own = (event: { methodArn: string }) => result(statement('Allow', event.methodArn));
    const { call, functions } = await cached(header, own);

    const statuses = [
      (await call('GET /orders', as('a'))).status,
      (await call('GET /orders/7', as('a'))).status,
      (await call('POST /orders', as('a'))).status,
      (await call('GET /orders', as('a'))).status,
    ];

    expect(statuses).toEqual([200, 403, 403, 200]);
    expect(functions.eventsOf('JudgeFunction').length).toBe(1);
  });

  it('is for one method, path and address when they are identity sources', async () => {
    const sources = [header, 'context.httpMethod', 'context.resourcePath', 'context.identity.sourceIp'].join(', ');
    const { call, functions } = await cached(sources);

    for (const route of ['GET /orders', 'POST /orders', 'GET /orders/7', 'GET /orders/8', 'GET /orders']) {
      await call(route, as('a'));
    }

    expect(
      functions
        .eventsOf('JudgeFunction')
        .map(({ httpMethod, resource }) => `${String(httpMethod)} ${String(resource)}`),
    ).toEqual(['GET /orders', 'POST /orders', 'GET /orders/{id}']);
  });

  it('keeps a Deny as it keeps an Allow', async () => {
    let effect = 'Deny';
    const { call } = await cached(header, () => result(statement(effect, '*')));

    const first = await call('GET /orders', as('a'));
    effect = 'Allow';
    const second = await call('GET /orders', as('a'));

    expect([first.status, second.status]).toEqual([403, 403]);
  });

  it.each(['Unauthorized', 'the table is down'])('is never the error "%s"', async (message) => {
    let broken = true;
    const { call } = await cached(header, () => {
      if (broken) throw new Error(message);
      return allowAll();
    });

    await call('GET /orders', as('a'));
    broken = false;
    const second = await call('GET /orders', as('a'));

    expect(second.status).toBe(200);
  });

  it('is never a malformed result', async () => {
    let answer: unknown = {};
    const { call } = await cached(header, () => answer);

    const first = await call('GET /orders', as('a'));
    answer = allowAll();
    const second = await call('GET /orders', as('a'));

    expect([first.status, second.status]).toEqual([500, 200]);
  });

  it('is not shared by another credential, another order of two, or a repeated header', async () => {
    const { call, raw, functions } = await cached(`${header},method.request.header.X-Api-Key`);
    await call('GET /orders', as('a', { 'X-Api-Key': 'b' }));

    await call('GET /orders', as('b', { 'X-Api-Key': 'a' }));
    await call('GET /orders', as('a', { 'X-Api-Key': 'c' }));
    await raw(
      'GET /prod/orders HTTP/1.1\r\nHost: h\r\nAuthorization: z\r\nAuthorization: a\r\nX-Api-Key: b\r\nConnection: close\r\n\r\n',
    );

    expect(functions.eventsOf('JudgeFunction').length).toBe(4);
  });

  it('keeps the context it was made with', async () => {
    const { call, functions } = await cached(header, () => ({ ...allowAll(), context: { account: 'x' } }));

    await call('GET /orders', as('a'));
    await call('GET /orders', as('a'));

    expect(functions.eventsOf('Backend').map(({ requestContext }) => requestContext)).toMatchObject([
      { authorizer: { account: 'x', principalId: 'p' } },
      { authorizer: { account: 'x', principalId: 'p' } },
    ]);
  });
});

describe('a missing identity source', () => {
  it.each([
    [header, {}],
    [header, { Authorization: '' }],
    [`${header},method.request.header.X-Api-Key`, { Authorization: 'a' }],
    [`${header},method.request.querystring.account`, { Authorization: 'a' }],
    [`${header},stageVariables.colour`, { Authorization: 'a' }],
  ])('of %s is 401 without a call while results are cached', async (sources, headers) => {
    const { call, functions } = await cached(sources);

    const response = await call('GET /orders', { headers });

    expect([response.status, functions.events]).toEqual([401, []]);
  });

  it('is found in any spelling of its header, in the query and in the stage variables', async () => {
    const template = templateOf({ 'GET /orders': judged });
    change(template, 'Stage', { Variables: { colour: 'red' } });
    change(template, 'Judge', {
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: 'method.request.header.AUTHORIZATION,method.request.querystring.account,stageVariables.colour',
    });
    const { call } = await serve(template, { answers: { JudgeFunction: allowAll } });

    expect((await call('GET /orders?account=1', as('a'))).status).toBe(200);
  });
});

describe('the cache by default', () => {
  it('keeps a result for five minutes, as AWS does', async () => {
    const template = templateOf({ 'GET /orders': judged });
    delete template.Resources.Judge?.Properties?.AuthorizerResultTtlInSeconds;
    const { call, clock, functions } = await serve(template, { answers: { JudgeFunction: allowAll } });

    await call('GET /orders', as('a'));
    clock.advance(299_999);
    await call('GET /orders', as('a'));

    expect(functions.eventsOf('JudgeFunction').length).toBe(1);
  });
});
