/** Records as tests need them: a good account, key and client; whatever a test is about is given. */
import { createHash } from 'node:crypto';
import { storedSecret } from '../../lambda/domain/hash';
import { mintKey } from '../../lambda/domain/key-format';
import type { Account, ApiKey, Client } from '../../lambda/domain/model';

/** 2026-11-23T12:00:00Z. */
export const NOW = 1_795_435_200_000;
export const DAY = 86_400_000;
export const ACCOUNT_ID = 'Acc0000001';
export const KEY_ID = `${ACCOUNT_ID}Key00001`;
export const CLIENT_ID = '3n4b5urk1ft4fl3mg5e62d9ado';

/** Bytes that look random and are the same for the same seed. */
export const bytesFrom = (seed: string) => {
  let count = 0;
  return (length: number): Uint8Array => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () =>
      createHash('sha256')
        .update(`${seed} ${(count += 1)}`)
        .digest(),
    );
    return Buffer.concat(blocks).subarray(0, length);
  };
};

/** A presented key of `KEY_ID`; another seed gives another secret. */
export const presentedKey = (seed = 'first', keyId = KEY_ID): string =>
  mintKey({ prefix: 'sp', environment: 'live', keyId }, bytesFrom(seed));

export const account = (given: Partial<Account> = {}): Account => ({
  kind: 'account',
  accountId: ACCOUNT_ID,
  name: 'Example Ltd',
  grant: { scopes: ['read:orders', 'write:orders'] },
  createdAt: NOW - 10 * DAY,
  createdBy: 'operator:op',
  generation: 1,
  version: 1,
  grantVersion: 1,
  keysVersion: 1,
  ...given,
});

export const apiKey = (given: Partial<ApiKey> = {}): ApiKey => ({
  kind: 'key',
  keyId: KEY_ID,
  accountId: ACCOUNT_ID,
  label: 'Nightly import',
  scopes: ['read:orders'],
  environment: 'live',
  currentSecret: storedSecret(presentedKey(), given.createdAt ?? NOW - 9 * DAY),
  generation: 1,
  createdAt: NOW - 9 * DAY,
  createdBy: 'operator:op',
  version: 1,
  ...given,
});

export const client = (given: Partial<Client> = {}): Client => ({
  kind: 'client',
  clientId: CLIENT_ID,
  accountId: ACCOUNT_ID,
  label: 'Warehouse',
  scopes: ['read:orders', 'write:orders'],
  generation: 1,
  createdAt: NOW - 9 * DAY,
  createdBy: 'operator:op',
  version: 1,
  ...given,
});
