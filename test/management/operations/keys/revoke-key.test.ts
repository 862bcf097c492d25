import { REVOCATION_REASONS } from '../../../../lambda/domain/vocabulary';
import { revokeKey, updateKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
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
    const { deps, table } = world(account({ credentialsValidAfter: NOW }), apiKey());

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

  it('needs no more than revoke:keys', async () => {
    const { deps } = world(account(), apiKey());
    const actor = { type: 'operator', clientId: 'op', scopes: ['revoke:keys'] } as const;

    const outcome = await revokeKey(deps, call({ actor, requires: ['revoke:keys', 'write:keys'] }), target);

    expect(outcome.ok).toBe(true);
  });
});
