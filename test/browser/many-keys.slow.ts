/** An account with 5,000 keys at the portal: what is there shows while the rest is on its way, and nothing jumps. */
import { browserSuite } from '../support/browser';
import { ADA, makeAccount, makeKey } from './portal-places';
import { seedKeys } from './seed-keys';

const suite = browserSuite();
const MANY = 5_000;

it('shows the first keys while the others load, searches and sorts those, says so, and moves nothing', async () => {
  const account = await makeAccount(suite.run());
  const { id } = await makeKey(suite.run(), account.id, { label: 'Key 0000' });
  await seedKeys(suite.run(), id, MANY - 1);
  const { page } = await suite.signedIn(ADA);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/keys\?.*cursor=/, async (route) => {
    await released;
    await route.continue();
  });
  const count = page.locator('.count');

  await page.evaluate(`location.hash = '${account.keys}'`);
  await count.filter({ hasText: '100 keys so far, loading more…' }).waitFor();
  await page.getByLabel('Search').fill('key 00');
  await count.filter({ hasText: /^\d+ of 100 keys so far/ }).waitFor();
  const found = await page.locator('tbody .row-link').allInnerTexts();
  await page.getByRole('button', { name: 'Label' }).click();
  const up = await page.locator('tbody .row-link').allInnerTexts();
  await page.getByRole('button', { name: 'Label' }).click();
  const down = await page.locator('tbody .row-link').allInnerTexts();
  await page.getByLabel('Search').fill('');
  release();
  await count.filter({ hasText: `${MANY} keys` }).waitFor();

  expect(found.length).toBeGreaterThan(0);
  expect(up).toEqual([...found].sort());
  expect(down).toEqual([...up].reverse());
  expect(await page.locator('tbody .row-link').first().innerText()).toBe('Key 4999');
  expect(await page.locator('tbody tr').count()).toBe(100);
  await page.getByRole('button', { name: 'Show more' }).click();
  expect(await page.locator('tbody tr').count()).toBe(200);
  expect(await page.evaluate('layoutShift')).toBeLessThan(0.02);
});
