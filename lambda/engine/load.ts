/**
 * An operation's first read. The actor's own record comes with it, so an operator who is cut off is refused by
 * the very next request; the permission table is asked before anything of the account is judged.
 */
import type { Call, Deps } from './context';
import { ACCOUNT_ID, accountIdOf, KEY_ID } from '../domain/key-format';
import type { Account, ApiKey, Instant, Operator } from '../domain/model';
import { DependencyError, done, type Outcome, refused } from '../domain/outcome';
import { mayCall, scopesOf } from '../domain/policy';
import type { RecordFor, Ref } from '../domain/ports/table';
import { intersect } from '../domain/scopes';

/** Names an account. */
export interface AccountTarget {
  readonly accountId: string;
}
/** Names a key of an account. */
export interface KeyTarget extends AccountTarget {
  readonly keyId: string;
}

type Records<R extends readonly Ref[]> = { [I in keyof R]: RecordFor<R[I]> | undefined };

/** An operator that may make this call, with the records asked for. */
export interface LoadedCall<R extends readonly Ref[]> {
  readonly operator: Operator;
  /** What the operator may do in all: the scopes of its token that its record holds too. */
  readonly scopes: readonly string[];
  readonly records: Records<R>;
}

/**
 * Reads the operator and these records in one round trip, and refuses an operator that may not make this call. The
 * only place where a permission is asked for.
 */
export async function load<const R extends readonly Ref[]>(
  deps: Deps,
  { actor, requires }: Call,
  ...refs: R
): Promise<Outcome<LoadedCall<R>>> {
  const [known, ...records] = await deps.table.read([{ kind: 'operator', clientId: actor.clientId }, ...refs]);
  const operator = await operatorOf(deps, actor.clientId, known);
  if (operator === undefined || operator.revokedAt !== undefined)
    return refused('invalid-credential', 'The token’s client is not an operator, or no longer one.');
  const scopes = intersect(actor.scopes, scopesOf(operator));
  return mayCall(scopes, requires)
    ? done({ operator, scopes, records })
    : refused('insufficient-scope', `This needs one of the scopes ${requires.join(', ')}.`);
}

/**
 * The operator that this client is by its record, if any. A record without scopes makes nobody one but the stack's
 * own: that of an earlier stack may do nothing any more. The stack's own gets its record as soon as it is asked for.
 */
export async function operatorOf(
  deps: Deps,
  clientId: string,
  record: Operator | undefined,
): Promise<Operator | undefined> {
  if (record?.scopes !== undefined) return record;
  if (clientId !== deps.bootstrapOperator) return undefined;
  return record ?? recordOwn(deps, clientId);
}

async function recordOwn(deps: Deps, clientId: string): Promise<Operator> {
  const operator: Operator = { kind: 'operator', clientId, createdAt: deps.now(), version: 1 };
  const { committed } = await deps.table.commit([{ type: 'insert', record: operator }]);
  if (committed) return operator;
  const [written] = await deps.table.read([{ kind: 'operator', clientId }]);
  if (written === undefined) throw new DependencyError('table', 'the operator record is still being written');
  return written;
}

/** An account with the instant at which it was read. */
export interface LoadedAccount {
  readonly account: Account;
  readonly now: Instant;
}

export async function loadAccount(
  deps: Deps,
  call: Call,
  { accountId }: AccountTarget,
): Promise<Outcome<LoadedAccount>> {
  const refs = ACCOUNT_ID.test(accountId) ? [{ kind: 'account', accountId } as const] : [];
  const loaded = await load(deps, call, ...refs);
  if (!loaded.ok) return loaded;
  const [account] = loaded.value.records;
  return account === undefined ? noAccount() : done({ account, now: deps.now() });
}

export const noAccount = (): Outcome<never> =>
  refused('account-not-found', 'No account has this id. GET /v1/accounts lists those there are.');

/** Something of an account's. `ref` is absent when the id cannot be one of the account's. */
export interface OwnedTarget<R extends Ref> extends AccountTarget {
  readonly ref: R | undefined;
  readonly notFound: () => Outcome<never>;
}

/** A record with its account; what belongs to another account does not exist. */
export async function loadOwned<R extends Ref>(
  deps: Deps,
  call: Call,
  { accountId, ref, notFound }: OwnedTarget<R>,
): Promise<Outcome<LoadedAccount & { readonly record: RecordFor<R> }>> {
  if (ref === undefined) {
    const loaded = await loadAccount(deps, call, { accountId });
    return loaded.ok ? notFound() : loaded;
  }
  const loaded = await load(deps, call, { kind: 'account', accountId }, ref);
  if (!loaded.ok) return loaded;
  const [account, record] = loaded.value.records;
  if (account === undefined) return noAccount();
  return record === undefined ? notFound() : done({ account, record, now: deps.now() });
}

/** A key with what its status and effective scopes are computed from. */
export interface LoadedKey extends LoadedAccount {
  readonly key: ApiKey;
}

/** A key with its account; another account's key does not exist. */
export async function loadKey(deps: Deps, call: Call, { accountId, keyId }: KeyTarget): Promise<Outcome<LoadedKey>> {
  const ours = KEY_ID.test(keyId) && accountIdOf(keyId) === accountId;
  const ref = ours ? ({ kind: 'key', keyId } as const) : undefined;
  const loaded = await loadOwned(deps, call, { accountId, ref, notFound: noKey });
  if (!loaded.ok) return loaded;
  const { record: key, account, now } = loaded.value;
  return done({ key, account, now });
}

export const noKey = (): Outcome<never> =>
  refused(
    'key-not-found',
    'The account has no key with this id. GET /v1/accounts/{accountId}/keys lists those it has.',
  );

export const keyNotActive = (): Outcome<never> =>
  refused('key-not-active', 'The key is revoked or expired, which is final. Issue a new one.');
