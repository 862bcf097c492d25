/** Reads of keys, strongly consistent: a new key is in the next list of its account, and found by its id. */
import { accountIdOf } from '../../../domain/key-format';
import type { ApiKey, Instant } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { PageRequest } from '../../../domain/ports/table';
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
import { fill } from '../../../engine/paging';

export interface ListKeysInput extends AccountTarget, PageRequest {
  readonly status?: KeyStatus | undefined;
  /** The exact label. */
  readonly label?: string | undefined;
  readonly tag?: string | undefined;
  /** Lists keys that expire before this instant, by `expiresAt` or by the grant's key lifetime. */
  readonly expiresBefore?: Instant | undefined;
}
export interface KeyPage extends LoadedAccount {
  readonly keys: readonly ApiKey[];
  readonly next?: string;
}

export async function listKeys(deps: Deps, call: Call, input: ListKeysInput): Promise<Outcome<KeyPage>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const { account, now } = loaded.value;
  const filter = { keep: filterOf(input, loaded.value), positionOf: (key: ApiKey) => key.keyId };
  const { items: keys, next } = await fill((page) => deps.table.listKeys(accountId, page), input, filter);
  return done({ keys, account, now, next });
}

/** Undefined if the request has no filter. */
function filterOf(
  { status, label, tag, expiresBefore }: ListKeysInput,
  { account, now }: LoadedAccount,
): ((key: ApiKey) => boolean) | undefined {
  if ([status, label, tag, expiresBefore].every((asked) => asked === undefined)) return undefined;
  return (key) =>
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
): Promise<Outcome<LoadedKey>> {
  const found = await loadKey(deps, call, { accountId: accountIdOf(keyId), keyId });
  if (found.ok || !ABSENT.includes(found.refusal.code)) return found;
  return refused(
    'key-not-found',
    'No key has this id. In the key, its id is the 18 characters after live_ or test_. GET /v1/accounts/{accountId}/keys lists the keys of an account.',
  );
}

const ABSENT: readonly string[] = ['account-not-found', 'key-not-found'];
