/** The lists of all keys and clients over HTTP, from an index of the local table, page by page. */
import { type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun();
});
afterAll(() => run.close());

interface Listed {
  readonly id: string;
  readonly accountId: string;
}

async function all(path: string): Promise<Listed[]> {
  const items: Listed[] = [];
  let cursor = '';
  do {
    const { status, body } = await run.manage('GET', `${path}${path.includes('?') ? '&' : '?'}limit=3${cursor}`);
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  return items;
}
const idsOf = (items: readonly Listed[]) => items.map(({ id }) => id).sort();

test('keys of several accounts are listed once each, by tag, end and status, as they are after a revoke-all', async () => {
  const grant = { scopes: ['read:orders'] };
  const accounts: string[] = [];
  const keys: string[] = [];
  for (const name of ['One', 'Two']) {
    const { id } = (await run.manage('POST', '/accounts', { body: { name, grant } })).body;
    accounts.push(id);
    for (const label of ['a', 'b', 'c']) {
      const body = { label, scopes: grant.scopes, tags: [`all-${label}`], expiresAt: '2099-01-01T00:00:00Z' };
      keys.push((await run.manage('POST', `/accounts/${id}/keys`, { body })).body.id);
    }
  }

  const tagged = await all('/keys?tag=all-a');
  const ending = await all('/keys?expiresBefore=2099-01-01T00:00:01Z');
  await run.manage('POST', `/accounts/${accounts[1]}/revoke-all`);
  const revoked = await all('/keys?status=revoked');

  expect(idsOf(tagged)).toEqual([keys[0], keys[3]].sort());
  expect(new Set(tagged.map(({ accountId }) => accountId))).toEqual(new Set(accounts));
  expect(idsOf(ending)).toEqual([...keys].sort());
  expect(idsOf(revoked)).toEqual(expect.arrayContaining(keys.slice(3)));
  expect(idsOf(revoked)).not.toEqual(expect.arrayContaining([keys[0]]));
  expect(idsOf(await all('/keys'))).toEqual(expect.arrayContaining(keys));
});

test('clients of all accounts are listed, and a deleted key is in no list', async () => {
  const key = (await run.manage('POST', `/accounts/${run.facts.account.id}/keys`, { body: { label: 'x', scopes: [] } }))
    .body.id;
  const own = `/accounts/${run.facts.account.id}/keys/${key}`;

  expect(idsOf(await all('/clients'))).toContain(run.facts.client.clientId);
  expect(idsOf(await all('/clients?status=revoked'))).not.toContain(run.facts.client.clientId);
  expect(idsOf(await all('/keys'))).toContain(key);
  await run.manage('POST', `${own}/revoke`);
  await run.manage('DELETE', own);
  expect(idsOf(await all('/keys'))).not.toContain(key);
});

test('a cursor of one list opens no other', async () => {
  const { body } = await run.manage('GET', '/keys?limit=1');

  expect(body.nextCursor).toBeDefined();
  const others = ['/clients?limit=1', '/keys?limit=1&status=active'];
  const answers = await Promise.all(others.map((path) => run.manage('GET', `${path}&cursor=${body.nextCursor}`)));
  expect(answers.map(({ status }) => status)).toEqual([400, 400]);
});
