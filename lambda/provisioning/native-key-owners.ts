/**
 * The owners of a budget (accounts, and keys with a plan of their own) and the native keys that their records want. The
 * name of a native key says whose it is and of which plan, so no list of native keys is kept.
 */
import type { Account, ApiKey, Association, Instant } from '../domain/model';
import { ACCOUNT_ID, accountIdOf, KEY_ID } from '../domain/key-format';
import { type Budget, budgetOfAccount, budgetOfKey, PLAN_NAME } from '../domain/plans';
import type { Reader, UpdateWrite } from '../domain/ports/table';
import { isDead } from '../domain/status';
import type { Gateway } from '../engine/context';
import { readAll } from '../engine/paging';

/** What the table has of an owner. A key is there only together with its account, unless that was deleted. */
export interface Owner {
  readonly account: Account | undefined;
  /** Undefined also for an owner that is an account. */
  readonly key: ApiKey | undefined;
}

const isKey = (ownerId: string): boolean => KEY_ID.test(ownerId);

/** The owners with these ids, by id. */
export async function readOwners(table: Reader, ownerIds: readonly string[]): Promise<ReadonlyMap<string, Owner>> {
  const accounts = await readAll(
    table,
    [...new Set(ownerIds.map(accountIdOf))].map((accountId) => ({ kind: 'account', accountId }) as const),
  );
  const keys = await readAll(
    table,
    ownerIds.filter(isKey).map((keyId) => ({ kind: 'key', keyId }) as const),
  );
  const accountById = new Map(accounts.map((account) => [account?.accountId, account]));
  const keyById = new Map(keys.map((key) => [key?.keyId, key]));
  return new Map(
    ownerIds.map((ownerId) => [ownerId, { account: accountById.get(accountIdOf(ownerId)), key: keyById.get(ownerId) }]),
  );
}

/** A budget whose owner should have a native key of its own. */
export interface WantedBudget {
  readonly budget: Budget;
  /**
   * Notes what API Gateway confirmed, on the condition that the owner wants the same as when it was read. If not, whatever
   * changed the owner has also written a newer mark.
   */
  readonly note: (association: Association | undefined) => UpdateWrite;
}

/** Undefined: the owner should have no native key. */
export function wantedBudget(ownerId: string, { account, key }: Owner, now: Instant): WantedBudget | undefined {
  if (account === undefined) return undefined;
  if (!isKey(ownerId)) return wantedOf(budgetOfAccount(account), (set) => accountNote(account, set));
  return key === undefined || isDead(key, account, now)
    ? undefined
    : wantedOf(budgetOfKey(key), (set) => keyNote(key, set));
}

type Noted = { readonly association: Association | undefined };

const wantedOf = (budget: Budget | undefined, noteOf: (set: Noted) => UpdateWrite): WantedBudget | undefined =>
  budget && { budget, note: (association) => noteOf({ association }) };

const accountNote = ({ accountId, grantVersion, association }: Account, set: Noted): UpdateWrite => ({
  type: 'update',
  ref: { kind: 'account', accountId },
  when: { grantVersion, association },
  set,
});

const keyNote = ({ keyId, plan, association }: ApiKey, set: Noted): UpdateWrite => ({
  type: 'update',
  ref: { kind: 'key', keyId },
  when: { plan, association, revokedAt: undefined },
  set,
});

/** Plan and owner of a native key whose name begins as those of this deployment do. Undefined for the shared ones. */
export function readNativeKeyName(
  { nativeKeyPrefix }: Pick<Gateway, 'nativeKeyPrefix'>,
  name: string,
): Pick<Budget, 'ownerId' | 'plan'> | undefined {
  const end = name.lastIndexOf('-');
  const plan = name.slice(nativeKeyPrefix.length + 1, end);
  const ownerId = name.slice(end + 1);
  return PLAN_NAME.test(plan) && (ACCOUNT_ID.test(ownerId) || KEY_ID.test(ownerId)) ? { plan, ownerId } : undefined;
}
