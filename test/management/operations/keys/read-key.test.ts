import { loadKey } from '../../../../lambda/engine/load';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
import { accepted, call, refusalOf, world } from '../../../support/world';

describe('reading a key', () => {
  it('gives its record with the account that its status depends on', async () => {
    const { deps } = world(account(), apiKey());

    const result = accepted(await loadKey(deps, call(), { accountId: ACCOUNT_ID, keyId: KEY_ID }));

    expect(result).toEqual({ account: account(), key: apiKey(), now: NOW });
  });

  it.each(['Acc0000001Key00009', '', 'Key00001', 'Acc0000001Key0000#'])('finds none with the id %j', async (keyId) => {
    const { deps } = world(account(), apiKey());

    const outcome = await loadKey(deps, call(), { accountId: ACCOUNT_ID, keyId });

    expect(refusalOf(outcome).code).toBe('key-not-found');
  });

  it('finds no key of an account that does not exist', async () => {
    const { deps } = world(account(), apiKey());

    const own = await loadKey(deps, call(), { accountId: 'Acc0000009', keyId: 'Acc0000009Key00001' });
    const foreign = await loadKey(deps, call(), { accountId: 'Acc0000009', keyId: KEY_ID });

    expect([refusalOf(own).code, refusalOf(foreign).code]).toEqual(['account-not-found', 'account-not-found']);
  });
});
