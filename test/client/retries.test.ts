/** What is sent a second time: once, and only where that is safe. */
import { NoAnswerError, ProblemError, TokenError } from '../../client';
import document from '../../docs/openapi.json';
import { fakeApi, json, problem, type Reply } from '../support/fake-api';

const lost = (): Reply => new TypeError('fetch failed');
const busy = (retryAfter?: number): Reply => problem('dependency-unavailable', 503, { retryAfter });
const tooMany = (retryAfter?: number): Reply => problem('too-many-requests', 429, { retryAfter });
const ACCOUNT = { accountId: 'Acc0000001' };
type Here = ReturnType<typeof fakeApi>;

const calls = {
  get: ({ client }: Here) => client.get('/plans'),
  post: ({ client }: Here) => client.post('/accounts', { body: { name: 'Acme' } }),
  put: ({ client }: Here) =>
    client.put('/accounts/{accountId}/clients/{clientId}', {
      path: { ...ACCOUNT, clientId: 'c' },
      body: { label: 'x', scopes: [], token: 't' },
    }),
  patch: ({ client }: Here) => client.patch('/accounts/{accountId}', { path: ACCOUNT, body: { name: 'Acme' } }),
  /** Each of it revokes the next keys. */
  bulk: ({ client }: Here) =>
    client.post('/accounts/{accountId}/keys/revoke', {
      path: ACCOUNT,
      query: { limit: 10 },
      body: { filter: { tag: 'old' } },
    }),
  delete: ({ client }: Here) => client.delete('/accounts/{accountId}', { path: ACCOUNT }),
};
type Name = keyof typeof calls;

test.each<[Name, string, Reply, { readonly pause: number }]>([
  ['get', 'a lost connection', lost(), { pause: 500 }],
  ['post', 'a lost connection', lost(), { pause: 500 }],
  ['delete', 'a lost connection', lost(), { pause: 500 }],
  ['get', '503', busy(2), { pause: 2000 }],
  ['post', '503', busy(2), { pause: 2000 }],
  ['post', '503 without a time', busy(), { pause: 500 }],
  ['patch', '429', tooMany(1), { pause: 1000 }],
  ['post', '429', tooMany(1), { pause: 1000 }],
  ['get', 'a page of a gateway', new Response('bad gateway', { status: 502 }), { pause: 500 }],
])('a %s after %s', async (...args) => {
  const [name, , first, { pause }] = args;
  const here = fakeApi([first, json({ ok: true })]);

  expect(await calls[name](here)).toEqual({ ok: true });
  expect(here.here.waits).toEqual([pause]);
});

test.each<[Name, string, () => Reply]>([
  ['patch', 'a lost connection', lost],
  ['patch', '503', () => busy(1)],
  ['put', 'a lost connection', lost],
  ['bulk', 'a lost connection', lost],
  ['post', 'a firewall that blocks', () => new Response('{"message":"Forbidden"}', { status: 403 })],
  ['get', '429 without a time, as of a quota', () => tooMany()],
  ['get', 'a time of a minute', () => busy(60)],
  ['post', 'an error of the API', () => problem('internal-error', 500)],
  ['post', 'a refusal', () => problem('grant-exceeded', 403)],
])('no %s after %s', async (name, _, reply) => {
  const here = fakeApi([reply(), json({ ok: true })]);

  await expect(calls[name](here)).rejects.toThrow();
  expect([here.here.seen.length, here.here.waits]).toEqual([1, []]);
});

test('nothing is sent a third time', async () => {
  const { here, client } = fakeApi([busy(1), lost(), json({})]);

  await expect(client.get('/plans')).rejects.toBeInstanceOf(NoAnswerError);
  expect(here.seen).toHaveLength(2);
});

test('a second POST is the first again, with its Idempotency-Key and body', async () => {
  const here = fakeApi([lost(), json({})]);

  await calls.post(here);

  const [first, second] = here.here.seen;
  expect(second).toEqual(first);
  expect(first?.headers['idempotency-key']).toBeDefined();
});

test.each([lost, () => busy(1)])('what is gone at the second DELETE was deleted by the first', async (first) => {
  const here = fakeApi([first(), problem('account-not-found', 404)]);

  await expect(calls.delete(here)).resolves.toBeUndefined();
});

test('what is gone at the first DELETE is an error, also after a refused token', async () => {
  const gone = (): Reply => problem('account-not-found', 404);

  for (const replies of [[gone()], [problem('invalid-credential', 401), gone()]])
    await expect(calls.delete(fakeApi(replies))).rejects.toMatchObject({ code: 'account-not-found' });
});

test('what is gone at the first DELETE that was sent is an error, after trouble with the token too', async () => {
  const here = fakeApi([problem('key-not-found', 404)]);
  here.tokenReplies.push(json({}, 503));

  await expect(calls.delete(here)).rejects.toMatchObject({ code: 'key-not-found' });
});

test('after a lost POST, a token that cannot be fetched does not hide that it may have been done', async () => {
  let asked = 0;
  const here = fakeApi([lost()], {
    token: async () => {
      asked += 1;
      if (asked === 2) throw new TokenError('invalid_client', 400);
      return 'token';
    },
  });

  await expect(calls.post(here)).rejects.toMatchObject({
    name: 'NoAnswerError',
    idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test('every POST of the API takes an Idempotency-Key, or is known to do nothing twice, or is not sent again', () => {
  interface Item {
    readonly post?: { readonly parameters?: readonly { readonly $ref?: string }[] };
  }
  const paths: Readonly<Record<string, object>> = document.paths;
  const others = Object.entries(paths).filter(
    ([, { post }]: [string, Item]) =>
      post !== undefined && post.parameters?.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey')) !== true,
  );

  expect(others.map(([path]) => path).sort()).toEqual([
    '/accounts/{accountId}/keys/import', // finds what it imported before
    '/accounts/{accountId}/keys/revoke', // is not sent again
    '/accounts/{accountId}/members', // finds whom it made a member before
    '/revocations', // ends what is ended already
    '/verify', // changes nothing
  ]);
});

test('a refused token is fetched anew at once, whatever the method', async () => {
  const here = fakeApi([problem('invalid-credential', 401), json({ ok: true })]);

  expect(await calls.patch(here)).toEqual({ ok: true });
  expect(here.here.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token1', 'Bearer token2']);
  expect(here.here.waits).toEqual([0]);
});

test('a token that is refused twice is the caller’s problem', async () => {
  const refused = (): Reply => problem('invalid-credential', 401);
  const here = fakeApi([refused(), refused()]);

  await expect(calls.get(here)).rejects.toBeInstanceOf(ProblemError);
});
