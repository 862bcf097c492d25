/** What is done every day in one request, over HTTP: an account by the caller's own id, its first key, whose a key is. */
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun();
});
afterAll(() => run.close());

const EXTERNAL_ID = 'eu/customer+47 11%2F';
const ENCODED = encodeURIComponent(EXTERNAL_ID);
const SPELLINGS = [`external:${ENCODED}`, `external%3A${ENCODED}`, `external%3a${ENCODED.replace('%2B', '+')}`];
const GRANT = { scopes: ['read:orders'] };

test.each(SPELLINGS)('%s stands for the account on every function that knows accounts', async (name) => {
  const body = { name: 'Customer', externalId: EXTERNAL_ID, grant: GRANT };
  const { id } = (await run.manage('POST', '/accounts', { body })).body;
  const account = `/accounts/${name}`;

  const read = await run.manage('GET', account);
  const key = await run.manage('POST', `${account}/keys`, { body: { label: 'A', scopes: ['read:orders'] } });
  const client = await run.manage('POST', `${account}/clients`, { body: { label: 'B', scopes: [] } });
  const called = await run.call('GET', '/orders', { headers: { 'X-API-Key': key.body.key } });
  const events = await run.manage('GET', `${account}/events`);
  const ended = await run.manage('POST', `${account}/revoke-all`);
  const deleted = await run.manage('DELETE', account);
  const gone = await run.manage('GET', account);

  expect([read, key, client, called, events, ended, deleted, gone].map(({ status }) => status)).toEqual([
    ...[200, 201, 201, 200, 200, 200, 204, 404],
  ]);
  expect([read.body.id, key.body.accountId, client.body.accountId]).toEqual([id, id, id]);
  expect(key.headers.location).toBe(`/v1/accounts/${id}/keys/${key.body.id}`);
  expect(events.body.items.map(({ action }: { action: string }) => action)).toEqual([
    ...['client.issued', 'key.issued', 'account.created'],
  ]);
});

test('one request makes an account with its first key, which works at once; two at once make one account', async () => {
  const body = { label: 'First', scopes: ['read:orders'], account: { name: 'New', grant: GRANT } };
  const headers = { 'Idempotency-Key': 'first' };
  const keys = '/accounts/external:eu%2F4712/keys';

  const made = await Promise.all([run.manage('POST', keys, { body, headers }), run.manage('POST', keys, { body })]);
  const again = await run.manage('POST', keys, { body, headers });
  const called = await Promise.all(
    made.map((issued) => run.call('GET', '/orders', { headers: { 'X-API-Key': issued.body.key } })),
  );
  const account = await run.manage('GET', '/accounts/external:eu%2F4712');
  const events = await run.manage('GET', '/accounts/external:eu%2F4712/events');

  expect([...made, again, ...called].map(({ status }) => status)).toEqual([201, 201, 200, 200, 200]);
  expect(made.map((issued) => issued.body.accountId)).toEqual([account.body.id, account.body.id]);
  expect(again.body).toMatchObject({ id: made[0]?.body.id, secretShown: false });
  // The two requests may be of one millisecond, which alone orders their events.
  expect(events.body.items.map(({ action }: { action: string }) => action).sort()).toEqual([
    ...['account.created', 'key.issued', 'key.issued'],
  ]);
});

test('with write:keys alone no account is made', async () => {
  const label = 'Keys alone';
  const operator = await run.manage('POST', '/operators', { body: { label, scopes: ['write:keys'] } });
  const token = await run.token({ clientId: operator.body.id, clientSecret: operator.body.clientSecret });
  const body = { label, scopes: [], account: { name: 'New' } };

  const refused = await run.manage('POST', '/accounts/external:nobody/keys', { ...bearer(token), body });
  const found = await run.manage('GET', '/accounts/external:nobody');

  expect([refused.status, found.status]).toEqual([404, 404]);
});

test('whoever finds a key finds its account by what everybody sees of it', async () => {
  const { account, key } = run.facts;
  const seen = key.key.slice(0, -49);

  const found = await run.manage('GET', `/keys/${seen.split('_')[2]}`);

  expect(found).toMatchObject({
    status: 200,
    body: { id: key.id, accountId: account.id, accountName: expect.any(String), hint: `${seen.slice(0, -1)}…` },
  });
});
