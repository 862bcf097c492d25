/** Answers of another form than the API has, as something in between may give them: never an empty page in a real browser. */
import type { Page } from 'playwright-core';
import { browserSuite } from '../support/browser';
import { ADA, makeAccount } from './portal-places';

const suite = browserSuite();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const json = (body: unknown) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });

it.each([{}, null, { subject: 'x', operator: false, accounts: null }])(
  'who signed in is %j: the person is told, and can try again',
  async (answer) => {
    const visit = await suite.signedIn(ADA);
    const { page } = visit;
    await page.route('**/v1/me', (route) => route.fulfill(json(answer)));

    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'did not answer as it should' }).waitFor();
    await page.unroute('**/v1/me');
    await button(page, 'Try again').click();

    await page.locator('summary', { hasText: ADA }).waitFor();
  },
);

it.each([{ items: [null] }, { items: [{ id: 'x', label: 'y' }] }])(
  'a list holds %j: a calm message is in the place of the page, and a reload brings the page back',
  async (answer) => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA);
    const { page } = visit;
    visit.allow(/TypeError/);
    await page.route(/\/keys\?/, (route) => route.fulfill(json(answer)));

    await page.evaluate(`location.hash = '${account.keys}'`);
    await page.getByRole('alert').filter({ hasText: 'This cannot be shown' }).waitFor();
    await page.unroute(/\/keys\?/);
    await button(page, 'Reload').click();

    await page.getByRole('heading', { name: 'No keys yet' }).waitFor();
  },
);

it('a list that leads back to itself ends with an error', async () => {
  const account = await makeAccount(suite.run());
  const { page } = await suite.signedIn(ADA);
  let asked = 0;
  await page.route(/\/keys\?/, (route) => {
    asked += 1;
    return route.fulfill(json({ items: [], nextCursor: 'again' }));
  });

  await page.evaluate(`location.hash = '${account.keys}'`);

  await page.getByRole('alert').filter({ hasText: 'did not answer as it should' }).waitFor();
  expect(asked).toBe(2);
});

it('a logo does not load: the first letter of the name stands in its place', async () => {
  const { page, allow } = await suite.visit();
  allow(/404/);
  await page.route('**/portal/config.json', async (route) => {
    const answer = await route.fetch();
    await route.fulfill(json({ ...((await answer.json()) as object), logoUrl: 'no-such-logo.svg' }));
  });

  await page.goto(suite.run().facts.portalUrl ?? '');

  await page.locator('.brand-mark', { hasText: 'O' }).waitFor();
  expect(await page.locator('.brand-logo').count()).toBe(0);
});
