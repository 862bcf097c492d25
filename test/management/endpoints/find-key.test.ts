/** `GET /keys/{keyId}`: whose key is it, by what everybody sees of it. */
import { parseKey } from '../../../lambda/domain/key-format';
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, KEY_ID, NOW } from '../../support/records';

const ONE = `GET /keys/${KEY_ID}`;
const OTHER = 'Acc0000002';

test('the id in a presented key, and in a hint, finds the key and its account', async () => {
  const { send } = deployment(account(), account({ accountId: OTHER, name: 'Other' }));
  const issued = await send(`POST /accounts/${OTHER}/keys`, { body: { label: 'x', scopes: [] } });
  const ids = [parseKey(issued.body.key)?.keyId, /^sp_live_(.*)…$/.exec(issued.body.hint)?.[1]];

  const found = await Promise.all(ids.map((id) => send(`GET /keys/${id}`)));
  const read = await send(`GET /accounts/${OTHER}/keys/${issued.body.id}`);

  for (const { status, headers, body } of found) {
    expect([status, headers['ETag']]).toEqual([200, '"1"']);
    expect(body).toEqual({ ...read.body, accountId: OTHER, accountName: 'Other' });
  }
});

test.each([
  [['read:keys'], undefined],
  [['read:keys', 'write:keys', 'read:clients'], undefined],
  [['read:keys', 'read:accounts'], 'Example Ltd'],
  [['read:keys', 'write:accounts'], 'Example Ltd'],
])('with %j the name of the account is %s: reading keys is no way to read accounts', async (scopes, accountName) => {
  const { send } = deployment(account(), apiKey());

  const { body } = await send(ONE, { scopes });

  expect(body).toMatchObject({ id: KEY_ID, accountId: ACCOUNT_ID });
  expect(body.accountName).toBe(accountName);
});

test.each([
  ['a key that does not exist', `${ACCOUNT_ID}Key00009`],
  ['a key of an account that does not exist', 'Acc0000009Key00001'],
  ['the id of an account', ACCOUNT_ID],
  ['a part of an id', KEY_ID.slice(0, -1)],
  ['a longer text', `${KEY_ID}x`],
  ['a label', 'Nightly'],
  ['other characters', `${ACCOUNT_ID}Key0000_`],
])('%s is 404, in the same words', async (_, id) => {
  const { send } = deployment(account(), apiKey());

  const { body } = await send(`GET /keys/${id}`);

  expect(body).toMatchObject({
    status: 404,
    type: expect.stringMatching(/key-not-found$/),
    detail: expect.stringContaining('the 18 characters after live_ or test_'),
  });
});

test('a key that a deleted account left is not found', async () => {
  const { send } = deployment(apiKey());

  expect((await send(ONE)).status).toBe(404);
});

test.each([['write:keys'], ['revoke:keys'], ['read:accounts']])(
  'with %s alone the answer is the same for a key that exists and for one that does not',
  async (scope) => {
    const { send } = deployment(account(), apiKey());

    const answers = [await send(ONE, { scopes: [scope] }), await send('GET /keys/nothing', { scopes: [scope] })];

    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(403);
  },
);

test('a revoked key is found, with what became of it', async () => {
  const { send } = deployment(account(), apiKey({ revokedAt: NOW, revocationReason: 'leaked' }));

  expect((await send(ONE)).body).toMatchObject({ status: 'revoked', revocationReason: 'leaked' });
});
