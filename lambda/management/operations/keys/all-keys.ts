/**
 * The list of all keys, whosever they are. An index names them and nothing else, and may be behind by seconds; what the
 * list shows, and whether a filter keeps it, comes from the records and the accounts as they are now.
 */
import type { Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { Page, PageRequest } from '../../../domain/ports/table';
import { expiryOf, type KeyStatus, keyStatus } from '../../../domain/status';
import { credentialPosition } from '../../../domain/table-records';
import type { Call, Deps } from '../../../engine/context';
import { load, type LoadedKey } from '../../../engine/load';
import { fill, readAll, withAccounts } from '../../../engine/paging';

/** A filter that is absent keeps every key. */
interface AllKeysFilter {
  readonly status?: KeyStatus | undefined;
  readonly tag?: string | undefined;
  /** Keeps keys that expire before this instant, by `expiresAt` or by the grant's key lifetime. */
  readonly expiresBefore?: Instant | undefined;
}
export type ListAllKeysInput = AllKeysFilter & PageRequest;
export interface AllKeysPage {
  readonly found: readonly LoadedKey[];
  readonly next?: string | undefined;
}

export async function listAllKeys(deps: Deps, call: Call, input: ListAllKeysInput): Promise<Outcome<AllKeysPage>> {
  const { table, now: clock } = deps;
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const now = clock();
  const read = async (page: PageRequest): Promise<Page<LoadedKey>> => {
    const { items, next } = await table.listCredentials('key', page);
    const refs = items.map(({ id: keyId }) => ({ kind: 'key', keyId }) as const);
    const keys = await withAccounts(table, await readAll(table, refs));
    return { items: keys.map(({ record: key, account }) => ({ key, account, now })), next };
  };
  const { items: found, next } = await fill(read, input, {
    keep: filterOf(input),
    positionOf: ({ key: { accountId, keyId: id } }) => credentialPosition({ accountId, id }),
  });
  return done({ found, next });
}

/** Undefined if the request has no filter. */
function filterOf({ status, tag, expiresBefore }: AllKeysFilter): ((found: LoadedKey) => boolean) | undefined {
  if ([status, tag, expiresBefore].every((asked) => asked === undefined)) return undefined;
  return ({ key, account, now }) =>
    (status === undefined || keyStatus(key, account, now) === status) &&
    (tag === undefined || (key.tags ?? []).includes(tag)) &&
    (expiresBefore === undefined || (expiryOf(key, account) ?? Infinity) < expiresBefore);
}
