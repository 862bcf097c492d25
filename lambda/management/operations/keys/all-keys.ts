/** The list of all keys, whosever they are. */
import type { Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { PageRequest } from '../../../domain/ports/table';
import { expiryOf, type KeyStatus, keyStatus } from '../../../domain/status';
import type { Call, Deps } from '../../../engine/context';
import { load } from '../../../engine/callers';
import { listCredentials } from '../../../engine/indexes/all-credentials';
import { type LoadedKey } from '../../../engine/load';
import { isUnusedSince, refuseUnusedSince, type UsedKey } from '../../../engine/last-uses';

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
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const now = deps.now();
  const refusal = refuseUnusedSince(deps, input.unusedSince, { now });
  if (refusal !== undefined) return refusal;
  const { items: found, next } = await listCredentials(deps, input, {
    kind: 'key',
    refOf: ({ id: keyId }) => ({ kind: 'key', keyId }) as const,
    shown: ({ record: key, ...rest }): FoundKey => ({ key, ...rest, now }),
    isKept: filterOf(input),
  });
  return done({ found, next });
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
