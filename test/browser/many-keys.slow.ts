/** An account with 5,000 keys at the portal: what is there shows while the rest is on its way, and nothing jumps. */
import type { Page } from 'playwright-core';
import { browserSuite } from '../support/browser';
import { ADA, gateAt, makeAccount, makeKey } from './portal-places';
import { seedKeys } from './seed-keys';

const suite = browserSuite();
const MANY = 5_000;
let keys: string;

beforeAll(async () => {
  const account = await makeAccount(suite.run());
  const { id } = await makeKey(suite.run(), account.id, { label: 'Key 0000', scopes: ['read:orders'] });
  await seedKeys(suite.run(), id, MANY - 1);
  keys = account.keys;
});

const counted = (page: Page, text: RegExp) => page.locator('.count').filter({ hasText: text }).waitFor();
const labels = (page: Page) => page.locator('tbody .row-link').allInnerTexts();
const newest = (count: number) =>
  Array.from({ length: count }, (_, number) => `Key ${String(number).padStart(4, '0')}`);
const rowHeight = (page: Page) =>
  page.evaluate<number>(`document.querySelector('tbody tr').getBoundingClientRect().height`);
const FIRST_PAGE = /\/keys\?limit=100$/;
const NEXT_PAGES = /\/keys\?.*cursor=/;

it.each([1440, 360])(
  'shows the first keys while the others load, then all from the newest on, and nothing moves at %i pixels',
  async (width) => {
    const { page, context } = await suite.signedIn(ADA, '', { viewport: { width, height: 800 } });
    // As on a busy machine: what comes in several frames would show as several steps.
    await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const openFirst = await gateAt(page, FIRST_PAGE);
    const open = await gateAt(page, NEXT_PAGES);

    await page.evaluate(`location.hash = '${keys}'`);
    await page.locator('table[aria-busy] tbody tr').first().waitFor();
    const grey = await rowHeight(page);
    await page.evaluate('shifts.length = 0');
    openFirst();
    await counted(page, /^100 keys so far, loading more…$/);
    const real = await rowHeight(page);
    const first = await labels(page);
    open();
    await counted(page, new RegExp(`^${MANY} keys$`));

    expect(first).toHaveLength(100);
    expect(await labels(page)).toEqual(newest(100));
    expect(await page.evaluate('shifts')).toEqual([]);
    expect(Math.abs(grey - real)).toBeLessThan(2);
    await page.getByRole('button', { name: 'Show more' }).click();
    expect(await labels(page)).toEqual(newest(200));
  },
);

it('searches and sorts what is there, and says that more is to come', async () => {
  const { page } = await suite.signedIn(ADA);
  const open = await gateAt(page, NEXT_PAGES);
  await page.evaluate(`location.hash = '${keys}'`);
  await counted(page, /^100 keys so far/);

  const first = await labels(page);
  await page.getByLabel('Search').fill('key 002');
  await counted(page, /^\d+ of 100 keys so far, loading more…$/);
  const found = await labels(page);
  await page.getByRole('button', { name: 'Label' }).click();
  const up = await labels(page);
  await page.getByRole('button', { name: 'Label' }).click();
  const down = await labels(page);
  open();
  await counted(page, new RegExp(`^\\d+ of ${MANY} keys$`));

  expect(found.length).toBeGreaterThan(0);
  // Ids are searched as well, and may have these digits too.
  expect(found).toEqual(expect.arrayContaining(first.filter((label) => label.includes('002'))));
  expect([up, down]).toEqual([[...found].sort(), [...found].sort().reverse()]);
  expect((await labels(page)).length).toBeGreaterThanOrEqual(found.length);
});
