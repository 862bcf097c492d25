/** Lists: all pages, or as many items as are asked for. */
import type { Items } from './show';
import { NUMBER, option } from './values';

export const LIMIT = { limit: option(NUMBER, 'shows at most so many (all)') };

/** Ends with the item that is the last one asked for, so no page is fetched for nothing. */
export async function collected<Item>(
  items: AsyncIterable<Item>,
  limit: number | undefined,
  wanted: (item: Item) => boolean = () => true,
): Promise<Items<Item>> {
  const found: Item[] = [];
  if (limit === 0) return { items: found };
  for await (const item of items) {
    if (!wanted(item)) continue;
    found.push(item);
    if (found.length === limit) break;
  }
  return { items: found };
}

/** The size of a page: no more than is shown, and at most what the API gives. */
export const pageSize = (limit: number | undefined): number => Math.min(Math.max(limit ?? MOST, 1), MOST);
const MOST = 100;
