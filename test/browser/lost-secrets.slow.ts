/** A secret is shown once, so nothing takes it away unseen in a real browser: not while it is made, and not when its answer is lost. */
import type { Page } from 'playwright-core';
import { browserSuite, type Visit } from '../support/browser';
import { ADA, gateAt, type Made, makeAccount, makeKey } from './portal-places';

const suite = browserSuite();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

interface Making extends Visit {
  /** Presses the button whose answer has the secret. */
  readonly press: () => Promise<void>;
}

async function newKey(account: Made): Promise<Making> {
  const visit = await suite.signedIn(ADA, `${account.keys}/new`);
  await visit.page.getByLabel('Label').fill('Till');
  await visit.page.getByLabel('read:orders').check();
  return { ...visit, press: () => button(visit.page, 'Issue the key').click() };
}

async function newClient(account: Made): Promise<Making> {
  const visit = await suite.signedIn(ADA, `#/accounts/${account.id}/clients/new`);
  await visit.page.getByLabel('Label').fill('Till');
  await visit.page.getByLabel('read:orders').check();
  return { ...visit, press: () => button(visit.page, 'Issue the client').click() };
}

async function rotation(account: Made): Promise<Making> {
  const key = await makeKey(suite.run(), account.id);
  const visit = await suite.signedIn(ADA, key.place);
  await button(visit.page, 'Rotate').click();
  return { ...visit, press: () => visit.page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click() };
}

async function secondSecret(account: Made): Promise<Making> {
  const body = { label: 'Till', scopes: ['read:orders'] };
  const made = await suite.run().manage('POST', `/accounts/${account.id}/clients`, { body });
  const visit = await suite.signedIn(ADA, `#/accounts/${account.id}/clients/${String(made.body?.id)}`);
  // The list of secrets has the address of the new one, and is not to wait for it.
  await button(visit.page, 'Add a second secret').waitFor();
  return { ...visit, press: () => button(visit.page, 'Add a second secret').click() };
}

const isPost = /\/(?:keys|rotate|clients|secrets)$/;

it.each([
  ['a new key', newKey, 'Your key'],
  ['a rotated key', rotation, 'Your key'],
  ['a new client', newClient, 'Your client secret'],
  ['a second secret of a client', secondSecret, 'Your client secret'],
] as const)('while %s is made, neither Escape nor a link leads away', async (_, begin, shown) => {
  const account = await makeAccount(suite.run());
  const { page, press } = await begin(account);
  const before = page.url();
  const open = await gateAt(page, isPost);

  await press();
  await page.locator('button[aria-busy]').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.evaluate(`new Promise((done) => {
    addEventListener('hashchange', () => setTimeout(done), { once: true });
    location.hash = '#/accounts/${account.id}/people';
  })`);
  open();

  await heading(page, shown).waitFor();
  expect(page.url()).toBe(before);
  await button(page, 'I have stored it').click();
  await page.evaluate(`location.hash = '#/accounts/${account.id}/people'`);
  await heading(page, 'People').waitFor();
});

it('while a key is rotated, Cancel cannot be pressed', async () => {
  const { page, press } = await rotation(await makeAccount(suite.run()));
  const open = await gateAt(page, isPost);

  await press();
  await page.locator('button[aria-busy]').waitFor();
  expect(await button(page, 'Cancel').isDisabled()).toBe(true);
  open();

  await heading(page, 'Your key').waitFor();
  await button(page, 'I have stored it').click();
  await button(page, 'Rotate').click();
  expect(await button(page, 'Cancel').isDisabled()).toBe(false);
});

it.each([500, 503, 504])(
  'after a %i, whose key may be made already, the next click makes no second one',
  async (status) => {
    const account = await makeAccount(suite.run());
    const { page, press, allow } = await newKey(account);
    allow(new RegExp(`status of ${status}`));
    await page.route(/\/keys$/, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      const body = { type: 'https://example.test/in-trouble', title: 'Trouble', status, detail: 'It broke.' };
      return route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) });
    });

    await press();
    const told = page.getByRole('alert').filter({ hasText: 'It broke.' });
    await told.waitFor();
    expect(await told.innerText()).toContain('To press the button again is safe');
    await page.unroute(/\/keys$/);
    await press();

    await heading(page, 'The key was issued, and its secret cannot be shown').waitFor();
    const { body } = await suite.run().manage('GET', `/accounts/${account.id}/keys`);
    expect((body.items as unknown[]).length).toBe(1);
  },
);
