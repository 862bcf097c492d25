/** What a caller does with the types of openapi-typescript and openapi-fetch: an account, keys, their pages, a problem. */
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './management.js';

const expiresAt = '2099-01-01T00:00:00.000Z';
const { MANAGEMENT_URL: baseUrl = '', OPERATOR_TOKEN = '' } = process.env;
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${OPERATOR_TOKEN}` } });

const body = { name: 'TypeScript ナイトリー', grant: { scopes: ['read:orders'] } };
const { data: account } = await client.POST('/accounts', { body });
assert(account);
const params = { path: { accountId: account.id } };

const issued: string[] = [];
let credential: string | undefined;
for (const label of ['first', 'second', 'third']) {
  const { data } = await client.POST('/accounts/{accountId}/keys', {
    params,
    body: { label, scopes: ['read:orders'], expiresAt },
  });
  assert(data?.key);
  assert.equal(data.expiresAt, expiresAt);
  issued.push(data.id);
  credential = data.key;
}
assert(credential);

const listed: string[] = [];
let cursor: string | undefined;
do {
  const query = { limit: 2, ...(cursor !== undefined && { cursor }) };
  const { data } = await client.GET('/accounts/{accountId}/keys', { params: { ...params, query } });
  assert(data);
  listed.push(...data.items.map(({ id }) => id));
  cursor = data.nextCursor;
} while (cursor !== undefined);
assert.deepEqual(listed.sort(), issued.sort());

const { data: verdict } = await client.POST('/verify', { body: { credential, scope: { anyOf: ['read:orders'] } } });
assert(verdict?.valid);
assert.equal(verdict.principal?.accountId, account.id);

const { error } = await client.POST('/accounts/{accountId}/keys', {
  params,
  body: { label: 'fourth', scopes: ['no:such'] },
});
assert.equal(error?.status, 400);
assert.equal(error.errors?.[0]?.pointer, '/scopes/0');
console.log('flow ok');
