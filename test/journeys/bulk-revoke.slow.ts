/** Revoking several keys over HTTP: the next request with each is refused, and no other key is touched. */
import { type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let keys: string;
beforeAll(async () => {
  run = await withLocalRun();
  keys = `/accounts/${run.facts.account.id}/keys`;
});
afterAll(() => run.close());

const issue = async (tags: readonly string[]): Promise<{ id: string; key: string }> =>
  (await run.manage('POST', keys, { body: { label: 'bulk', scopes: ['read:orders'], tags } })).body;
const statusOf = async ({ key }: { key: string }): Promise<number> =>
  (await run.call('GET', '/orders', { headers: { 'X-API-Key': key } })).status;

test('a tag is tried, revoked page by page, also while the account is suspended, and refused at the door', async () => {
  const batch = [await issue(['batch']), await issue(['batch']), await issue(['batch', 'late'])];
  const other = await issue(['other']);
  const body = { filter: { tag: 'batch' }, reason: 'key_compromise' };
  const statuses = async () => [...(await Promise.all(batch.map(statusOf))), await statusOf(other)];

  const tried = await run.manage('POST', `${keys}/revoke`, { body: { ...body, dryRun: true } });
  const before = await statuses();
  await run.manage('POST', `/accounts/${run.facts.account.id}/suspend`);
  const first = await run.manage('POST', `${keys}/revoke?limit=2`, { body });
  const second = await run.manage('POST', `${keys}/revoke?limit=2&cursor=${first.body.nextCursor}`, { body });
  await run.manage('POST', `/accounts/${run.facts.account.id}/resume`);

  const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id).sort();
  const wanted = idsOf(batch);
  expect([idsOf(tried.body.items), before]).toEqual([wanted, [200, 200, 200, 200]]);
  expect([first.body.items.length, idsOf([...first.body.items, ...second.body.items])]).toEqual([2, wanted]);
  expect(second.body).not.toHaveProperty('nextCursor');
  expect(await statuses()).toEqual([401, 401, 401, 200]);
});

test('another account’s ids are not found, whoever they belong to, and their keys live', async () => {
  const own = await issue([]);
  const ours = await run.manage('POST', '/accounts', { body: { name: 'Other', grant: { scopes: [] } } });

  const { status, body } = await run.manage('POST', `/accounts/${ours.body.id}/keys/revoke`, {
    body: { filter: { ids: [own.id] } },
  });

  expect([status, body]).toEqual([200, { items: [], notFound: [own.id] }]);
  expect(await statusOf(own)).toBe(200);
});

test('each key has an event of its own', async () => {
  const [one, two] = [await issue(['told']), await issue(['told'])];
  await run.manage('POST', `${keys}/revoke`, { body: { filter: { tag: 'told' } } });

  const { body } = await run.manage('GET', `/accounts/${run.facts.account.id}/events?action=key.revoked&limit=100`);

  const targets = body.items.map(({ target }: { target: string }) => target);
  expect(targets).toEqual(expect.arrayContaining([`key:${one.id}`, `key:${two.id}`]));
});
