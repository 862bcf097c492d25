/** An account by the id that it has in the caller's own system, over HTTP: in every spelling, on every function. */
import { type TestRun, withLocalRun } from '../support/local-run';

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
