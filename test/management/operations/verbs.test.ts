/** What holds for every verb on one key: whose it is, that dead is final, and that a change has one event. */
import type { Call, Deps } from '../../../lambda/engine/context';
import {
  deleteKey,
  endGrace,
  resumeKey,
  revokeKey,
  suspendKey,
} from '../../../lambda/management/operations/keys/key-verbs';
import { updateKey } from '../../../lambda/management/operations/keys/update-key';
import { rotateKey } from '../../../lambda/management/operations/keys/key-secrets';
import { type KeyTarget, loadKey } from '../../../lambda/engine/load';
import type { Outcome } from '../../../lambda/domain/outcome';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../support/records';
import { call, refusalOf, world } from '../../support/world';

type Verb = (deps: Deps, call: Call, target: KeyTarget) => Promise<Outcome<unknown>>;

const CHANGES: [string, Verb][] = [
  ['update', (deps, who, target) => updateKey(deps, who, { ...target, patch: { label: 'Other' } })],
  ['rotate', rotateKey],
  ['end-grace', endGrace],
  ['suspend', suspendKey],
  ['resume', resumeKey],
];
const VERBS: [string, Verb][] = [...CHANGES, ['read', loadKey], ['revoke', revokeKey], ['delete', deleteKey]];
const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };
const OTHER = account({ accountId: 'Acc0000002' });

describe.each(VERBS)('%s', (_, verb) => {
  it('does not find the key of another account, and leaves it as it is', async () => {
    const { deps, table } = world(account(), OTHER, apiKey());

    const outcome = await verb(deps, call(), { accountId: 'Acc0000002', keyId: KEY_ID });

    expect(refusalOf(outcome).code).toBe('key-not-found');
    expect([table.all('key'), table.all('event')]).toEqual([[apiKey()], []]);
  });

  it('answers alike for the key of another account and for none', async () => {
    const { deps } = world(account(), OTHER, apiKey());

    const foreign = await verb(deps, call(), { accountId: 'Acc0000002', keyId: KEY_ID });
    const none = await verb(deps, call(), { accountId: 'Acc0000002', keyId: 'Acc0000002Key00001' });

    expect(foreign).toEqual(none);
  });

  it('refuses a token without any scope for it', async () => {
    const { deps, table } = world(account(), apiKey());
    const actor = { type: 'operator', clientId: 'op', scopes: ['read:accounts', 'write:accounts'] } as const;

    const outcome = await verb(deps, call({ actor, requires: ['write:keys'] }), target);

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
    expect(table.all('key')).toEqual([apiKey()]);
  });
});

describe.each(CHANGES)('%s', (_, verb) => {
  it.each([
    ['revoked', account(), { revokedAt: NOW - 1, revocationReason: 'leaked' as const }],
    ['revoked and suspended', account(), { revokedAt: NOW - 1, suspendedAt: NOW - 2 }],
    ['expired', account(), { expiresAt: NOW }],
    ['suspended and expired', account(), { suspendedAt: NOW - 1, expiresAt: NOW }],
    ['expired by the grant', account({ grant: { scopes: [], maxKeyLifetimeDays: 1 } }), {}],
    ['ended by revoke-all', account({ generation: 2, credentialsValidAfter: NOW }), {}],
  ])('changes nothing of a key that is %s', async (_state, owner, given) => {
    const { deps, table } = world(owner, apiKey(given));

    const outcome = await verb(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('key-not-active');
    expect([table.all('key'), table.all('event')]).toEqual([[apiKey(given)], []]);
  });
});
