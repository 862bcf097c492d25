/** A bulk revoke that meets another operation, and the conditions without which a promise would break. */
import { rotateKey } from '../../lambda/management/operations/keys/key-secrets';
import { revokeKey } from '../../lambda/management/operations/keys/key-verbs';
import { updateKey } from '../../lambda/management/operations/keys/update-key';
import { revokeKeys } from '../../lambda/management/operations/keys/revoke-keys';
import { on, type Race, type Run } from './races';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from './records';
import { call, nthKey } from './world';

const owner = { accountId: ACCOUNT_ID };
const target = { ...owner, keyId: KEY_ID };

const revokeSome: Run = (deps) => revokeKeys(deps, call(), { ...owner, filter: { createdBefore: NOW }, limit: 100 });
const revokeOne: Run = (deps) => revokeKey(deps, call(), target);
const rotate: Run = (deps) => rotateKey(deps, call(), target);
const update: Run = (deps) => updateKey(deps, call(), { ...target, patch: { expiresAt: NOW + 60_000 } });

const two = [account(), apiKey(), nthKey(1)];

export const BULK_RACES: readonly Race[] = [
  {
    name: 'bulk revoke and rotate',
    records: two,
    runs: [revokeSome, rotate],
    // The other key goes first, so each is held at its write on this key.
    heldAt: [1, 0],
    conditions: on('key', 'version', 'revokedAt'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'bulk revoke and update',
    records: two,
    runs: [revokeSome, update],
    heldAt: [1, 0],
    conditions: on('key', 'version', 'revokedAt'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'bulk revoke and revoke',
    records: [account(), apiKey()],
    runs: [revokeSome, revokeOne],
    conditions: on('key', 'revokedAt'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two bulk revokes',
    records: two,
    runs: [revokeSome, revokeSome],
    conditions: on('key', 'revokedAt'),
    breaks: 'an event that is told twice',
  },
];
