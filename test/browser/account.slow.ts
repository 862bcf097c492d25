/** A person with several accounts, and what an account tells of itself: its activity and its usage, in a real browser. */
import type { Page } from 'playwright-core';
import { browserSuite, signIn } from '../support/browser';
import { bearer } from '../support/local-run';
import { settled } from './go';
import { confirm, heading } from './page-parts';
import { ADA, DEV, type Made, makeAccount, makeKey } from './portal-places';

const DAYS = 5;
const DAY = 86_400_000;
const suite = browserSuite({ context: { usage: 'true' }, daysAgo: DAYS });

const sentences = (page: Page) =>
  page
    .locator('tbody tr')
    .evaluateAll((rows: { innerText: string }[]) => rows.map(({ innerText }) => innerText.split('\n')[0]?.trim()));

describe('a person with two accounts', () => {
  const PERSON = 'twice@example.com';

  it('chooses one, goes over to the other by the menu of the header, and may in each what the role there allows', async () => {
    const first = await makeAccount(suite.run(), { name: 'First', members: { [PERSON]: 'developer' } });
    const second = await makeAccount(suite.run(), { name: 'Second', members: { [PERSON]: 'viewer' } });
    await makeKey(suite.run(), first.id, { label: 'Of the first' });
    const { page } = await suite.signedIn(PERSON);
    await heading(page, 'Choose an account').waitFor();
    const offered = await page.locator('main a').allInnerTexts();
    await page.getByRole('link', { name: 'First' }).click();
    await page.getByRole('link', { name: 'Of the first' }).waitFor();
    await page.getByRole('link', { name: 'New key' }).waitFor();

    await page.locator('header summary', { hasText: 'First' }).click();
    await page.getByRole('banner').getByRole('link', { name: 'Second' }).click();
    await heading(page, 'No keys yet').waitFor();

    expect(offered.map((text) => text.split('\n')[0])).toEqual(expect.arrayContaining(['First', 'Second']));
    expect(offered).toHaveLength(2);
    expect(page.url()).toContain(second.keys);
    await page.locator('header summary', { hasText: 'Second' }).waitFor();
    expect(await page.getByRole('link', { name: 'New key' }).count()).toBe(0);
    await page.goBack();
    await page.getByRole('link', { name: 'Of the first' }).waitFor();
  });
});

describe('the activity', () => {
  let made: Made;
  beforeAll(async () => {
    made = await makeAccount(suite.run(), { members: { [DEV]: 'developer' } });
    await makeKey(suite.run(), made.id, { label: 'Till' });
  });

  it('tells who did what as sentences, newest first, and by its filter of one kind alone', async () => {
    const { page } = await suite.signedIn(ADA, made.keys);
    await page.getByRole('link', { name: 'Till' }).click();
    await confirm(page, 'Suspend');
    await page.getByText('Suspended', { exact: true }).waitFor();
    await page.getByRole('cell', { name: 'You suspended the key “Till”' }).waitFor();
    const ofKey = await sentences(page);
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('cell', { name: 'You suspended the key “Till”' }).waitFor();
    const all = await sentences(page);

    await page.getByLabel('Show').selectOption({ label: 'Member: added' });
    await page.getByRole('cell', { name: 'You suspended the key “Till”' }).waitFor({ state: 'detached' });
    await settled(page);

    expect(ofKey).toEqual(['You suspended the key “Till”', 'An operator issued the key “Till”']);
    expect(all).toEqual([
      ...ofKey,
      `An operator invited ${DEV} as developer`,
      'An operator invited you as owner',
      'An operator created the account',
    ]);
    expect(await sentences(page)).toEqual(all.slice(2, 4));
    await page.getByLabel('Show').selectOption({ label: 'Key: revoked' });
    await page.getByText('Nothing is recorded.').waitFor();
  });

  it('tells what a change changed', async () => {
    await suite.run().manage('PATCH', `/accounts/${made.id}`, { body: { grant: { maxActiveKeys: 7 } } });
    const { page } = await suite.signedIn(DEV, made.activity);
    const row = page.getByRole('row').filter({ hasText: 'An operator changed the account' });

    await row.getByText('Details').click();

    await row.getByText('maxActiveKeys').waitFor();
    expect(await row.locator('ins').first().innerText()).toBe('7');
  });
});

describe('the usage', () => {
  it('has the numbers of each day in the table beside the chart, and begins when the account does', async () => {
    const run = suite.run();
    const made = await makeAccount(run);
    const { key, place } = await makeKey(run, made.id, { scopes: ['read:orders'] });
    const use = async (method: string, times: number): Promise<void> => {
      for (let used = 0; used < times; used += 1) await run.call(method, '/orders', bearer(key));
    };
    for (const [taken, refused] of [
      [3, 0],
      [0, 0],
      [2, 1],
    ] as const) {
      await use('GET', taken);
      await use('POST', refused);
      await run.deliverLogs();
      run.clock.advance(DAY);
    }
    const { page, context } = await suite.visit();
    await context.clock.setFixedTime(run.clock.now());
    await page.goto(`${run.facts.portalUrl ?? ''}${made.usage}`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await signIn(page, ADA);

    const chart = page.getByRole('img', { name: /^Requests by day: 6 / });
    await chart.waitFor();
    const bars = await chart
      .locator('title')
      .evaluateAll((all: { textContent: string }[]) =>
        all.map(({ textContent }) => textContent.replace(/^[^:]*: /, '')),
      );
    await page.getByText('All days with requests').click();
    const rows = await page
      .locator('tbody tr')
      .evaluateAll((all: { cells: { innerText: string }[] }[]) =>
        all.map(({ cells }) => [...cells].slice(1).map(({ innerText }) => innerText)),
      );

    expect(bars).toEqual([
      ...Array(3).fill('0 requests, 0 refused'),
      '3 requests, 0 refused',
      '0 requests, 0 refused',
      '3 requests, 1 refused',
      '0 requests, 0 refused',
    ]);
    expect(rows).toEqual([
      ['3', '1'],
      ['3', '0'],
    ]);
    await page.getByLabel('Period').selectOption({ label: 'Last 365 days' });
    await chart.waitFor();
    expect(await chart.locator('title').count()).toBe(7);
    await page.evaluate(`location.hash = '${place}'`);
    await page.getByText('GET /orders').or(page.getByText('POST /orders')).first().waitFor();
  });
});
