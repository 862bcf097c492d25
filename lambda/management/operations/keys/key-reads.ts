/** Reads of keys, strongly consistent: a new key is in the next list of its account, and found by its id. */
import { accountIdOf } from '../../../domain/key-format';
import type { ApiKey, Instant } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Page, PageRequest } from '../../../domain/ports/table';
import { expiryOf, type KeyStatus, keyStatus } from '../../../domain/status';
import type { Call, Deps } from '../../../engine/context';
import {
  type AccountTarget,
  type KeyTarget,
  type LoadedAccount,
  type LoadedKey,
  loadAccount,
  loadKey,
} from '../../../engine/load';
import {
  isUnusedSince,
  type LastUses,
  lastUsesOf,
  refuseUnusedSince,
  type UsedKey,
  withLastUses,
} from '../../../engine/last-uses';
import { fill } from '../../../engine/paging';

export interface ListKeysInput extends AccountTarget, PageRequest {
  readonly status?: KeyStatus | undefined;
  /** The exact label. */
  readonly label?: string | undefined;
  readonly tag?: string | undefined;
  /** Lists keys that expire before this instant, by `expiresAt` or by the grant's key lifetime. */
  readonly expiresBefore?: Instant | undefined;
  /** Lists keys that no use is known of from this instant on. A key that was never used counts as used at its creation. */
  readonly unusedSince?: Instant | undefined;
}
export interface KeyPage extends LoadedAccount {
  readonly keys: readonly ApiKey[];
  /** What is known of the uses of the keys. */
  readonly lastUses: LastUses;
  readonly next?: string;
}

export async function listKeys(deps: Deps, call: Call, input: ListKeysInput): Promise<Outcome<KeyPage>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const { account, now } = loaded.value;
  const { unusedSince } = input;
  const refusal = refuseUnusedSince(deps, unusedSince, { now });
  if (refusal !== undefined) return refusal;
  const filter = { keep: filterOf(input, loaded.value), positionOf: ({ key }: UsedKey) => key.keyId };
  const read = async (page: PageRequest): Promise<Page<UsedKey>> => {
    const { items, next } = await deps.table.listKeys(accountId, page);
    return { items: unusedSince === undefined ? items.map((key) => ({ key })) : await withLastUses(deps, items), next };
  };
  const { items, next } = await fill(read, input, filter);
  const keys = items.map(({ key }) => key);
  const lastUses = await lastUsesOf(
    deps,
    keys.map(({ keyId }) => keyId),
  );
  return done({ keys, lastUses, account, now, next });
}

/** A key that was read, and its last use. */
export async function withLastUse(deps: Deps, loaded: Outcome<LoadedKey>): Promise<Outcome<LoadedKey & UsedKey>> {
  if (!loaded.ok) return loaded;
  const [used] = await withLastUses(deps, [loaded.value.key]);
  return done({ ...loaded.value, ...used });
}

/** Undefined if the request has no filter. */
function filterOf(
  { status, label, tag, expiresBefore, unusedSince }: ListKeysInput,
  { account, now }: LoadedAccount,
): ((used: UsedKey) => boolean) | undefined {
  if ([status, label, tag, expiresBefore, unusedSince].every((asked) => asked === undefined)) return undefined;
  return ({ key, lastUse }) =>
    (unusedSince === undefined || isUnusedSince({ key, lastUse }, unusedSince)) &&
    (status === undefined || keyStatus(key, account, now) === status) &&
    (label === undefined || key.label === label) &&
    (tag === undefined || (key.tags ?? []).includes(tag)) &&
    (expiresBefore === undefined || (expiryOf(key, account) ?? Infinity) < expiresBefore);
}

/** A key by its id alone, which begins with its account's. A key whose account was deleted is not there any more. */
export async function findKey(
  deps: Deps,
  call: Call,
  { keyId }: Pick<KeyTarget, 'keyId'>,
): Promise<Outcome<LoadedKey & UsedKey>> {
  const found = await withLastUse(deps, await loadKey(deps, call, { accountId: accountIdOf(keyId), keyId }));
  if (found.ok || !ABSENT.includes(found.refusal.code)) return found;
  return refused(
    'key-not-found',
    'No key has this id. In the key, its id is the 18 characters after live_ or test_. GET /v1/accounts/{accountId}/keys lists the keys of an account.',
  );
}

const ABSENT: readonly string[] = ['account-not-found', 'key-not-found'];
