/**
 * Usage from end to end: a call is made, its line of the access log is delivered, the counts and the last use appear. A
 * delivery that comes twice counts once, trouble with the table loses nothing, and no verdict ever waits for a count.
 */
import type { LogLine } from '../../local/types';
import { DAY } from '../support/records';
import { bearer, type TestRun } from '../support/local-run';
import { withOrdersRun } from '../support/orders-run';
import { itemsOf } from '../support/table-items';

const [READ, WRITE] = ['read:orders', 'write:orders'] as const;

let run: TestRun;
let account: string;
let keys: string;

beforeAll(async () => {
  run = await withOrdersRun({
    backends: 'scope-rules-backend',
    serviceScopes: [READ],
    props: { usage: true },
    addRoutes: (sallyport, backend) => {
      const order = sallyport.api.root.addResource('orders').addResource('{orderId}');
      const own = backend('account');
      sallyport.protect(order, 'GET', own, { scope: READ });
      sallyport.protect(order, 'PUT', own, { scope: WRITE });
      sallyport.protect(sallyport.api.root.addResource('team'), 'GET', backend('team'), {
        scope: READ,
        door: 'cognito',
      });
    },
  });
  account = `/accounts/${run.facts.account.id}`;
  keys = `${account}/keys`;
});
afterAll(() => run.close());
afterEach(() => run.table?.fail('none'));

interface Issued {
  readonly id: string;
  readonly key: string;
}
const issue = async (): Promise<Issued> =>
  (await run.manage('POST', keys, { body: { label: 'usage', scopes: [READ] } })).body;
const usageOf = async (place: string) => (await run.manage('GET', `${place}/usage`)).body;
interface Total {
  readonly requests: number;
  readonly refusals: number;
}
const totalOf = async (place: string): Promise<Total> => (await usageOf(place)).total;
/** Each takes a moment of the run's clock, as calls do. */
const call = async (key: string, many = 1): Promise<void> => {
  for (let n = 0; n < many; n += 1) expect((await run.call('GET', '/orders/7', bearer(key))).status).toBe(200);
};
const today = (): string => new Date(run.clock.now()).toISOString().slice(0, 10);

test('a call shows as last use and in the counts of its day, and so does a refused one', async () => {
  const { id, key } = await issue();
  const before = (await run.manage('GET', `${keys}/${id}`)).body;

  await call(key, 2);
  const refused = await run.call('PUT', '/orders/7', bearer(key));
  const at = run.clock.now();
  await run.deliverLogs();

  const { body: shown } = await run.manage('GET', `${keys}/${id}`);
  const { items, total } = await usageOf(`${keys}/${id}`);
  expect([before.lastUsedAt, refused.status]).toEqual([undefined, 403]);
  expect(shown).toMatchObject({ lastUsedAt: new Date(at).toISOString(), lastUsedRoute: 'PUT /orders/{orderId}' });
  expect(items).toEqual([{ day: today(), requests: 3, refusals: 1 }]);
  expect(total).toEqual({ requests: 3, refusals: 1 });
});

test('a client has its own counts, the account has those of all, and days are apart', async () => {
  const { id, key } = await issue();
  const { body: client } = await run.manage('POST', `${account}/clients`, { body: { label: 'usage', scopes: [READ] } });
  const ofAccount = await totalOf(account);

  await call(key);
  const token = await run.token({ clientId: client.id, clientSecret: client.clientSecret });
  await call(token);
  run.clock.advance(DAY);
  await call(key);
  await run.deliverLogs();

  expect(await totalOf(`${account}/clients/${client.id}`)).toEqual({ requests: 1, refusals: 0 });
  expect((await usageOf(`${keys}/${id}`)).items).toHaveLength(2);
  expect(await totalOf(account)).toEqual({ requests: ofAccount.requests + 3, refusals: ofAccount.refusals });
});

test('what is delivered twice counts once', async () => {
  const { id, key } = await issue();
  await call(key, 3);
  await run.deliverLogs();

  await run.deliverLogs({ again: true });
  await call(key);
  await run.deliverLogs({ again: true });

  expect(await totalOf(`${keys}/${id}`)).toEqual({ requests: 4, refusals: 0 });
});

test.each([
  ['throttle', 'TransactWriteItems'],
  ['lost', 'TransactWriteItems'],
  ['error', 'BatchGetItem'],
] as const)('a table that answers %s to %s loses no count, and no verdict waits for it', async (failure, operation) => {
  const { id, key } = await issue();
  await call(key, 2);
  run.table?.fail(failure, { operation, times: 2 });

  await run.deliverLogs();
  run.table?.fail('none');
  await call(key);
  await run.deliverLogs();
  await run.deliverLogs();

  expect(await totalOf(`${keys}/${id}`)).toEqual({ requests: 3, refusals: 0 });
});

test('a table that takes no write for long fails the delivery, which is sent again; verdicts stay right meanwhile', async () => {
  const { id, key } = await issue();
  await call(key, 2);
  // The budget of the function ends with the clock of the run, which this moves at each attempt.
  run.table?.fail('throttle', { operation: 'TransactWriteItems', onHit: () => run.clock.advance(5_000) });

  const first = await run.deliverLogs();
  const accepted = await run.call('GET', '/orders/7', bearer(key));
  run.table?.fail('none');
  await run.manage('POST', `${keys}/${id}/revoke`);
  const refused = await run.call('GET', '/orders/7', bearer(key));
  const second = await run.deliverLogs();

  expect([first, second].map((ends) => ends.map(({ ok }) => ok))).toEqual([[false], [true, true]]);
  expect([accepted.status, refused.status]).toEqual([200, 401]);
  expect(await totalOf(`${keys}/${id}`)).toEqual({ requests: 3, refusals: 0 });
});

test('junk credentials and first-party clients are not delivered, and cost no write', async () => {
  await run.deliverLogs();
  const before = await itemsOf(run.facts.tableEndpoint, run.facts.tableName);

  for (let n = 0; n < 20; n += 1) await run.call('GET', '/orders/7', bearer(`sp_live_junk${n}`));
  const token = await run.token(run.facts.firstParty ?? run.facts.operator);
  await run.call('GET', '/team', bearer(token));

  expect(await run.deliverLogs()).toEqual([]);
  expect(await itemsOf(run.facts.tableEndpoint, run.facts.tableName)).toHaveLength(before.length);
});

test('a key that was not used for long is found and revoked, one that was used is not', async () => {
  const [idle, busy] = [await issue(), await issue()];
  // The first run notes since when calls are recorded.
  await run.fire('daily');
  for (let day = 0; day < 12; day += 1) {
    run.clock.advance(DAY);
    await call(busy.key);
    await run.deliverLogs();
    await run.fire('daily');
  }
  const unusedSince = new Date(run.clock.now() - 10 * DAY).toISOString();

  const { body: found } = await run.manage('GET', `${keys}?unusedSince=${unusedSince}&label=usage`);
  const { body: revoked } = await run.manage('POST', `${keys}/revoke`, {
    body: { filter: { unusedSince, ids: [idle.id, busy.id] } },
  });

  const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
  expect(ids(found.items)).toContain(idle.id);
  expect(ids(found.items)).not.toContain(busy.id);
  expect(ids(revoked.items)).toEqual([idle.id]);
});

test('no item of usage and no line of the function has a secret', async () => {
  const { key } = await issue();
  await call(key);
  await run.deliverLogs();
  const secret = key.slice(key.lastIndexOf('_') + 1);

  const items = (await itemsOf(run.facts.tableEndpoint, run.facts.tableName)).filter(({ PK }) =>
    PK?.S?.startsWith('U#'),
  );
  const lines = run.lines.filter(({ source }: LogLine) => /Usage/.test(source)).map(({ text }) => text);

  expect(items.length).toBeGreaterThan(0);
  expect(lines.some((line) => line.includes('"usage"'))).toBe(true);
  for (const text of [JSON.stringify(items), ...lines])
    for (const form of [
      secret,
      Buffer.from(secret).toString('base64').slice(0, 40),
      Buffer.from(secret).toString('hex'),
    ])
      expect(text).not.toContain(form);
});
