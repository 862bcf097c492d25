/**
 * Turns a changed record into the one write that makes the change: single attributes, never the whole record,
 * with the counters raised by the table itself.
 */
import type { Account, ApiKey, Client } from '../domain/model';
import type { Assignment, Condition, Write } from '../domain/ports/table';

/** Raised by the table, so that a write without a condition on them loses no other one's raise. */
const COUNTERS = ['version', 'grantVersion', 'keysVersion'] as const;
type Counter = (typeof COUNTERS)[number];

/** Whether two values are the same JSON, whatever the order of an object's members. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(membersOf(a)), new Map(membersOf(b))];
  return (
    left.size === right.size && [...left].every(([name, value]) => right.has(name) && same(value, right.get(name)))
  );
}

const membersOf = (value: object): [string, unknown][] =>
  Object.entries<unknown>({ ...value }).filter(([, member]) => member !== undefined);

/** No write but a delete and the revoke itself touches a revoked key: all carry the condition that this one adds. */
export function keyWrite(before: ApiKey, after: ApiKey, when: Condition<ApiKey> = {}): Write {
  const ref = { kind: 'key', keyId: before.keyId } as const;
  const { set, increment } = difference(before, after);
  return { type: 'update', ref, when: { ...when, revokedAt: undefined }, set, increment };
}

/** A mere check of the condition when nothing differs. */
export function accountWrite(before: Account, after: Account, when: Condition<Account>): Write {
  const ref = { kind: 'account', accountId: before.accountId } as const;
  const { set, increment } = difference(before, after);
  const idle = increment.length === 0 && Object.keys(set).length === 0;
  return idle ? { type: 'check', ref, when } : { type: 'update', ref, when, set, increment };
}

/** As `keyWrite`: no write but a delete and the revoke itself touches a revoked client. */
export function clientWrite(before: Client, after: Client, when: Condition<Client> = {}): Write {
  const ref = { kind: 'client', accountId: before.accountId, clientId: before.clientId } as const;
  return { type: 'update', ref, when: { ...when, revokedAt: undefined }, ...difference(before, after) };
}

/** Lets revoke-all cover a client that is being made, in an account that is still as this reading of it said. */
export function coverByRevokeAll(account: Account, { createdAt }: Client): Write {
  const { grantVersion, keysVersion, credentialsValidAfter, newestCredentialAt } = account;
  const newest = Math.max(newestCredentialAt ?? 0, createdAt);
  // Moves although no key is made: whoever deletes the account meets it, whatever the clocks say.
  const after = { ...account, keysVersion: keysVersion + 1, newestCredentialAt: newest };
  const seen = { grantVersion, credentialsValidAfter, newestCredentialAt };
  return accountWrite(account, after, { ...seen, suspendedAt: undefined });
}

/** Holds as long as the account is what this reading of it said in the named attributes. */
export function accountCheck(account: Account, ...names: readonly (keyof Account)[]): Write {
  const when: Condition<Account> = Object.fromEntries(names.map((name) => [name, account[name]]));
  return { type: 'check', ref: { kind: 'account', accountId: account.accountId }, when };
}

/** What differs: attributes to set or remove, and counters to raise. */
function difference<T extends object>(
  before: T,
  after: T,
): { readonly set: Assignment<T>; readonly increment: Extract<keyof T, Counter>[] } {
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
