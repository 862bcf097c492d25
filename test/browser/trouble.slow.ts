/** The portal in trouble in a real browser: slow, lost and failed answers, no network, and a session that ends. */
import type { Route } from 'playwright-core';
import { browserSuite, type Visit } from '../support/browser';
import { button, changesOf, heading } from './page-parts';
import { ADA, gateAt, type Made, makeAccount, makeKey } from './portal-places';

const suite = browserSuite();
const KEYS = /\/keys(?:\?|$)/;

const labelsIn = async ({ id }: Made): Promise<string[]> => {
  const { body } = await suite.run().manage('GET', `/accounts/${id}/keys`);
  return (body.items as { label: string }[]).map(({ label }) => label);
};

/** At the filled form of a new key. */
async function atForm(label: string): Promise<Visit & { readonly account: Made }> {
  const account = await makeAccount(suite.run());
  const visit = await suite.signedIn(ADA, `${account.keys}/new`);
  await visit.page.getByLabel('Label').fill(label);
  await visit.page.getByLabel('read:orders').check();
  return { ...visit, account };
}

/** Answers as the API does with a problem. */
const problem = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({
    type: `https://example.test/${code}`,
    title: 'Trouble',
    status,
    code,
    detail: 'It broke.',
    instance: '/requests/r-1',
  }),
});
const isPost = (route: Route): boolean => route.request().method() === 'POST';

describe('a slow network', () => {
  it('shows the frame and grey lines until the keys are there', async () => {
    const account = await makeAccount(suite.run());
    await makeKey(suite.run(), account.id);
    const { page } = await suite.signedIn(ADA);
    const open = await gateAt(page, KEYS);

    await page.evaluate(`location.hash = '${account.keys}'`);
    await heading(page, 'Keys').waitFor();
    await page.locator('table[aria-busy] .skeleton-line').first().waitFor();
    expect(await page.locator('.count').innerText()).toBe('Loading…');
    open();

    await page.getByRole('link', { name: 'Nightly import' }).waitFor();
    expect(await page.locator('.skeleton-line').count()).toBe(0);
  });

  it('takes one click on a button whose change is under way', async () => {
    const { page, account } = await atForm('Slow');
    const sent = changesOf(page);
    const open = await gateAt(page, KEYS);

    await button(page, 'Issue the key').click();
    await page.locator('button[aria-busy]').waitFor();
    await button(page, 'Issue the key').click({ force: true });
    await page.getByLabel('Label').press('Enter');
    open();

    await heading(page, 'Your key').waitFor();
    await button(page, 'I have stored it').click();
    expect([sent(), await labelsIn(account)]).toEqual([1, ['Slow']]);
  });

  it('lets a person leave a screen that is on its way', async () => {
    const account = await makeAccount(suite.run());
    const made = await makeKey(suite.run(), account.id);
    const { page } = await suite.signedIn(ADA, account.keys);
    await page.getByRole('link', { name: 'Nightly import' }).waitFor();
    const open = await gateAt(page, /\/keys\/\w+$/);

    await page.getByRole('link', { name: 'Nightly import' }).click();
    await heading(page, 'Key').waitFor();
    await page.goBack();
    await heading(page, 'Keys').waitFor();
    open();

    await page.getByRole('link', { name: 'Nightly import' }).waitFor();
    expect(page.url()).not.toContain(made.id);
  });
});

describe('an answer that is an error', () => {
  it.each([500, 502, 503, 429])(
    '%i: is told with its request id, and the screen comes back when it is over',
    async (status) => {
      const account = await makeAccount(suite.run());
      await makeKey(suite.run(), account.id);
      const visit = await suite.signedIn(ADA);
      const { page } = visit;
      visit.allow(new RegExp(`status of ${status}`));
      await page.route(KEYS, (route) => route.fulfill(problem(status, 'in-trouble', { 'retry-after': '60' })));

      await page.evaluate(`location.hash = '${account.keys}'`);
      const told = await page.getByRole('alert').innerText();
      await page.unroute(KEYS);
      await button(page, 'Try again').click();

      await page.getByRole('link', { name: 'Nightly import' }).waitFor();
      expect(told).toContain('It broke.');
      expect(told).toContain('r-1');
    },
  );

  it('503 with a short Retry-After: goes away by itself', async () => {
    const account = await makeAccount(suite.run());
    await makeKey(suite.run(), account.id);
    const visit = await suite.signedIn(ADA);
    const { page } = visit;
    visit.allow(/status of 503/);
    await page.route(KEYS, (route) => route.fulfill(problem(503, 'in-trouble', { 'retry-after': '0' })), { times: 1 });

    await page.evaluate(`location.hash = '${account.keys}'`);

    await page.getByRole('link', { name: 'Nightly import' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('to a change: leaves the form as it was, and a second click makes one key', async () => {
    const { page, account, allow } = await atForm('Stays');
    allow(/status of 500/);
    await page.route(KEYS, (route) =>
      isPost(route) ? route.fulfill(problem(500, 'internal-error')) : route.continue(),
    );

    await button(page, 'Issue the key').click();
    await page.getByRole('alert').filter({ hasText: 'It broke.' }).waitFor();
    expect(await page.getByLabel('Label').inputValue()).toBe('Stays');
    await page.unroute(KEYS);
    await button(page, 'Issue the key').click();

    await heading(page, 'Your key').waitFor();
    await button(page, 'I have stored it').click();
    expect(await labelsIn(account)).toEqual(['Stays']);
  });

  it('that is lost after the key was made: the next click makes no second one, and tells that the secret is lost', async () => {
    const { page, account, allow } = await atForm('Lost');
    allow(/ERR_CONNECTION_RESET/);
    let lost = 0;
    await page.route(KEYS, async (route) => {
      if (!isPost(route)) return route.continue();
      await route.fetch();
      lost += 1;
      return route.abort('connectionreset');
    });

    await button(page, 'Issue the key').click();
    await page.getByRole('alert').filter({ hasText: 'No answer' }).waitFor();
    await page.unroute(KEYS);
    await button(page, 'Issue the key').click();

    await heading(page, 'The key was issued, and its secret cannot be shown').waitFor();
    expect([lost > 0, await labelsIn(account)]).toEqual([true, ['Lost']]);
  });

  it('of a table that fails: is told, nothing is half done, and the screen recovers', async () => {
    const { page, account, allow } = await atForm('Table');
    allow(/status of 503/);
    suite.run().table?.fail('error');

    await button(page, 'Issue the key').click();
    await page.getByRole('alert').waitFor();
    suite.run().table?.fail('none');
    expect(await labelsIn(account)).toEqual([]);
    await button(page, 'Issue the key').click();

    await heading(page, 'Your key').waitFor();
    await button(page, 'I have stored it').click();
    expect(await labelsIn(account)).toEqual(['Table']);
  });

  it('to the first request of all: is told on a page of its own, which recovers', async () => {
    const visit = await suite.visit();
    const { page } = visit;
    visit.allow(/status of 500/);
    await page.route('**/config.json', (route) => route.fulfill({ status: 500, body: '' }), { times: 1 });

    await page.goto(suite.run().facts.portalUrl ?? '');
    await heading(page, 'This page did not load').waitFor();
    await button(page, 'Try again').click();

    await button(page, 'Sign in').waitFor();
  });

  it('in place of a part of the page: is told, and a reload gets it', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA);
    const { page } = visit;
    visit.allow(/status of 404/, /dynamically imported/);
    await page.route(/assets\/keys/, (route) => route.fulfill({ status: 404, body: '' }), { times: 1 });

    await page.evaluate(`location.hash = '${account.keys}'`);
    await heading(page, 'This part of the page did not load').waitFor();
    await button(page, 'Try again').click();

    await heading(page, 'No keys yet').waitFor();
  });
});

describe('without a network', () => {
  it('says so, keeps what was typed, and goes on when it is back', async () => {
    const { page, context, account, allow } = await atForm('Offline');
    allow(/ERR_INTERNET_DISCONNECTED/);
    const banner = page.getByText('You are offline.');

    await context.setOffline(true);
    await banner.waitFor();
    await button(page, 'Issue the key').click();
    await page.getByRole('alert').filter({ hasText: 'No answer' }).waitFor();
    await context.setOffline(false);
    await banner.waitFor({ state: 'detached' });
    await button(page, 'Issue the key').click();

    await heading(page, 'Your key').waitFor();
    await button(page, 'I have stored it').click();
    expect(await labelsIn(account)).toEqual(['Offline']);
  });
});

describe('a person whose rights change while the page is open', () => {
  it('is told with the next request, and sees no more of the account', async () => {
    const account = await makeAccount(suite.run(), { members: { 'dev@example.com': 'developer' } });
    const visit = await suite.signedIn('dev@example.com', `${account.keys}/new`);
    const { page } = visit;
    visit.allow(/status of 40[34]/);
    await page.getByLabel('Label').fill('Too late');
    await page.getByLabel('read:orders').check();
    const path = `/accounts/${account.id}/members`;
    const { body } = await suite.run().manage('GET', path);
    const dev = (body.items as { email: string; subject: string }[]).find(({ email }) => email === 'dev@example.com');
    await suite.run().manage('PATCH', `${path}/${dev?.subject ?? ''}`, { body: { role: 'viewer' } });

    await button(page, 'Issue the key').click();
    await page.getByRole('alert').filter({ hasText: 'developer' }).waitFor();
    await suite.run().manage('DELETE', `${path}/${dev?.subject ?? ''}`);
    await button(page, 'Issue the key').click();

    await page.getByRole('alert').filter({ hasText: 'There is no such account' }).waitFor();
    expect(await labelsIn(account)).toEqual([]);
  });
});
