/**
 * When credentials were last used, as the usage function noted it, and what "unused since" means. It comes late, and some
 * may be lost: nothing that decides about a request reads it.
 */
import type { ApiKey, Instant } from '../domain/model';
import type { FieldError, Outcome } from '../domain/outcome';
import type { Reader } from '../domain/ports/table';
import { DAY_MILLISECONDS } from '../domain/status';
import { type LastUse, USAGE_KEPT_DAYS } from '../domain/records/usage-records';
import type { ReadDeps } from './context';
import { readAll } from './paging';
import { invalidRequest } from './validation';

export type LastUses = ReadonlyMap<string, LastUse>;

/** A key, and its last use if one is known. */
export interface UsedKey {
  readonly key: ApiKey;
  readonly lastUse?: LastUse | undefined;
}

/** The last uses that are known of these credentials, by their ids. Reads nothing where usage is not counted. */
export async function lastUsesOf(
  { table, countsUsage }: Pick<ReadDeps, 'countsUsage'> & { readonly table: Reader },
  ids: readonly string[],
): Promise<LastUses> {
  if (countsUsage !== true) return new Map();
  const uses = await readAll(
    table,
    ids.map((credentialId) => ({ kind: 'lastUse', credentialId }) as const),
  );
  return new Map(uses.flatMap((use) => (use === undefined ? [] : [[use.credentialId, use]])));
}

/** Keys with their last uses. */
export async function withLastUses(deps: ReadDeps, keys: readonly ApiKey[]): Promise<UsedKey[]> {
  const uses = await lastUsesOf(
    deps,
    keys.map(({ keyId }) => keyId),
  );
  return keys.map((key) => ({ key, lastUse: uses.get(key.keyId) }));
}

/** A key or client that was never used counts as used when it was created. */
export const isUnusedSince = (
  { key, lastUse }: Pick<UsedKey, 'lastUse'> & { readonly key: Pick<ApiKey, 'createdAt'> },
  since: Instant,
): boolean => Math.max(key.createdAt, lastUse?.lastUsedAt ?? key.createdAt) < since;

type Place = { readonly pointer: string } | { readonly parameter: string };

/**
 * Why nobody can tell which keys were unused since then: a count may still be on its way, or last uses from then are no
 * longer kept.
 */
export const unusedSinceErrors = (since: Instant | undefined, now: Instant, place: Place): FieldError[] =>
  since === undefined || (since <= now - DAY_MILLISECONDS && since >= now - USAGE_KEPT_DAYS * DAY_MILLISECONDS)
    ? []
    : [
        {
          ...place,
          detail: `Must be at least one day ago, as uses are noted late, and at most ${USAGE_KEPT_DAYS} days.`,
        },
      ];

/** The refusal of a request by `unusedSince` that cannot be answered. `place` is where the request names it. */
export function refuseUnusedSince(
  { countsUsage }: Pick<ReadDeps, 'countsUsage'>,
  since: Instant | undefined,
  { now, place = { parameter: 'unusedSince' } }: { readonly now: Instant; readonly place?: Place },
): (Outcome<never> & { readonly ok: false }) | undefined {
  if (since === undefined) return undefined;
  if (countsUsage !== true) return usageNotCounted();
  const errors = unusedSinceErrors(since, now, place);
  return errors.length > 0 ? invalidRequest(errors) : undefined;
}

export const usageNotCounted = (): Outcome<never> & { readonly ok: false } => ({
  ok: false,
  refusal: {
    code: 'usage-not-counted',
    detail: 'This deployment does not count usage. Its deployer turns it on with the prop usage of Sallyport.',
  },
});
