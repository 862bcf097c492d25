/** What a newcomer does first: call through both doors, then revoke and see it refused on the next request. */
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun();
});
afterAll(() => run.close());

const withKey = (key: string) => ({ headers: { 'X-API-Key': key } });

test('a key and a token of the account open the same door, and the backend learns who called', async () => {
  const { account, client, key } = run.facts;

  const byKey = await run.call('GET', '/orders', withKey(key.key));
  const byToken = await run.call('GET', '/orders', bearer(await run.token(client)));

  expect(byKey.body.calledBy).toMatchObject({ type: 'apiKey', accountId: account.id, credentialId: key.id });
  expect(byToken.body.calledBy).toMatchObject({ type: 'client', accountId: account.id, credentialId: client.clientId });
});

test("the first-party client's token opens the door that runs no function, and the account's client's does not", async () => {
  const { client, firstParty } = run.facts;
  const order = { item: 'lantern', quantity: 1 };
  const ours = await run.token(firstParty ?? client);

  const first = await run.call('POST', '/shipments', { ...bearer(ours), body: order });
  const other = await run.call('POST', '/shipments', { ...bearer(await run.token(client)), body: order });

  expect([first.status, other.status]).toEqual([201, 401]);
});

test('the first-party client is seeded as a deployment leaves it: function doors refuse it until an account adopts it', async () => {
  const { account, client, firstParty } = run.facts;
  const own = firstParty ?? client;
  const token = await run.token(own);
  const body = { label: 'Ours', scopes: ['read:orders'], token };
  const before = [
    await run.call('GET', '/orders', bearer(token)),
    await run.call('DELETE', '/orders/1', bearer(token)),
  ];

  const adopted = await run.manage('PUT', `/accounts/${account.id}/clients/${own.clientId}`, { body });
  const after = await run.call('GET', '/orders', bearer(token));

  expect(before.map(({ status }) => status)).toEqual([401, 401]);
  expect([adopted.status, after.status, after.body.calledBy.credentialId]).toEqual([201, 200, own.clientId]);
});

test.each(['{"item":"lantern",', '{"item":"lantern","quantity":0}'])(
  'a body that the gateway itself refuses is told a reason that is true of it, and nothing of it comes back: %s',
  async (body) => {
    const { headers } = bearer(await run.token(run.facts.client));

    const answer = await run.call('POST', '/orders', {
      headers: { ...headers, 'Content-Type': 'application/json' },
      body,
    });

    expect(answer.body).toMatchObject({
      status: 400,
      type: expect.stringMatching(/\/invalid-request$/),
      detail: 'The body is not JSON, or does not fit the route’s schema.',
    });
    expect(answer.text).not.toContain('lantern');
  },
);

test('a key revoked through the management API is refused on the next request', async () => {
  const keys = `/accounts/${run.facts.account.id}/keys`;
  const issued = await run.manage('POST', keys, { body: { label: 'first', scopes: ['read:orders'] } });
  const before = await run.call('GET', '/orders', withKey(issued.body.key));

  const revoked = await run.manage('POST', `${keys}/${issued.body.id}/revoke`, { body: {} });
  const after = await run.call('GET', '/orders', withKey(issued.body.key));

  expect([issued.status, before.status, revoked.status, after.status]).toEqual([201, 200, 200, 401]);
});

test('a moved clock ends a key and a token, for gateway and functions alike', async () => {
  const { account, firstParty, client, key } = run.facts;
  const expiresAt = new Date(run.clock.now() + 3_600_000).toISOString();
  const body = { label: 'hour', scopes: ['read:orders'], expiresAt };
  const issued = await run.manage('POST', `/accounts/${account.id}/keys`, { body });
  const token = bearer(await run.token(client));
  const ours = bearer(await run.token(firstParty ?? client));
  const callAll = async () => [
    await run.call('GET', '/orders', withKey(issued.body.key)),
    await run.call('GET', '/orders', token),
    await run.call('POST', '/shipments', { ...ours, body: { item: 'lantern', quantity: 1 } }),
    await run.call('GET', '/orders', withKey(key.key)),
    await run.manage('GET', '/accounts'),
  ];

  const before = await callAll();
  run.clock.advance(3_601_000);
  const after = await callAll();

  expect(before.map(({ status }) => status)).toEqual([200, 200, 201, 200, 200]);
  expect(after.map(({ status }) => status)).toEqual([401, 401, 401, 200, 200]);
});
