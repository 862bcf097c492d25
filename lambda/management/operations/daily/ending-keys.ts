/** The live keys of an account that the daily task has to look at, page by page. */
import type { Account, Instant } from '../../../domain/model';
import type { LiveKeys } from '../../../domain/ports/table';
import { DAY_MILLISECONDS } from '../../../domain/status';
import type { LiveKey } from '../../../domain/records/table-records';
import type { Deps } from '../../../engine/context';

/** Entries in one page: as many as one read of their records may have. */
const PAGE = 100;

/** The keys whose end is later than `from` and at or before `until`; with `all` also those without an end or a later one. */
export interface EndingKeys {
  readonly from: Instant;
  readonly until: Instant;
  readonly all: boolean;
}

/** Holds more keys than were asked for when the account's grant, and not their own dates, ends them. */
export async function* endingKeys(
  { table }: Deps,
  account: Account,
  { from, until, all }: EndingKeys,
): AsyncGenerator<readonly LiveKey[]> {
  const { grant, lapsedUpTo = -Infinity } = account;
  const { maxKeyLifetimeDays: days = Infinity } = grant;
  const isWhole = all || days < Infinity || lapsedUpTo > from;
  const families: Pick<LiveKeys, 'by' | 'later'>[] = [{ by: 'expiresAt', later: from }];
  // A key without a date of its own is dead if it was made at or before this instant, and told of long ago.
  const made = Math.max(-1, from - days * DAY_MILLISECONDS);
  if (isWhole) families.push({ by: 'createdAt', later: made });
  for (const family of families) {
    const keys = { accountId: account.accountId, generation: account.generation, ...family };
    for (let after: string | undefined, isMore = true; isMore; ) {
      const { items, next } = await table.listLiveKeys(keys, { after, limit: PAGE });
      if (items.length > 0) yield items;
      after = next;
      isMore = next !== undefined && (isWhole || Number(items.at(-1)?.expiresAt) <= until);
    }
  }
}
