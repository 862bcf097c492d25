/** Reads lists that are filtered on the way: a page ends when it is full or has cost enough, never by chance. */
import type { Page, PageRequest } from '../domain/ports/table';

/** Most records that one page reads; such a page may be short and still have a next one. */
const MOST_READ = 1_000;
/** Records asked for at once when filters make it unsure how many will do. */
const FILTERED_CHUNK = 100;

export interface Filter<T> {
  /** Absent: keeps all. */
  readonly keep?: (item: T) => boolean;
  /** Whether neither this item nor any later one is wanted. Absent: reads to the end. */
  readonly past?: (item: T) => boolean;
  /** Where the next page goes on after this item. */
  readonly positionOf: (item: T) => string;
}

/** The next items that the filter keeps, up to the limit asked for. */
export async function fill<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  { after, limit }: PageRequest,
  { keep, past, positionOf }: Filter<T>,
): Promise<Page<T>> {
  const kept: T[] = [];
  let next = after;
  for (let left = MOST_READ; left > 0; ) {
    const page = await read({ after: next, limit: keep ? FILTERED_CHUNK : limit });
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
  }
  return { items: kept, next };
}

/** Everything there is, read in the largest pages. */
export async function everything<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let page: PageRequest = { limit: MOST_READ };
  for (;;) {
    const found = await read(page);
    items.push(...found.items);
    if (found.next === undefined) return items;
    page = { after: found.next, limit: MOST_READ };
  }
}
