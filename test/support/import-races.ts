/** Imports that meet, and the conditions without which a promise would break. */
import { sha256Hex } from '../../lambda/domain/hash';
import { revokeAll, suspendAccount } from '../../lambda/management/operations/accounts/account-verbs';
import { importKeys } from '../../lambda/management/operations/keys/import-keys';
import { on, type Race, type Run } from './races';
import { ACCOUNT_ID, account } from './records';
import { call } from './world';

const OTHER = 'Acc0000002';
const hash = sha256Hex('unkey_3ZkQvJt8mW2pXyN4bRcHdF');
const importInto =
  (accountId: string): Run =>
  (deps) =>
    importKeys(deps, call(), { accountId, keys: [{ hash, label: 'Old', scopes: ['read:orders'] }] });
const owner = { accountId: ACCOUNT_ID };

export const IMPORT_RACES: readonly Race[] = [
  {
    name: 'two imports of one key into two accounts',
    records: [account(), account({ accountId: OTHER })],
    runs: [importInto(ACCOUNT_ID), importInto(OTHER)],
    conditions: on('importedKey', 'absence'),
    breaks: 'a key that was imported twice',
  },
  {
    name: 'import and revoke-all',
    records: [account()],
    runs: [importInto(ACCOUNT_ID), (deps) => revokeAll(deps, call(), owner)],
    conditions: on('account', 'generation'),
    breaks: 'a credential that was dead when it was made',
  },
  {
    name: 'import and suspend',
    records: [account()],
    runs: [importInto(ACCOUNT_ID), (deps) => suspendAccount(deps, call(), owner)],
    conditions: on('account', 'suspendedAt'),
    breaks: 'a credential from a suspended account',
  },
];
