/** The operations that may meet (those on one client are in `client-races.ts`, those of a bulk revoke in `bulk-races.ts`, those of an import in `import-races.ts`, those at the issuer in `issuer-races.ts`), and the conditions without which a promise would break. */
import { adoptClient } from '../../lambda/management/operations/clients/adopt-client';
import { createAccount, updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import {
  deleteAccount,
  resumeAccount,
  revokeAll,
  suspendAccount,
} from '../../lambda/management/operations/accounts/account-verbs';
import { issueKey, rotateKey } from '../../lambda/management/operations/keys/key-secrets';
import { deleteKey, resumeKey, revokeKey, suspendKey } from '../../lambda/management/operations/keys/key-verbs';
import { updateKey } from '../../lambda/management/operations/keys/update-key';
import { BULK_RACES } from './bulk-races';
import { CLIENT_RACES } from './client-races';
import { FIRST_KEY_RACES } from './first-key-races';
import { IMPORT_RACES } from './import-races';
import { ISSUER_RACES } from './issuer-races';
import { ahead, on, type Race, type Run } from './races';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from './records';
import { proof, trusting } from './token-proof';
import { call, nthKey, retriable } from './world';

const owner = { accountId: ACCOUNT_ID };
const target = { ...owner, keyId: KEY_ID };
const OTHER = 'Acc0000002';

const issue: Run = (deps) => issueKey(deps, call(), { ...owner, label: 'New', scopes: ['read:orders'] });
const update: Run = (deps) => updateKey(deps, call(), { ...target, patch: { label: 'B', scopes: ['write:orders'] } });
const prolong: Run = (deps) => updateKey(deps, call(), { ...target, patch: { expiresAt: NOW + 60_000 } });
const endSoon: Run = (deps) => updateKey(deps, call(), { ...target, patch: { expiresAt: NOW + 30_000 } });
const forgetKey: Run = (deps) => deleteKey(deps, call(), target);
const rotate: Run = (deps) => rotateKey(deps, call(), target);
const revoke: Run = (deps) => revokeKey(deps, call(), target);
const suspend: Run = (deps) => suspendKey(deps, call(), target);
const resume: Run = (deps) => resumeKey(deps, call(), target);
const endAll: Run = (deps) => revokeAll(deps, call(), owner);
const shrink: Run = (deps) => updateAccount(deps, call(), { ...owner, patch: { grant: { scopes: [] } } });
const shrinkLimit: Run = (deps) => updateAccount(deps, call(), { ...owner, patch: { grant: { maxActiveKeys: 1 } } });
const name: Run = (deps) => updateAccount(deps, call(), { ...owner, patch: { externalId: 'crm-42' } });
const stop: Run = (deps) => suspendAccount(deps, call(), owner);
const restart: Run = (deps) => resumeAccount(deps, call(), owner);
const forget: Run = (deps) => deleteAccount(deps, call(), owner);
const APP_CLIENT = { clientId: CLIENT_ID, token: proof() };
const adoptInto =
  (accountId: string): Run =>
  (deps) =>
    adoptClient(trusting(deps), call(), { ...APP_CLIENT, accountId, label: 'A', scopes: ['read:orders'] });
const adopt = adoptInto(ACCOUNT_ID);
/** `once` says that this call made the account or the key, and not one before it with the same Idempotency-Key. */
const createOnce: Run = async (deps) => {
  const outcome = await createAccount(deps, retriable(), { name: 'A' });
  return outcome.ok ? { ok: true, value: { once: outcome.value.created } } : outcome;
};
const issueOnce: Run = async (deps) => {
  const outcome = await issueKey(deps, retriable(), { ...owner, label: 'New', scopes: [] });
  return outcome.ok ? { ok: true, value: { once: outcome.value.secretShown } } : outcome;
};
const rotateOnce: Run = async (deps) => {
  const outcome = await rotateKey(deps, retriable(), target);
  return outcome.ok ? { ok: true, value: { once: outcome.value.secretShown } } : outcome;
};
const suspendOnce: Run = (deps) => suspendKey(deps, retriable(), target);
const revokeOnce: Run = (deps) => revokeKey(deps, retriable(), target);
const endAllOnce: Run = (deps) => revokeAll(deps, retriable(), owner);
const createNamed: Run = (deps) => createAccount(deps, call(), { name: 'A', externalId: 'crm-42' });

const withOnePlace = account({ grant: { scopes: ['read:orders'], maxActiveKeys: 1 } });
const withTwoPlaces = account({ grant: { scopes: ['read:orders'], maxActiveKeys: 2 } });
const alone = [account(), apiKey()];
const stopped = [account(), apiKey({ suspendedAt: NOW })];
const withClient = [account(), client(), { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const];

export const RACES: readonly Race[] = [
  {
    name: 'two rotations',
    records: alone,
    runs: [rotate, rotate],
    conditions: on('key', 'version'),
    breaks: 'a secret that was dead on arrival',
  },
  {
    name: 'revoke and update',
    records: alone,
    runs: [revoke, update],
    conditions: on('key', 'version', 'revokedAt'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'revoke and rotate',
    records: alone,
    runs: [revoke, rotate],
    conditions: on('key', 'version', 'revokedAt'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'revoke and suspend',
    records: alone,
    runs: [revoke, suspend],
    conditions: on('key', 'revokedAt'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'issue and grant shrink',
    records: [account()],
    runs: [issue, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'update and grant shrink',
    records: alone,
    runs: [update, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'adopt and grant shrink',
    records: [account()],
    runs: [adopt, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'two issues for one place',
    records: [withOnePlace],
    runs: [issue, issue],
    conditions: on('account', 'keysVersion'),
    breaks: 'more active keys than allowed',
  },
  {
    name: 'issue and revoke-all',
    records: alone,
    runs: [issue, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'issue by a fast clock and revoke-all',
    records: alone,
    runs: [ahead(issue), endAll],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'adopt and revoke-all',
    records: alone,
    runs: [adopt, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'adopt by a fast clock and revoke-all',
    records: alone,
    runs: [ahead(adopt), endAll],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'issue and account suspension',
    records: [account()],
    runs: [issue, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
  {
    name: 'rotate and account suspension',
    records: alone,
    runs: [rotate, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
  {
    name: 'issue and account deletion',
    records: [account()],
    runs: [issue, forget],
    // The delete has put up its fence and looked for the last time.
    heldAt: [0, 1],
    conditions: on('account', 'fence'),
    breaks: 'a live credential without an account',
  },
  {
    name: 'adopt and account deletion',
    records: [account()],
    runs: [adopt, forget],
    heldAt: [0, 1],
    conditions: on('account', 'fence'),
    breaks: 'a live credential without an account',
  },
  {
    name: 'issue with a limit and account deletion',
    records: [withOnePlace],
    runs: [issue, forget],
    heldAt: [0, 1],
    conditions: on('account', 'fence'),
    breaks: 'a live credential without an account',
  },
  {
    name: 'a slow clock that prolongs a key and account deletion by a fast one',
    records: [account(), apiKey({ expiresAt: NOW + 2 })],
    runs: [prolong, ahead(forget)],
    heldAt: [0, 1],
    conditions: on('account', 'fence'),
    breaks: 'a live credential without an account',
  },
  {
    name: 'a slow clock that prolongs a key and a fast one that deletes it',
    records: [account(), apiKey({ expiresAt: NOW + 2 })],
    runs: [prolong, ahead(forgetKey)],
    conditions: on('key', 'version'),
    breaks: 'a live index that is wrong',
  },
  {
    name: 'two updates of a key’s end',
    records: alone,
    runs: [prolong, endSoon],
    conditions: on('key', 'version'),
    breaks: 'a live index that is wrong',
  },
  {
    name: 'revoke and an update of the key’s end',
    records: alone,
    runs: [revoke, prolong],
    conditions: on('key', 'version', 'revokedAt'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'two creates with one Idempotency-Key',
    records: [],
    runs: [createOnce, createOnce],
    conditions: on('idempotency', 'absence'),
    breaks: 'one request done twice',
  },
  {
    name: 'two issues with one Idempotency-Key',
    records: [account()],
    runs: [issueOnce, issueOnce],
    conditions: on('idempotency', 'absence'),
    breaks: 'one request done twice',
  },
  {
    name: 'two rotations with one Idempotency-Key',
    records: alone,
    runs: [rotateOnce, rotateOnce],
    conditions: [...on('idempotency', 'absence'), ...on('key', 'version')],
    breaks: 'one request done twice',
  },
  {
    name: 'two accounts with one externalId',
    records: [],
    runs: [createNamed, createNamed],
    conditions: on('externalId', 'absence'),
    breaks: 'an id that two share',
  },
  {
    name: 'two accounts that adopt one client',
    records: [account(), account({ accountId: OTHER })],
    runs: [adopt, adoptInto(OTHER)],
    conditions: on('clientOwner', 'absence'),
    breaks: 'an id that two share',
  },
  {
    name: 'update and revoke-all',
    records: alone,
    runs: [update, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'rotate and revoke-all',
    records: alone,
    runs: [rotate, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'resume and revoke-all',
    records: stopped,
    runs: [resume, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a revoked key that was changed',
  },
  {
    name: 'resume and a limit that shrinks',
    records: [withTwoPlaces, apiKey({ suspendedAt: NOW }), nthKey(1)],
    runs: [resume, shrinkLimit],
    conditions: on('account', 'grantVersion'),
    breaks: 'more active keys than allowed',
  },
  {
    name: 'adopt and account suspension',
    records: [account()],
    runs: [adopt, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
  {
    name: 'client update and account suspension',
    records: withClient,
    runs: [adopt, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
  {
    name: 'client update and grant shrink',
    records: withClient,
    runs: [adopt, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'account deletion and a new externalId',
    records: [account()],
    runs: [forget, name],
    conditions: on('account', 'version'),
    breaks: 'a record without an account',
  },
  {
    name: 'two suspensions of a key',
    records: alone,
    runs: [suspend, suspend],
    conditions: on('key', 'suspendedAt'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two resumptions of a key',
    records: stopped,
    runs: [resume, resume],
    conditions: on('key', 'version'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revocations of a key',
    records: alone,
    runs: [revoke, revoke],
    conditions: on('key', 'revokedAt'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two suspensions of an account',
    records: [account()],
    runs: [stop, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two resumptions of an account',
    records: [account({ suspendedAt: NOW })],
    runs: [restart, restart],
    conditions: on('account', 'version'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revoke-alls by two clocks',
    records: alone,
    runs: [ahead(endAll), endAll],
    conditions: on('account', 'generation'),
    breaks: 'a revoke-all that moved back',
  },
  {
    name: 'two suspensions of a key with one Idempotency-Key',
    records: alone,
    runs: [suspendOnce, suspendOnce],
    conditions: [...on('idempotency', 'absence'), ...on('key', 'suspendedAt')],
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revocations of a key with one Idempotency-Key',
    records: alone,
    runs: [revokeOnce, revokeOnce],
    conditions: [...on('idempotency', 'absence'), ...on('key', 'revokedAt')],
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revoke-alls with one Idempotency-Key by two clocks',
    records: alone,
    runs: [ahead(endAllOnce), endAllOnce],
    conditions: [...on('idempotency', 'absence'), ...on('account', 'generation')],
    breaks: 'a revoke-all that moved back',
  },
  ...FIRST_KEY_RACES,
  ...BULK_RACES,
  ...IMPORT_RACES,
  ...CLIENT_RACES,
  ...ISSUER_RACES,
];
