import { expireKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
import { accepted, actions, call, world } from '../../../support/world';

it('lets the key expire at this moment, with an event', async () => {
  const { deps, table } = world(account(), apiKey());

  accepted(await expireKey(deps, call(), { accountId: ACCOUNT_ID, keyId: KEY_ID }));

  expect(table.all('key')).toEqual([apiKey({ expiresAt: NOW, version: 2 })]);
  expect(actions(table)).toEqual(['key.updated']);
});
