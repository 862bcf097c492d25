/** What a person who is an operator does at the portal in a real browser: accounts, their grants, and ends of what leaked. */
import type { Page } from 'playwright-core';
import { browserSuite, type Visit } from '../support/browser';
import { bearer } from '../support/local-run';
import { goTo } from './go';
import { button, click, confirm, dialog, heading, inDialog, toast, wrongFields } from './page-parts';
import { ADA, type Made, makeAccount, makeClient, makeKey, OLGA } from './portal-places';

const suite = browserSuite();
const OPERATOR = '#/operator';

const statusOf = async (key: string): Promise<number> => (await suite.run().call('GET', '/orders', bearer(key))).status;
const account = async (id: string) => (await suite.run().manage('GET', `/accounts/${id}`)).body;
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const switcher = (page: Page, name: string) => page.locator('header summary', { hasText: name });

/** Signed in as Olga at a screen of a new account that has a key. */
async function atAccount(
  screen: 'keys' | 'settings',
  name = 'Bakery',
): Promise<Visit & { readonly made: Made; readonly key: string; readonly keyPlace: string }> {
  const made = await makeAccount(suite.run(), { name });
  const { key, place } = await makeKey(suite.run(), made.id);
  const visit = await suite.signedIn(OLGA, made[screen]);
  await switcher(visit.page, name).waitFor();
  return { ...visit, made, key, keyPlace: place };
}

describe('the accounts', () => {
  it('are found by a part of the name and by the external id, and say so if none matches', async () => {
    const { body } = await suite.run().manage('POST', '/accounts', {
      body: { name: 'Molino Verde', externalId: 'customer-4711', grant: { scopes: ['read:orders'] } },
    });
    const { page } = await suite.signedIn(OLGA, OPERATOR);
    await page.locator('tbody .row-link').first().waitFor();
    const search = async (text: string): Promise<void> => {
      await page.getByLabel('Name or external id').fill(text);
      await click(page, 'Search');
    };
    const names = () => page.locator('tbody .row-link').allInnerTexts();

    await search('no such account');
    await heading(page, 'No account matches').waitFor();
    await search('lino ver');
    await link(page, 'Molino Verde').waitFor();
    const byName = await names();
    await search('customer-471');
    await heading(page, 'No account matches').waitFor();
    await search('customer-4711');
    await link(page, 'Molino Verde').click();
    await switcher(page, 'Molino Verde').waitFor();

    expect(byName).toEqual(['Molino Verde']);
    expect(page.url()).toContain(body.id);
  });

  it('get a new one with its grant, made once, and then its first owner', async () => {
    const visit = await suite.signedIn(OLGA, OPERATOR);
    const { page } = visit;
    visit.allow(/status of 400/);
    await page.getByRole('link', { name: 'New account' }).click();
    await page.getByLabel('Longest life of a key, in days').fill('0');
    await click(page, 'Make the account');
    const told = expect.stringMatching(/\w{3}.*\.$/);
    expect(await wrongFields(page)).toEqual({ Name: told, 'Longest life of a key, in days': told });

    await page.getByLabel('Name', { exact: true }).fill('Pasticceria');
    await page.getByLabel('External id').fill('customer-12');
    await page.getByLabel('read:orders').check();
    await page.getByLabel('Longest life of a key, in days').fill('90');
    await page.getByLabel('Most active keys').fill('5');
    await button(page, 'Make the account').click({ clickCount: 3 });
    await heading(page, 'Nobody belongs to this account yet').waitFor();

    const { body } = await suite.run().manage('GET', '/accounts?name=Pasticceria');
    expect(body.items).toMatchObject([
      {
        externalId: 'customer-12',
        grant: { scopes: ['read:orders'], maxKeyLifetimeDays: 90, maxActiveKeys: 5 },
      },
    ]);
    await click(page, 'Invite');
    await page.getByLabel('E-mail address').fill(ADA);
    await page.getByRole('radio', { name: 'Owner' }).check();
    await inDialog(page, 'Invite').click();
    await page.getByRole('cell', { name: ADA, exact: true }).waitFor();
  });
});

describe('an account', () => {
  it('whose grant shrinks: its key loses the scope at once, and the page of the key says why', async () => {
    const { page, made, key, keyPlace } = await atAccount('settings');
    await click(page, 'Edit');
    await page.getByLabel('read:orders').uncheck();
    await click(page, 'Save');
    await toast(page, 'The account is changed.');

    expect((await account(made.id)).grant.scopes).toEqual(['write:orders']);
    expect(await statusOf(key)).toBe(403);
    await goTo(page, keyPlace);
    await page.getByText('Without effect. The account is not granted this scope.').waitFor();
    expect(await page.getByText('Without effect').count()).toBe(1);
  });

  it('that another changed meanwhile is not overwritten', async () => {
    const visit = await atAccount('settings');
    const { page, made } = visit;
    visit.allow(/status of 4(09|12)/);
    await click(page, 'Edit');
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await suite.run().manage('PATCH', `/accounts/${made.id}`, { body: { name: 'Of another' } });
    await click(page, 'Save');
    await click(page, 'Show what it is now');

    await switcher(page, 'Of another').waitFor();
    expect((await account(made.id)).name).toBe('Of another');
  });

  it('suspends and resumes, and the guarded API does at once as it says', async () => {
    const { page, key } = await atAccount('settings');
    expect(await statusOf(key)).toBe(200);

    await confirm(page, 'Suspend');
    await page.getByText('This account is suspended.').waitFor();
    expect(await statusOf(key)).toBe(401);
    await confirm(page, 'Resume');
    await page.getByText('Active', { exact: true }).waitFor();

    expect(await statusOf(key)).toBe(200);
  });

  it('revokes everything when its name was typed, and not before: keys and tokens are refused at once', async () => {
    const { page, made, key } = await atAccount('settings', 'Leaky');
    const token = await suite.run().token(await makeClient(suite.run(), made.id));
    expect([await statusOf(key), await statusOf(token)]).toEqual([200, 200]);
    await click(page, 'Revoke everything…');
    await page.getByText('1 key and 1 client').waitFor();
    await dialog(page).getByRole('textbox').fill('leaky');
    expect(await button(page, 'Revoke everything').isDisabled()).toBe(true);

    await dialog(page).getByRole('textbox').fill('Leaky');
    await inDialog(page, 'Revoke everything').click();
    await toast(page, 'Every key and client of the account is revoked.');

    expect([await statusOf(key), await statusOf(token)]).toEqual([401, 401]);
    await page.getByRole('cell', { name: 'Revoked' }).waitFor();
  });
});

describe('a key that somebody found', () => {
  /** All that leaves the browser: addresses, headers and bodies. */
  function watched(page: Page): string[] {
    const sent: string[] = [];
    page.on('request', (request) =>
      sent.push(decodeURIComponent(request.url()), request.postData() ?? '', JSON.stringify(request.headers())),
    );
    return sent;
  }

  it.each(['pasted', 'typed'])('leads to its record, %s, and nothing but its id leaves the browser', async (how) => {
    const made = await makeAccount(suite.run(), { name: 'Finder' });
    const { key, id } = await makeKey(suite.run(), made.id);
    const { page, context } = await suite.signedIn(OLGA, OPERATOR);
    const sent = watched(page);
    const field = page.getByLabel('Key or key id');
    if (how === 'typed') {
      await field.pressSequentially(key);
      await click(page, 'Find');
    } else {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(` ${key}\n`)})`);
      await field.focus();
      await page.keyboard.press('Control+V');
    }
    await page.getByText('of the account Finder').waitFor();

    const secret = key.slice(-40);
    expect(secret).not.toContain(id);
    const parts = Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8));
    expect(sent.filter((text) => parts.some((part) => text.includes(part)))).toEqual([]);
    expect(sent.some((text) => text.endsWith(`/keys/${id}`))).toBe(true);
    expect(await field.inputValue()).toBe('');
    await link(page, 'Nightly import').click();
    await heading(page, 'Nightly import').waitFor();
  });

  it('of another service or of nobody is told apart, and its text is not sent', async () => {
    const visit = await suite.signedIn(OLGA, OPERATOR);
    const { page } = visit;
    visit.allow(/status of 404/);
    const sent = watched(page);
    const find = async (text: string): Promise<void> => {
      await page.getByLabel('Key or key id').fill(text);
      await click(page, 'Find');
    };
    await find('sk_foreign_123456789');
    await page.getByText('This is not the form of a key of this service.').waitFor();
    await find('AAAAAAAAAAAAAAAAAA');
    await page.getByText('No key here has the id').waitFor();

    expect(sent.filter((text) => text.includes('sk_foreign'))).toEqual([]);
  });
});

it('nobody but an operator gets there', async () => {
  const { page } = await suite.signedIn(ADA, OPERATOR);

  await heading(page, 'This is not yours to see').waitFor();

  expect(await link(page, 'Accounts').count()).toBe(0);
  await page.evaluate(`location.hash = '${OPERATOR}/new'`);
  await page.locator('h1:focus').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
});
