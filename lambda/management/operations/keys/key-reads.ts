/** Lists an account's keys, strongly consistent: a new key is in the next list. */
import type { ApiKey, Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { PageRequest } from '../../../domain/ports/table';
import { expiryOf, type KeyStatus, keyStatus } from '../../../domain/status';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
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
