import { everything, fill } from '../../lambda/engine/paging';
import type { Page, PageRequest } from '../../lambda/domain/ports/table';

/** The numbers below `count`, in pages of at most `most`; like a real table it may end with an empty page. */
function numbers(count: number, most = Infinity) {
  const asked: PageRequest[] = [];
  const read = async (page: PageRequest): Promise<Page<number>> => {
    asked.push(page);
    const start = page.after === undefined ? 0 : Number(page.after) + 1;
    const size = Math.max(0, Math.min(page.limit, most, count - start));
    const items = Array.from({ length: size }, (_, at) => start + at);
    return size < Math.min(page.limit, most) ? { items } : { items, next: String(start + size - 1) };
  };
  return { read, asked };
}
const positionOf = String;

describe('a page', () => {
  it('asks for no more than it needs when it keeps all', async () => {
    const { read, asked } = numbers(10);

    const page = await fill(read, { limit: 3 }, { positionOf });

    expect([page, asked]).toEqual([{ items: [0, 1, 2], next: '2' }, [{ limit: 3 }]]);
  });

  it('goes on after the position it is given', async () => {
    const { read } = numbers(5);

    expect(await fill(read, { after: '2', limit: 3 }, { positionOf })).toEqual({ items: [3, 4] });
  });

  it('fills up over short pages of the table', async () => {
    const { read } = numbers(10, 2);

    expect(await fill(read, { limit: 5 }, { positionOf })).toEqual({ items: [0, 1, 2, 3, 4], next: '4' });
  });

  it('goes on after the last item it kept, not after the last it read', async () => {
    const { read } = numbers(10);

    const page = await fill(read, { limit: 2 }, { positionOf, keep: (n) => n % 2 === 1 });

    expect(page).toEqual({ items: [1, 3], next: '3' });
  });

  it('has no next one when its last item was the last of all', async () => {
    const { read } = numbers(4);

    const page = await fill(read, { limit: 2 }, { positionOf, keep: (n) => n % 2 === 1 });

    expect(page).toEqual({ items: [1, 3] });
  });

  it('reads 1,000 items at most and says where to go on', async () => {
    const { read, asked } = numbers(2_000);

    const page = await fill(read, { limit: 5 }, { positionOf, keep: (n) => n === 7 });

    expect([page, asked.length]).toEqual([{ items: [7], next: '999' }, 10]);
  });

  it('reads 1,000 items at most although the table gives short pages', async () => {
    const { read, asked } = numbers(2_000, 64);

    const page = await fill(read, { limit: 5 }, { positionOf, keep: () => false });

    expect([page, asked.length]).toEqual([{ items: [], next: '999' }, 16]);
    expect(asked.at(-1)?.limit).toBe(1_000 - 15 * 64);
  });

  it('asks for no more than it needs at first if the filter keeps most, and for 100 when that was not enough', async () => {
    const { read, asked } = numbers(2_000);

    const page = await fill(read, { limit: 3 }, { positionOf, keepsMost: true, keep: (n) => n !== 1 });

    expect(page).toEqual({ items: [0, 2, 3], next: '3' });
    expect(asked.map(({ limit }) => limit)).toEqual([3, 100]);
  });

  it('ends although the table gives nothing but empty pages', async () => {
    let reads = 0;
    const read = async () => ({ items: [], next: String((reads += 1)) });

    expect(await fill(read, { limit: 5 }, { positionOf })).toEqual({ items: [], next: '1000' });
  });

  it('stops at the first item past what is wanted', async () => {
    const { read } = numbers(10);

    expect(await fill(read, { limit: 9 }, { positionOf, past: (n) => n > 2 })).toEqual({ items: [0, 1, 2] });
  });
});

describe('everything', () => {
  it.each([0, 1, 999, 1_000, 1_001, 2_500])('is all of %d items', async (count) => {
    const { read } = numbers(count);

    expect(await everything(read)).toHaveLength(count);
  });
});
