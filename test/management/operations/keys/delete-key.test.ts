import { sha256Hex } from '../../../../lambda/domain/hash';
import { deleteKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { updateKey } from '../../../../lambda/management/operations/keys/update-key';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, refusalOf, through, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };

describe('deleting a key', () => {
  it.each([
    ['revoked', account(), apiKey({ revokedAt: NOW })],
    ['expired', account(), apiKey({ expiresAt: NOW })],
    ['suspended and expired', account(), apiKey({ suspendedAt: NOW, expiresAt: NOW })],
    ['ended by revoke-all', account({ generation: 2, credentialsValidAfter: NOW }), apiKey()],
  ])('forgets one that is %s and keeps its events', async (_, owner, key) => {
    const { deps, table } = world(owner, key);

    accepted(await deleteKey(deps, call(), target));

    expect([table.all('key'), table.all('liveKey')]).toEqual([[], []]);
    expect(actions(table)).toEqual(['key.deleted']);
  });

  it.each([
    ['active', apiKey()],
    ['suspended', apiKey({ suspendedAt: NOW })],
    ['not yet valid', apiKey({ notBefore: NOW + 1 })],
  ])('refuses one that is %s', async (_, key) => {
    const { deps, table } = world(account(), key);

    const outcome = await deleteKey(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('key-still-active');
    expect(table.all('key')).toEqual([key]);
  });

  it('leaves nothing in the live index when a slow clock moves its end at this very moment', async () => {
    const here = world(account(), apiKey({ expiresAt: NOW }));
    const slow = { ...here.deps, now: () => NOW - 1 };
    const prolong = () => updateKey(slow, call(), { ...target, patch: { expiresAt: NOW + 1 } });

    const outcome = await deleteKey(through(here, interrupted(here.table, prolong)), call(), target);

    expect(refusalOf(outcome).code).toBe('key-still-active');
    expect(here.table.all('liveKey')).toMatchObject([{ expiresAt: NOW + 1 }]);
  });

  it('forgets what finds an imported key by its hash', async () => {
    const importedHash = sha256Hex('unkey_3ZkQvJt8mW2pXyN4bRcHdF');
    const key = apiKey({ revokedAt: NOW, importedHash });
    const { deps, table } = world(account(), key, { kind: 'importedKey', hash: importedHash, keyId: KEY_ID });

    accepted(await deleteKey(deps, call(), target));

    expect([table.all('key'), table.all('importedKey')]).toEqual([[], []]);
  });

  it('finds it no more the second time', async () => {
    const { deps } = world(account(), apiKey({ revokedAt: NOW }));
    accepted(await deleteKey(deps, call(), target));

    const outcome = await deleteKey(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('key-not-found');
  });
});
