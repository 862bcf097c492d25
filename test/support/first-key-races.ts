/** Races of a request that issues a key and may make its account, and the conditions that keep the promises. */
import { createAccount, updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { deleteAccount } from '../../lambda/management/operations/accounts/account-verbs';
import { issueKeyAndAccount } from '../../lambda/management/operations/keys/issue-key-and-account';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { on, type Race, type Run } from './races';
import { ACCOUNT_ID, account } from './records';
import { call, retriable } from './world';

const externalId = 'crm-42';
const asked = {
  label: 'First',
  scopes: ['read:orders'],
  account: { name: 'A', externalId, grant: { scopes: ['read:orders'], maxActiveKeys: 5 } },
};
const firstKey: Run = (deps) => issueKeyAndAccount(deps, call(), asked);
const firstKeyOnce: Run = async (deps) => {
  const outcome = await issueKeyAndAccount(deps, retriable(), asked);
  return outcome.ok ? { ok: true, value: { once: outcome.value.secretShown } } : outcome;
};
const create: Run = (deps) => createAccount(deps, call(), { name: 'A', externalId });
const rename: Run = (deps) => updateAccount(deps, call(), { accountId: ACCOUNT_ID, patch: { externalId } });
const shrink: Run = (deps) => updateAccount(deps, call(), { accountId: ACCOUNT_ID, patch: { grant: { scopes: [] } } });
const forget: Run = (deps) => deleteAccount(deps, call(), { accountId: ACCOUNT_ID });
const named: readonly TableRecord[] = [
  account({ externalId }),
  { kind: 'externalId', externalId, accountId: ACCOUNT_ID },
];

export const FIRST_KEY_RACES: readonly Race[] = [
  {
    name: 'two first keys of one externalId',
    records: [],
    runs: [firstKey, firstKey],
    conditions: on('externalId', 'absence'),
    breaks: 'an id that two share',
  },
  {
    name: 'a first key and a new account with its externalId',
    records: [],
    runs: [firstKey, create],
    conditions: on('externalId', 'absence'),
    breaks: 'an id that two share',
  },
  {
    name: 'a first key and an account that takes its externalId',
    records: [account()],
    runs: [firstKey, rename],
    conditions: on('externalId', 'absence'),
    breaks: 'an id that two share',
  },
  {
    name: 'two first keys with one Idempotency-Key',
    records: [],
    runs: [firstKeyOnce, firstKeyOnce],
    conditions: [...on('idempotency', 'absence'), ...on('externalId', 'absence')],
    breaks: 'one request done twice',
  },
  {
    name: 'a key by externalId and grant shrink',
    records: named,
    runs: [firstKey, shrink],
    conditions: on('account', 'grantVersion'),
    breaks: 'a credential beyond the grant',
  },
  {
    name: 'a key by externalId and account deletion',
    records: named,
    runs: [firstKey, forget],
    // The delete has put up its fence and looked for the last time.
    heldAt: [0, 1],
    conditions: on('account', 'fence'),
    breaks: 'a live credential without an account',
  },
];
