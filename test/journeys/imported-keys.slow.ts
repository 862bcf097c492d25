/**
 * Three systems are left, and nobody gets a new key: API Gateway's own keys, keys of Unkey, and those of a table of the
 * deployer's own. What the old system exports is sent as docs/bring-your-keys.md sends it, and the old strings open the
 * doors of an app that declares their forms.
 */
import { createHash } from 'node:crypto';
import { bearer, type TestRun } from '../support/local-run';
import { withOrdersRun } from '../support/orders-run';

const BASE58 = '1-9A-HJ-NP-Za-km-z';
const FORMS = [
  { alphabet: '0-9A-Za-z', length: 40 },
  { prefix: 'unkey_', alphabet: BASE58 },
  { alphabet: 'A-Z2-7.', prefix: 'tbl.', length: 36 },
];

let run: TestRun;
let keys: string;
beforeAll(async () => {
  run = await withOrdersRun({
    backends: 'scope-rules-backend',
    serviceScopes: ['read:orders'],
    props: { importedKeys: { forms: FORMS } },
    addRoutes: (sallyport, backend) => {
      const { root } = sallyport.api;
      const account = backend('account');
      sallyport.protect(root.addResource('orders'), 'GET', account, { scope: 'read:orders' });
      sallyport.protect(root.addResource('keys'), 'GET', account, { scope: null, door: 'key' });
      sallyport.protect(root.addResource('tokens'), 'GET', account, { scope: null, door: 'token' });
    },
  });
  keys = `/accounts/${run.facts.account.id}/keys`;
});
afterAll(() => run.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const importAll = (items: readonly object[], path = keys) =>
  run.manage('POST', `${path}/import`, { body: { keys: items } });
const status = async (key: string, path = '/orders') =>
  (await run.call('GET', path, { headers: { 'X-API-Key': key } })).status;
const scopes = ['read:orders'];

/** `aws apigateway get-api-keys --include-values` */
const OF_API_GATEWAY = {
  items: [
    { id: 'a1b2c3d4e5', value: 'qP0r8sT2uV4wX6yZ1aB3cD5eF7gH9iJ0kL2mN4oP', name: 'Acme', enabled: true },
    { id: 'f6g7h8i9j0', value: 'Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp9Oo8Nn7M', name: 'Closed', enabled: false },
  ],
};
/** Unkey exports hashes (base64) and no keys. */
const OF_UNKEY = ['unkey_3ZkQvJt8mW2pXyN4bRcHdF', 'unkey_8cJt4mW2pXyN5bRcHdF7ZkQv'];
/** A table with hashes of keys, which have dots. */
const OF_A_TABLE = 'tbl.ABCDEFGH234567.IJKLMNOPQRSTUVWXY';

test('keys of API Gateway go on working, and those that were switched off stay off', async () => {
  const [open, closed] = OF_API_GATEWAY.items;
  const enabled = OF_API_GATEWAY.items.filter((one) => one.enabled);

  const { status: answered, body } = await importAll(
    enabled.map(({ value, name, id }) => ({ key: value, label: name, scopes, metadata: { was: id } })),
  );

  expect([answered, body.items]).toEqual([200, [{ index: 0, status: 'imported', keyId: expect.any(String) }]]);
  expect([await status(open?.value ?? ''), await status(closed?.value ?? '')]).toEqual([200, 401]);
  const principal = (await run.call('GET', '/orders', bearer(open?.value ?? ''))).body;
  expect(principal).toMatchObject({
    principal: { credentialId: body.items[0].keyId, metadata: { was: 'a1b2c3d4e5' } },
  });
});

test('keys of Unkey come as hashes; a repeated import finds them, and one bad item stops no other', async () => {
  const items = OF_UNKEY.map((key, at) => ({
    hash: Buffer.from(createHash('sha256').update(key).digest('base64'), 'base64').toString('hex'),
    label: `Unkey ${at}`,
    scopes,
  }));

  const first = await importAll([{ ...items[0], scopes: ['fly:moon'] }, ...items]);
  const again = await importAll(items);

  const statusesOf = ({ body }: typeof first) => body.items.map((item: { status: string }) => item.status);
  expect([statusesOf(first), statusesOf(again)]).toEqual([
    ['refused', 'imported', 'imported'],
    ['exists', 'exists'],
  ]);
  expect(first.body.items[0].problem).toMatchObject({ status: 400, errors: [{ pointer: '/keys/0/scopes/0' }] });
  expect(await Promise.all(OF_UNKEY.map((key) => status(key)))).toEqual([200, 200]);
});

test('keys of an own table, with dots in them, are keys at every door, and no token', async () => {
  await importAll([{ hash: sha256(OF_A_TABLE), label: 'Table', scopes }]);

  expect(await Promise.all(['/orders', '/keys', '/tokens'].map((path) => status(OF_A_TABLE, path)))).toEqual([
    ...[200, 200, 401],
  ]);
  expect((await run.call('GET', '/keys', bearer(OF_A_TABLE))).status).toBe(200);
  expect((await run.call('GET', `/orders?x=${OF_A_TABLE}`, bearer(OF_A_TABLE))).status).toBe(401);
  expect((await run.call('GET', '/tokens', bearer(await run.token(run.facts.client)))).status).toBe(200);
});

test('an imported key has the life of any key: found, verified, suspended, rotated, revoked, deleted, imported again', async () => {
  const key = 'unkey_5bRcHdF7ZkQv8cJt4mW2pXyN';
  const item = { key, label: 'Life', scopes };
  const { keyId } = (await importAll([item])).body.items[0];
  const own = `${keys}/${keyId}`;

  expect((await run.manage('GET', `/keys/${keyId}`)).body).toMatchObject({
    imported: true,
    hint: `imported_${keyId}…`,
  });
  expect((await run.manage('POST', '/verify', { body: { credential: key } })).body.valid).toBe(true);
  await run.manage('POST', `${own}/suspend`);
  expect(await status(key)).toBe(401);
  await run.manage('POST', `${own}/resume`);

  const rotated = (await run.manage('POST', `${own}/rotate`, { body: { graceSeconds: 60 } })).body;
  expect([await status(key), await status(rotated.key), rotated.hint]).toEqual([200, 200, `sp_live_${keyId}…`]);
  run.clock.advance(61_000);
  expect([await status(key), await status(rotated.key)]).toEqual([401, 200]);

  await run.manage('POST', `${own}/revoke`);
  expect(await status(rotated.key)).toBe(401);
  const { body: events } = await run.manage('GET', `/accounts/${run.facts.account.id}/events?action=key.imported`);
  expect(events.items.map(({ target }: { target: string }) => target)).toContain(`key:${keyId}`);

  const other = await run.manage('POST', '/accounts', { body: { name: 'Other', grant: { scopes } } });
  const theirs = `/accounts/${other.body.id}/keys`;
  const before = (await importAll([item], theirs)).body.items[0];
  expect(before.problem.type).toMatch(/key-already-imported$/);
  await run.manage('DELETE', own);
  expect((await importAll([item], theirs)).body.items[0].status).toBe('imported');
  expect(await status(key)).toBe(200);
});

test('whoever finds an imported key can end it', async () => {
  const key = 'unkey_7ZkQv5bRcHdF8cJt4mW2pXyN';
  await importAll([{ key, label: 'Leaked', scopes }]);

  const { status: answered } = await run.manage('POST', '/revocations', { body: { key } });

  expect([answered, await status(key)]).toEqual([204, 401]);
});

test('a deployment without forms takes none and says what to do', async () => {
  const plain = await withOrdersRun({
    backends: 'scope-rules-backend',
    serviceScopes: ['read:orders'],
    addRoutes: (sallyport, backend) =>
      sallyport.protect(sallyport.api.root.addResource('orders'), 'GET', backend('account'), { scope: null }),
  });
  try {
    const { status: answered, body } = await plain.manage('POST', `/accounts/${plain.facts.account.id}/keys/import`, {
      body: { keys: [{ key: OF_UNKEY[0], label: 'Old', scopes: [] }] },
    });

    expect([answered, body.type]).toEqual([409, expect.stringMatching(/import-not-declared$/)]);
    expect((await plain.call('GET', '/orders', { headers: { 'X-API-Key': OF_UNKEY[0] ?? '' } })).status).toBe(401);
  } finally {
    await plain.close();
  }
});
