/** Reads filtered lists. A page ends when it is full, or when `PAGE_READ_MAX` records were read for it. */
import type { Account } from '../domain/model';
import type { Page, PageRequest, Reader, RecordFor, Ref } from '../domain/ports/table';

/** Most records that one page reads. Such a page may hold fewer items than asked for and still have a next page. */
const PAGE_READ_MAX = 1_000;
/** Most records in one read of the table by their refs. */
const READ_BATCH = 100;
/** Records in one read of the table if a filter may drop some of them. */
const FILTERED_CHUNK = 100;

interface Filter<T> {
  /** Absent: keeps every item. */
  readonly keep?: (item: T) => boolean;
  /** Whether `keep` drops few items. Then the first read asks for `limit`, which is likely to be enough. */
  readonly keepsMost?: boolean;
  /** If true, the list ends before this item. Absent: reads to the end. */
  readonly past?: (item: T) => boolean;
  /** The value of `after` in the request for the items that follow this one. */
  readonly positionOf: (item: T) => string;
}

/**
 * The next items that the filter keeps, up to `limit`. What `read` gives is counted, so it leaves nothing out: not even what
 * was deleted, which `keep` has to drop.
 */
export async function fill<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  { after, limit }: PageRequest,
  { keep, keepsMost, past, positionOf }: Filter<T>,
): Promise<Page<T>> {
  const kept: T[] = [];
  let next = after;
  let chunk = keep === undefined || keepsMost === true ? limit : FILTERED_CHUNK;
  for (let left = PAGE_READ_MAX; left > 0; ) {
    const page = await read({ after: next, limit: Math.min(chunk, left) });
    for (const item of page.items) {
      if (past?.(item) === true) return { items: kept };
      if (keep?.(item) === false) continue;
      kept.push(item);
      const isLast = page.next === undefined && item === page.items.at(-1);
      if (kept.length === limit) return isLast ? { items: kept } : { items: kept, next: positionOf(item) };
    }
    if (page.next === undefined) return { items: kept };
    next = page.next;
    left -= Math.max(1, page.items.length);
    if (keep !== undefined) chunk = FILTERED_CHUNK;
  }
  return { items: kept, next };
}

/** The whole list, read in the largest pages. */
export async function everything<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const page = await read({ after, limit: PAGE_READ_MAX });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** Reads any number of records, in the order of `refs`. */
export async function readAll<R extends Ref>(
  reader: Reader,
  refs: readonly R[],
): Promise<(RecordFor<R> | undefined)[]> {
  const records: (RecordFor<R> | undefined)[] = [];
  for (let at = 0; at < refs.length; at += READ_BATCH)
    records.push(...(await reader.read(refs.slice(at, at + READ_BATCH))));
  return records;
}

/**
 * The account of each key or client, in their order. Undefined for what is not there, and for what belonged to an account
 * that was deleted.
 */
export async function withAccounts<T extends Pick<Account, 'accountId'>>(
  reader: Reader,
  records: readonly (T | undefined)[],
): Promise<readonly ({ readonly record: T; readonly account: Account } | undefined)[]> {
  const ids = [...new Set(records.flatMap((record) => (record === undefined ? [] : [record.accountId])))];
  const refs = ids.map((accountId) => ({ kind: 'account', accountId }) as const);
  const read = await readAll(reader, refs);
  const accounts = new Map(read.flatMap((account) => (account === undefined ? [] : [[account.accountId, account]])));
  return records.map((record) => {
    if (record === undefined) return undefined;
    const account = accounts.get(record.accountId);
    return account && { record, account };
  });
}
