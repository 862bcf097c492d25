/**
 * The list of all keys, whosever they are. An index names them and nothing else, and may be behind by seconds; what the
 * list shows, and whether a filter keeps it, comes from the records and the accounts as they are now.
 */
import type { Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { Page, PageRequest } from '../../../domain/ports/table';
import { expiryOf, type KeyStatus, keyStatus } from '../../../domain/status';
import { type CredentialEntry, credentialPosition } from '../../../domain/records/table-records';
import type { Call, Deps } from '../../../engine/context';
import { load } from '../../../engine/callers';
import { type LoadedKey } from '../../../engine/load';
import { isUnusedSince, lastUsesOf, refuseUnusedSince, type UsedKey } from '../../../engine/last-uses';
import { fill, readAll, withAccounts } from '../../../engine/paging';

/** A filter that is absent keeps every key. */
interface AllKeysFilter {
  readonly status?: KeyStatus | undefined;
  readonly tag?: string | undefined;
  /** Keeps keys that expire before this instant, by `expiresAt` or by the grant's key lifetime. */
  readonly expiresBefore?: Instant | undefined;
  /** Keeps keys that this plan holds: their own, or else that of their account. */
  readonly plan?: string | undefined;
  /** Keeps keys that no use is known of from this instant on. */
  readonly unusedSince?: Instant | undefined;
}

/** A key with its account and its last use. */
export type FoundKey = LoadedKey & UsedKey;
export type ListAllKeysInput = AllKeysFilter & PageRequest;
export interface AllKeysPage {
  readonly found: readonly FoundKey[];
  readonly next?: string | undefined;
}

export async function listAllKeys(deps: Deps, call: Call, input: ListAllKeysInput): Promise<Outcome<AllKeysPage>> {
  const { table, now: clock } = deps;
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const now = clock();
  const refusal = refuseUnusedSince(deps, input.unusedSince, { now });
  if (refusal !== undefined) return refusal;
  const read = async (page: PageRequest): Promise<Page<Listed>> => {
    const { items, next } = await table.listCredentials('key', page);
    const ids = items.map(({ id }) => id);
    const refs = ids.map((keyId) => ({ kind: 'key', keyId }) as const);
    const keys = await withAccounts(table, await readAll(table, refs));
    const uses = await lastUsesOf(deps, ids);
    return {
      items: items.map((entry, at) => {
        const one = keys[at];
        return { entry, found: one && { key: one.record, account: one.account, now, lastUse: uses.get(entry.id) } };
      }),
      next,
    };
  };
  const isKept = filterOf(input);
  const { items: listed, next } = await fill(read, input, {
    keep: ({ found }) => found !== undefined && (isKept === undefined || isKept(found)),
    keepsMost: isKept === undefined,
    positionOf: ({ entry }) => credentialPosition(entry),
  });
  return done({ found: listed.map(({ found }) => found).filter((found) => found !== undefined), next });
}

/** An entry of the index, and its key. Undefined if the key, or its account, was deleted. */
interface Listed {
  readonly entry: CredentialEntry;
  readonly found: FoundKey | undefined;
}

/** Undefined if the request has no filter. */
function filterOf(filter: AllKeysFilter): ((found: FoundKey) => boolean) | undefined {
  const { status, tag, expiresBefore, plan, unusedSince } = filter;
  if ([status, tag, expiresBefore, plan, unusedSince].every((asked) => asked === undefined)) return undefined;
  return ({ key, account, now, lastUse }) =>
    (plan === undefined || (key.plan ?? account.grant.plan) === plan) &&
    (unusedSince === undefined || isUnusedSince({ key, lastUse }, unusedSince)) &&
    (status === undefined || keyStatus(key, account, now) === status) &&
    (tag === undefined || (key.tags ?? []).includes(tag)) &&
    (expiresBefore === undefined || (expiryOf(key, account) ?? Infinity) < expiresBefore);
}
