/** What a call sends, and what it gives or throws. */
import { NoAnswerError, ProblemError } from '../../client';
import { fakeApi, json, problem } from '../support/fake-api';

const ACCOUNT = { accountId: 'Acc0000001' };

test('a call has its path, query, headers, body and a token', async () => {
  const { here, client } = fakeApi([json({ id: 'key' }, 201), json({ items: [] })]);

  const key = await client.post('/accounts/{accountId}/keys', {
    path: ACCOUNT,
    body: { label: 'Nightly', scopes: ['read:orders'] },
    headers: { 'Idempotency-Key': 'mine' },
  });
  await client.get('/accounts/{accountId}/keys', { path: ACCOUNT, query: { status: 'active', limit: 2 } });

  expect(key).toEqual({ id: 'key' });
  expect(here.seen).toMatchObject([
    {
      method: 'POST',
      url: 'https://api.test/v1/accounts/Acc0000001/keys',
      headers: { authorization: 'Bearer token1', 'content-type': 'application/json', 'idempotency-key': 'mine' },
      body: '{"label":"Nightly","scopes":["read:orders"]}',
    },
    { method: 'GET', url: 'https://api.test/v1/accounts/Acc0000001/keys?status=active&limit=2', body: '' },
  ]);
});

test('an external id in a path is encoded', async () => {
  const { here, client } = fakeApi([json({})]);

  await client.get('/accounts/{accountId}', { path: { accountId: 'external:a/b c?' } });

  expect(here.seen[0]?.url).toBe('https://api.test/v1/accounts/external%3Aa%2Fb%20c%3F');
});

test('each POST has an Idempotency-Key of its own, and nothing else has one', async () => {
  const { here, client } = fakeApi([json({}), json({}), json({})]);

  await client.post('/accounts', { body: { name: 'Acme' } });
  await client.post('/accounts', { body: { name: 'Acme' } });
  await client.patch('/accounts/{accountId}', { path: ACCOUNT, body: { name: 'Acme' } });

  const [first, second, third] = here.seen.map(({ headers }) => headers['idempotency-key']);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).not.toBe(first);
  expect(third).toBeUndefined();
});

test('an answer without a body gives undefined', async () => {
  const { client } = fakeApi([new Response(null, { status: 204 })]);

  await expect(client.delete('/accounts/{accountId}', { path: ACCOUNT })).resolves.toBeUndefined();
});

test('a problem is thrown with its code, its page and the places at fault', async () => {
  const errors = [{ pointer: '/scopes/0', detail: 'Unknown.' }];
  const { client } = fakeApi([problem('invalid-request', 400, { detail: 'Look at errors.', errors })]);

  const error = await client.post('/accounts', { body: { name: '' } }).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({
    name: 'ProblemError',
    message: 'invalid-request: Look at errors.',
    code: 'invalid-request',
    status: 400,
    page: 'https://docs.test/problems/invalid-request',
    requestId: 'r1',
    errors,
  });
});

test.each([
  ['a page of a proxy', new Response('<html>Login</html>', { headers: { 'Content-Type': 'text/html' } }), 'text/html'],
  ['a bare status', new Response('no', { status: 403 }), 'answered 403'],
  ['a refused connection', new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }), 'ECONNREFUSED'],
  ['no answer in time', new DOMException('The operation timed out', 'TimeoutError'), 'timed out'],
])('%s is no answer of the API', async (_, reply, message) => {
  const { client } = fakeApi([reply, reply instanceof Response ? reply.clone() : reply]);

  const error = await client.get('/plans').catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(NoAnswerError);
  expect((error as Error).message).toContain(message);
});

test.each(['', '.', '..'])('an id that is "%s" would lead to another place, and is not sent', async (accountId) => {
  const { here, client } = fakeApi([]);

  await expect(client.get('/accounts/{accountId}/keys', { path: { accountId } })).rejects.toThrow(
    `path.accountId is "${accountId}", which is no id`,
  );
  expect([here.seen, here.tokens]).toEqual([[], 0]);
});

test('a body that breaks off is no answer, and a GET is sent again', async () => {
  const broken = (): Response => {
    const body = new ReadableStream({ start: (stream) => stream.error(new TypeError('terminated')) });
    return new Response(body, { headers: { 'Content-Type': 'application/json' } });
  };
  const cut = (): Response => new Response('{"items": [', { headers: { 'Content-Type': 'application/json' } });

  expect(await fakeApi([broken(), json({ ok: true })]).client.get('/plans')).toEqual({ ok: true });
  await expect(fakeApi([broken(), broken()]).client.get('/plans')).rejects.toBeInstanceOf(NoAnswerError);
  await expect(fakeApi([cut()]).client.get('/plans')).rejects.toBeInstanceOf(NoAnswerError);
});

test('`fetch` is called as a browser asks for: as no method of another object', async () => {
  const seen: unknown[] = [];
  const { client } = fakeApi([], {
    async fetch(this: unknown) {
      seen.push(this);
      return json({});
    },
  });

  await client.get('/plans');

  expect(seen).toEqual([undefined]);
});

describe('a call ends', () => {
  /** Waits for the signal, as a service that never answers. */
  const hanging: typeof fetch = (_, init) =>
    new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)));
  afterEach(() => jest.useRealTimers());

  test('with the reason of its signal, and is not sent again', async () => {
    const { here, client } = fakeApi([]);

    const ended = client.get('/plans', { signal: AbortSignal.abort(new Error('the user left')) });

    await expect(ended).rejects.toThrow('the user left');
    expect([here.seen, here.waits, here.tokens]).toEqual([[], [], 1]);
  });

  test('in the middle, with the reason of its signal', async () => {
    const leaving = new AbortController();
    const { here, client } = fakeApi([], { fetch: hanging });
    const call = client.get('/plans', { signal: leaving.signal }).catch((error: unknown) => error);
    await new Promise(setImmediate);

    leaving.abort(new Error('the user left'));

    expect(await call).toEqual(new Error('the user left'));
    expect(here.waits).toEqual([]);
  });

  test.each([
    ['the API does not answer', { fetch: hanging }],
    ['there comes no token', { token: () => new Promise<string>(() => undefined) }],
  ])('after its time, when %s', async (_, given) => {
    jest.useFakeTimers();
    const { here, client } = fakeApi([], { ...given, timeout: 500 });
    const call = client.get('/plans').catch((error: unknown) => error);

    let isOver = false;
    void call.then(() => (isOver = true));

    await jest.advanceTimersByTimeAsync(499);
    const before = isOver;
    await jest.advanceTimersByTimeAsync(1);

    expect(before).toBe(false);
    expect(await call).toMatchObject({ name: 'NoAnswerError', message: expect.stringContaining('within 500 ms') });
    expect([here.waits, jest.getTimerCount()]).toEqual([[], 0]);
  });
});

describe('a list of another form', () => {
  const read = async (...answers: Response[]): Promise<unknown[]> => {
    const { client } = fakeApi(answers);
    const items: unknown[] = [];
    for await (const item of client.items('/keys')) items.push(item);
    return items;
  };

  it.each([{}, null, [], { items: null }, { items: {} }])('is no answer: %j', async (body) => {
    await expect(read(json(body))).rejects.toThrow(NoAnswerError);
  });

  it('ends with an error when it leads back to itself, and asks for no page twice', async () => {
    const page = (nextCursor: string) => json({ items: [1], nextCursor });

    await expect(read(page('a'), page('b'), page('a'))).rejects.toThrow('leads back to itself');
  });
});

describe('the items of a list', () => {
  const pages = () => [
    json({ items: [1, 2], nextCursor: 'c1' }),
    json({ items: [], nextCursor: 'c2' }),
    json({ items: [3] }),
  ];

  it('come page after page, with the filter of the call', async () => {
    const { here, client } = fakeApi(pages());
    const items: unknown[] = [];

    for await (const item of client.items('/keys', { query: { status: 'active' } })) items.push(item);

    expect(items).toEqual([1, 2, 3]);
    expect(here.seen.map(({ url }) => new URL(url).search)).toEqual([
      '?status=active',
      '?status=active&cursor=c1',
      '?status=active&cursor=c2',
    ]);
  });

  it('are fetched when they are asked for, and no further', async () => {
    const { here, client } = fakeApi(pages());

    for await (const item of client.items('/accounts/{accountId}/keys', { path: ACCOUNT }))
      if (Number(item) === 2) break;

    expect(here.seen).toHaveLength(1);
  });
});
