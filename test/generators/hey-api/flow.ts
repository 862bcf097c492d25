/** What a caller does with the client of @hey-api/openapi-ts: an account, keys, their pages, a problem. */
import assert from 'node:assert/strict';
import { createAccount, issueKey, listKeys, verifyCredential } from './management/index.js';
import { client } from './management/client.gen.js';

const expiresAt = '2099-01-01T00:00:00.000Z';
const { MANAGEMENT_URL: baseUrl = '', OPERATOR_TOKEN = '' } = process.env;
client.setConfig({ baseUrl, auth: OPERATOR_TOKEN });

const { data: account } = await createAccount({
  body: { name: 'TypeScript ナイトリー', grant: { scopes: ['read:orders'] } },
});
assert(account);
const path = { accountId: account.id };

const issued: string[] = [];
let credential: string | undefined;
for (const label of ['first', 'second', 'third']) {
  const { data } = await issueKey({ path, body: { label, scopes: ['read:orders'], expiresAt } });
  assert(data?.key);
  assert.equal(data.expiresAt, expiresAt);
  issued.push(data.id);
  credential = data.key;
}
assert(credential);

const listed: string[] = [];
let cursor: string | undefined;
do {
  const { data } = await listKeys({ path, query: { limit: 2, ...(cursor !== undefined && { cursor }) } });
  assert(data);
  listed.push(...data.items.map(({ id }) => id));
  cursor = data.nextCursor;
} while (cursor !== undefined);
assert.deepEqual(listed.sort(), issued.sort());

const { data: verdict } = await verifyCredential({ body: { credential, scope: { anyOf: ['read:orders'] } } });
assert(verdict?.valid);
assert.equal(verdict.principal?.accountId, account.id);

const { error } = await issueKey({ path, body: { label: 'fourth', scopes: ['no:such'] } });
assert.equal(error?.status, 400);
assert.equal(error.errors?.[0]?.pointer, '/scopes/0');
console.log('flow ok');
