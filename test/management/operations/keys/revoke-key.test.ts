import { REVOCATION_REASONS } from '../../../../lambda/domain/vocabulary';
import { enterKey } from '../../../../lambda/engine/indexes/live-index';
import { deleteKey, revokeKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { updateKey } from '../../../../lambda/management/operations/keys/update-key';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from '../../../support/records';
import { accepted, call, interrupted, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };

describe('revoking a key', () => {
  it('ends it for good and tells of it', async () => {
    const { deps, table } = world(account(), apiKey());

    const result = accepted(await revokeKey(deps, call(), target));

    expect(result.key).toEqual(apiKey({ revokedAt: NOW, revocationReason: 'unspecified', version: 2 }));
    expect(table.all('key')).toEqual([result.key]);
    const after = { status: 'revoked', revokedAt: '2026-11-23T12:00:00.000Z', revocationReason: 'unspecified' };
    expect(told(table)).toMatchObject([{ action: 'key.revoked', before: { status: 'active' }, after }]);
  });

  it.each(REVOCATION_REASONS)('keeps the reason %s', async (reason) => {
    const { deps } = world(account(), apiKey());

    const result = accepted(await revokeKey(deps, call(), { ...target, reason }));

    expect(result.key.revocationReason).toBe(reason);
  });

  it('changes and tells nothing the second time, whatever the reason', async () => {
    const { deps, table, clock } = world(account(), apiKey());
    accepted(await revokeKey(deps, call(), { ...target, reason: 'leaked' }));

    clock.now += 1;
    const result = accepted(await revokeKey(deps, call(), { ...target, reason: 'superseded' }));

    expect(result.key).toMatchObject({ revokedAt: NOW, revocationReason: 'leaked' });
    expect(table.all('event')).toHaveLength(1);
  });

  it('has nothing left to do after revoke-all', async () => {
    const { deps, table } = world(account({ generation: 2, credentialsValidAfter: NOW }), apiKey());

    accepted(await revokeKey(deps, call(), target));

    expect([table.all('key'), table.all('event')]).toEqual([[apiKey()], []]);
  });

  it.each([
    ['suspended', { suspendedAt: NOW - 1 }],
    ['expired', { expiresAt: NOW - 1 }],
  ])('ends a key that is %s', async (_, given) => {
    const { deps } = world(account({ suspendedAt: NOW }), apiKey(given));

    const result = accepted(await revokeKey(deps, call(), target));

    expect(result.key.revokedAt).toBe(NOW);
  });

  it('is held up by no other writer: it needs one write even when the key changes at this very moment', async () => {
    const here = world(account(), apiKey());
    const update = () => updateKey(here.deps, call(), { ...target, patch: { label: 'B' } });

    accepted(await revokeKey(through(here, interrupted(here.table, update)), call(), target));

    expect(here.pauses).toEqual([]);
    expect(here.table.all('key')).toMatchObject([{ label: 'B', revokedAt: NOW, version: 3 }]);
  });

  it.each([
    ['later', { expiresAt: NOW + DAY }],
    ['away', { expiresAt: null }],
  ])('takes it out of the live index, also when its end moves %s at this very moment', async (_, patch) => {
    const here = world(account(), apiKey({ expiresAt: NOW + 1 }));
    const update = () => updateKey(here.deps, call(), { ...target, patch });

    accepted(await revokeKey(through(here, interrupted(here.table, update)), call(), target));

    expect([here.table.all('key')[0]?.revokedAt, here.table.all('liveKey')]).toEqual([NOW, []]);
  });

  it('takes out of the live index, the second time, what a process left that ended after its write', async () => {
    const { deps, table } = world(account(), apiKey({ revokedAt: NOW }));
    table.put(enterKey(apiKey()).record);

    accepted(await revokeKey(deps, call(), target));

    expect([table.all('liveKey'), table.all('event')]).toEqual([[], []]);
  });

  it('succeeds when the key is deleted right after it', async () => {
    const here = world(account(), apiKey());
    const table = around(here.table, async (name, go) => {
      const result = await go();
      if (name === 'commit') accepted(await deleteKey(here.deps, call(), target));
      return result;
    });

    accepted(await revokeKey(through(here, table), call(), target));

    expect([here.table.all('key'), here.table.all('liveKey')]).toEqual([[], []]);
  });

  it('needs no more than revoke:keys', async () => {
    const { deps } = world(account(), apiKey());
    const actor = { type: 'operator', clientId: 'op', scopes: ['revoke:keys'] } as const;

    const outcome = await revokeKey(deps, call({ actor, requires: ['revoke:keys', 'write:keys'] }), target);

    expect(outcome.ok).toBe(true);
  });
});
