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
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
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

test('a call ends with the reason of its signal, and is not sent again', async () => {
  const { here, client } = fakeApi([]);
  const ended = AbortSignal.abort(new Error('the user left'));

  await expect(client.get('/plans', { signal: ended })).rejects.toThrow('the user left');

  expect(here.seen).toEqual([]);
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
