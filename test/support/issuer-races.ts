/** The operations at the issuer that may meet others, and the conditions without which a promise would break. */
import { addClientSecret } from '../../lambda/management/operations/clients/client-secrets';
import { issueClient } from '../../lambda/management/operations/clients/issue-client';
import { deleteAccount, revokeAll, suspendAccount } from '../../lambda/management/operations/accounts/account-verbs';
import { revokeClient } from '../../lambda/management/operations/clients/client-verbs';
import { updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { ahead, on, type Race, type Run } from './races';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client } from './records';
import { call, retriable, type World } from './world';

const owner = { accountId: ACCOUNT_ID };
const target = { ...owner, clientId: CLIENT_ID };
const input = { ...owner, label: 'A', scopes: ['read:orders'], tokenLifetimeMinutes: 60 };

const issue: Run = (deps) => issueClient(deps, call(), input);
/** `once` says that this call issued the client, and not one before it with the same Idempotency-Key. */
const issueOnce: Run = async (deps) => {
  const outcome = await issueClient(deps, retriable(), input);
  return outcome.ok ? { ok: true, value: { once: outcome.value.secretShown } } : outcome;
};
const addSecret: Run = (deps) => addClientSecret(deps, call(), target);
const revoke: Run = (deps) => revokeClient(deps, call(), target);
const endAll: Run = (deps) => revokeAll(deps, call(), owner);
const forget: Run = (deps) => deleteAccount(deps, call(), owner);
const stop: Run = (deps) => suspendAccount(deps, call(), owner);
const shrink: Run = (deps) => updateAccount(deps, call(), { ...owner, patch: { grant: { scopes: [] } } });

/** Without a credential, revoke-all has nothing to end and writes nothing. */
const withKey = [account(), apiKey()];
const issued = [account(), client({ tokenLifetimeMinutes: 60 })];
const atIssuer = ({ pool }: World) => pool.put(CLIENT_ID, { name: 'A', scopes: [], tokenLifetimeMinutes: 60 });

export const ISSUER_RACES: readonly Race[] = [
  {
    name: 'client issue and grant shrink',
    records: [account()],
    runs: [issue, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'client issue and account suspension',
    records: [account()],
    runs: [issue, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
  {
    name: 'client issue and revoke-all',
    records: withKey,
    runs: [issue, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'client issue by a fast clock and revoke-all',
    records: withKey,
    runs: [ahead(issue), endAll],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'client issue and account deletion',
    records: [account()],
    runs: [issue, forget],
    heldAt: [0, 1],
    conditions: on('account', 'fence'),
    breaks: 'a live credential without an account',
  },
  {
    name: 'two client issues with one Idempotency-Key',
    records: [account()],
    runs: [issueOnce, issueOnce],
    conditions: on('idempotency', 'absence'),
    breaks: 'one request done twice',
  },
  {
    name: 'client secret and revoke',
    records: issued,
    prepare: atIssuer,
    runs: [addSecret, revoke],
    conditions: on('client', 'revokedAt'),
    breaks: 'a secret of a revoked client',
  },
  {
    name: 'client secret and revoke-all',
    records: issued,
    prepare: atIssuer,
    runs: [addSecret, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a secret of a revoked client',
  },
  {
    name: 'client secret and account suspension',
    records: issued,
    prepare: atIssuer,
    runs: [addSecret, stop],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
];
