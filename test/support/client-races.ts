/** The operations that may meet on one client, and the conditions without which a promise would break. */
import {
  resumeClient,
  revokeClient,
  revokeTokens,
  suspendClient,
  updateClient,
} from '../../lambda/management/operations/clients/client-verbs';
import { revokeAll } from '../../lambda/management/operations/accounts/account-verbs';
import { updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { ahead, on, type Race, type Run } from './races';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from './records';
import { call, retriable } from './world';

const owner = { accountId: ACCOUNT_ID };
const target = { ...owner, clientId: CLIENT_ID };

const update: Run = (deps) =>
  updateClient(deps, call(), { ...target, patch: { label: 'B', scopes: ['write:orders'] } });
const suspend: Run = (deps) => suspendClient(deps, call(), target);
const resume: Run = (deps) => resumeClient(deps, call(), target);
const endTokens: Run = (deps) => revokeTokens(deps, call(), target);
const revoke: Run = (deps) => revokeClient(deps, call(), target);
const revokeOnce: Run = (deps) => revokeClient(deps, retriable(), target);
const endTokensOnce: Run = (deps) => revokeTokens(deps, retriable(), target);
const endAll: Run = (deps) => revokeAll(deps, call(), owner);
const shrink: Run = (deps) => updateAccount(deps, call(), { ...owner, patch: { grant: { scopes: [] } } });

const alone = [account(), client()];
const stopped = [account(), client({ suspendedAt: NOW })];

export const CLIENT_RACES: readonly Race[] = [
  {
    name: 'client revoke and update',
    records: alone,
    runs: [revoke, update],
    conditions: on('client', 'version', 'revokedAt'),
    breaks: 'a revoked client that was changed',
  },
  {
    name: 'client revoke and suspend',
    records: alone,
    runs: [revoke, suspend],
    conditions: on('client', 'revokedAt'),
    breaks: 'a revoked client that was changed',
  },
  {
    name: 'client revoke and resume',
    records: stopped,
    runs: [revoke, resume],
    conditions: on('client', 'version', 'revokedAt'),
    breaks: 'a revoked client that was changed',
  },
  {
    name: 'client revoke and revoke-tokens',
    records: alone,
    runs: [revoke, endTokens],
    conditions: on('client', 'revokedAt'),
    breaks: 'a revoked client that was changed',
  },
  {
    name: 'client patch and grant shrink',
    records: alone,
    runs: [update, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'client patch and revoke-all',
    records: alone,
    runs: [update, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a revoked client that was changed',
  },
  {
    name: 'client resume and revoke-all',
    records: stopped,
    runs: [resume, endAll],
    conditions: on('account', 'generation'),
    breaks: 'a revoked client that was changed',
  },
  {
    name: 'two suspensions of a client',
    records: alone,
    runs: [suspend, suspend],
    conditions: on('client', 'suspendedAt'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two resumptions of a client',
    records: stopped,
    runs: [resume, resume],
    conditions: on('client', 'version'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revocations of a client',
    records: alone,
    runs: [revoke, revoke],
    conditions: on('client', 'revokedAt'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revocations of a client’s tokens',
    records: alone,
    runs: [endTokens, endTokens],
    conditions: on('client', 'tokensValidAfter'),
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revocations of a client’s tokens by two clocks',
    records: alone,
    runs: [ahead(endTokens, 1_000), endTokens],
    conditions: on('client', 'tokensValidAfter'),
    breaks: 'a revoke-tokens that moved back',
  },
  {
    name: 'two revocations of a client with one Idempotency-Key',
    records: alone,
    runs: [revokeOnce, revokeOnce],
    conditions: [...on('idempotency', 'absence'), ...on('client', 'revokedAt')],
    breaks: 'an event that is told twice',
  },
  {
    name: 'two revocations of a client’s tokens with one Idempotency-Key by two clocks',
    records: alone,
    runs: [ahead(endTokensOnce, 1_000), endTokensOnce],
    conditions: [...on('idempotency', 'absence'), ...on('client', 'tokensValidAfter')],
    breaks: 'a revoke-tokens that moved back',
  },
];
