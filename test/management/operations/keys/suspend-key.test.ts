import { suspendKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
import { accepted, call, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };

describe('suspending a key', () => {
  it('stops it now and tells of it', async () => {
    const { deps, table } = world(account(), apiKey());

    const result = accepted(await suspendKey(deps, call(), target));

    expect(result.key).toEqual(apiKey({ suspendedAt: NOW, version: 2 }));
    expect(table.all('key')).toEqual([result.key]);
    expect(told(table)).toMatchObject([
      { action: 'key.suspended', before: { status: 'active' }, after: { status: 'suspended' } },
    ]);
  });

  it('changes and tells nothing the second time', async () => {
    const { deps, table, clock } = world(account(), apiKey());
    accepted(await suspendKey(deps, call(), target));

    clock.now += 1;
    accepted(await suspendKey(deps, call(), target));

    expect(table.all('key')).toEqual([apiKey({ suspendedAt: NOW, version: 2 })]);
    expect(table.all('event')).toHaveLength(1);
  });
});
