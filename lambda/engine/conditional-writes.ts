/**
 * Turns a changed record into one write with its condition. The write sets only the attributes that changed, and lets
 * the table raise the counters.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Account, ApiKey, Client } from '../domain/model';
import type { Condition, Write } from '../domain/ports/table';

/** The table increments these (DynamoDB `ADD`): two parallel writes add two, even without a condition on it. */
const COUNTERS = ['version', 'grantVersion', 'keysVersion'] as const;
type Counter = (typeof COUNTERS)[number];

/** Whether two values are the same JSON, in any order of an object's members. A member `undefined` counts as absent. */
export const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asJson(a), asJson(b));
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify({ value }));

/** Updates a key, on the condition that the key is not revoked. A revoked key can only be deleted. */
export const keyWrite = (before: ApiKey, after: ApiKey, when: Condition<ApiKey>): Write => ({
  type: 'update',
  ref: { kind: 'key', keyId: before.keyId },
  when: { ...when, revokedAt: undefined },
  ...difference(before, after),
});

/** Updates a client, on the condition that the client is not revoked. Only `settle.ts` updates a revoked client. */
export const clientWrite = (before: Client, after: Client, when: Condition<Client>): Write => ({
  type: 'update',
  ref: { kind: 'client', accountId: before.accountId, clientId: before.clientId },
  when: { ...when, revokedAt: undefined },
  ...difference(before, after),
});

/** Updates an account. If nothing changed, only checks the condition. */
export function accountWrite(before: Account, after: Account, when: Condition<Account>): Write {
  const ref = { kind: 'account', accountId: before.accountId } as const;
  const { set, increment } = difference(before, after);
  const isUnchanged = increment.length === 0 && Object.keys(set).length === 0;
  return isUnchanged ? { type: 'check', ref, when } : { type: 'update', ref, when, set, increment };
}

/**
 * The account's part in a transaction that makes or prolongs a credential: these attributes have the values that were
 * read, and no delete of the account goes on. Only checks, unless `change` changes the account, or a delete left its
 * fence: then removes the fence.
 */
export function accountWriteForCredential(
  account: Account,
  names: readonly (keyof Account)[],
  change: Partial<Account> = {},
): Write {
  return accountWrite(account, { ...account, ...change, fence: undefined }, asRead(account, [...names, 'fence']));
}

/**
 * The same for a new credential. One that is counted against a limit raises `keysVersion`, so that of two for the last place
 * one decides again. Others do not wait for each other.
 */
export function accountWriteForNewCredential(account: Account, isCounted: boolean): Write {
  const names = ['grantVersion', 'generation', 'suspendedAt'] as const;
  if (!isCounted) return accountWriteForCredential(account, names);
  return accountWriteForCredential(account, [...names, 'keysVersion'], { keysVersion: account.keysVersion + 1 });
}

/** A check that these attributes of the account still have the values that were read. */
export const accountCheck = (account: Account, ...names: readonly (keyof Account)[]): Write => ({
  type: 'check',
  ref: { kind: 'account', accountId: account.accountId },
  when: asRead(account, names),
});

const asRead = (account: Account, names: readonly (keyof Account)[]): Condition<Account> =>
  Object.fromEntries(names.map((name) => [name, account[name]]));

/** The attributes to set or, with `undefined`, to remove; and the counters to raise. */
function difference<T extends object>(before: T, after: T) {
  const set: { [P in keyof T]?: T[P] | undefined } = {};
  const increment: Extract<keyof T, Counter>[] = [];
  for (const name in { ...before, ...after }) {
    if (same(before[name], after[name])) continue;
    if (isCounter(name)) increment.push(name);
    else set[name] = after[name];
  }
  return { set, increment };
}

const isCounter = <N extends PropertyKey>(name: N): name is Extract<N, Counter> =>
  COUNTERS.some((counter) => counter === name);
