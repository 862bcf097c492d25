import { importedSecret, sha256Hex, storedSecret } from '../../../../lambda/domain/hash';
import { revokeLeaked } from '../../../../lambda/management/operations/keys/revoke-leaked';
import { rotateKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW, presentedKey } from '../../../support/records';
import { accepted, call, interrupted, refusalOf, through, told, world } from '../../../support/world';

const origin = { sourceIp: '198.51.100.9', requestId: 'request' };
const NOTHING = { ok: true, value: undefined };
const rotated = (graceUntil: number) =>
  apiKey({
    currentSecret: storedSecret(presentedKey('second'), NOW - 1),
    previousSecret: { ...storedSecret(presentedKey('first'), NOW - 9), graceUntil },
  });

describe('revoking a leaked key', () => {
  it('ends the key for whoever has its current secret', async () => {
    const { deps, table } = world(account(), apiKey());

    const outcome = await revokeLeaked(deps, origin, { presentedKey: presentedKey() });

    expect(outcome).toEqual(NOTHING);
    expect(table.all('key')).toEqual([apiKey({ revokedAt: NOW, revocationReason: 'leaked', version: 2 })]);
    expect(table.all('liveKey')).toEqual([]);
    expect(told(table)).toMatchObject([{ action: 'key.revoked', actor: `holder:${KEY_ID}` }]);
    expect(table.all('event')).toMatchObject([origin]);
  });

  it('ends only the previous secret for whoever has that one', async () => {
    const { deps, table } = world(account(), rotated(NOW + 1));

    const outcome = await revokeLeaked(deps, origin, { presentedKey: presentedKey('first') });

    expect(outcome).toEqual(NOTHING);
    expect(table.all('key')).toEqual([{ ...rotated(NOW), previousSecret: undefined, version: 2 }]);
    expect(table.all('liveKey')).toHaveLength(1);
    expect(told(table)).toMatchObject([{ action: 'key.grace-ended', actor: `holder:${KEY_ID}` }]);
  });

  it.each([
    ['its secret is another', presentedKey('other'), apiKey()],
    ['there is none', presentedKey('first', 'Acc0000001Key00009'), apiKey()],
    ['its account does not exist', presentedKey('first', 'Acc0000009Key00001'), apiKey()],
    ['the previous secret ended by itself', presentedKey('first'), rotated(NOW)],
    ['it is revoked', presentedKey(), apiKey({ revokedAt: NOW - 1, revocationReason: 'superseded' })],
  ])('changes nothing and answers the same when %s', async (_, leaked, key) => {
    const { deps, table } = world(account(), key);

    const outcome = await revokeLeaked(deps, origin, { presentedKey: leaked });

    expect(outcome).toEqual(NOTHING);
    expect([table.all('key'), table.all('event')]).toEqual([[key], []]);
  });

  it('ends an imported key for whoever has its string, and answers the same to one that nobody imported', async () => {
    const found = 'unkey_3ZkQvJt8mW2pXyN4bRcHdF';
    const importedHash = sha256Hex(found);
    const key = apiKey({ currentSecret: importedSecret(importedHash, NOW - 1), importedHash });
    const { deps, table } = world(account(), key, { kind: 'importedKey', hash: importedHash, keyId: KEY_ID });

    expect(await revokeLeaked(deps, origin, { presentedKey: 'unkey_3ZkQvJt8mW2pXyN4bRcHdG' })).toEqual(NOTHING);
    expect(table.all('event')).toEqual([]);
    expect(await revokeLeaked(deps, origin, { presentedKey: found })).toEqual(NOTHING);

    expect(table.all('key')).toMatchObject([{ revokedAt: NOW, revocationReason: 'leaked' }]);
    expect(told(table)).toMatchObject([{ action: 'key.revoked', actor: `holder:${KEY_ID}` }]);
  });

  it('ends a key of a suspended account', async () => {
    const { deps, table } = world(account({ suspendedAt: NOW }), apiKey({ suspendedAt: NOW }));

    await revokeLeaked(deps, origin, { presentedKey: presentedKey() });

    expect(table.all('key')[0]?.revokedAt).toBe(NOW);
  });

  it('ends only the secret that leaked when the key is rotated at this very moment', async () => {
    const here = world(account(), apiKey());
    const rotate = () => rotateKey(here.deps, call(), { accountId: ACCOUNT_ID, keyId: KEY_ID });

    accepted(
      await revokeLeaked(through(here, interrupted(here.table, rotate)), origin, { presentedKey: presentedKey() }),
    );

    const [key] = here.table.all('key');
    expect([key?.revokedAt, key?.previousSecret, key?.version]).toEqual([undefined, undefined, 3]);
  });

  it('refuses what does not have the form of a key, before any read', async () => {
    const here = world(account(), apiKey());
    const table = Object.assign(Object.create(here.table), { read: () => Promise.reject(new Error('read')) });

    const outcome = await revokeLeaked(through(here, table), origin, {
      presentedKey: `${presentedKey().slice(0, -1)}!`,
    });

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/key' }] });
  });

  it('says nothing about the key when the table is in trouble', async () => {
    const here = world(account(), apiKey());
    const table = Object.assign(Object.create(here.table), { commit: () => Promise.reject(new Error('trouble')) });

    const outcome = revokeLeaked(through(here, table), origin, { presentedKey: presentedKey() });

    await expect(outcome).rejects.toThrow('trouble');
  });
});
