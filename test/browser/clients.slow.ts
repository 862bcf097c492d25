/** The life of an OAuth client at the portal in a real browser: made, its secret shown once, used, changed and ended. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { browserSuite, type Visit } from '../support/browser';
import { bearer, type Credentials } from '../support/local-run';
import { settled } from './go';
import { button, changesOf, click, confirm, dialog, heading, shown, stored, toast, wrongFields } from './page-parts';
import { ADA, DEV, keptText, type Made, makeAccount, makeClient, VIEWER } from './portal-places';

const suite = browserSuite();

/** What the guarded API answers to a token. */
const statusOf = async (token: string): Promise<number> =>
  (await suite.run().call('GET', '/orders', bearer(token))).status;
const token = (client: Credentials): Promise<string> => suite.run().token(client);
const regrant = ({ id }: Made, scopes: readonly string[]) =>
  suite.run().manage('PATCH', `/accounts/${id}`, { body: { grant: { scopes } } });
const idOf = (page: Page): string => page.url().split('/').at(-1) ?? '';

async function clientsOf(accountId: string): Promise<{ readonly label: string }[]> {
  return (await suite.run().manage('GET', `/accounts/${accountId}/clients`)).body.items;
}

async function fillForm(page: Page, label = 'Logistics'): Promise<void> {
  await page.getByLabel('Label').fill(label);
  await page.getByLabel('read:orders').check();
}

/** Signed in as Ada at the page of a client. */
async function atClient(): Promise<Visit & { readonly client: Credentials }> {
  const account = await makeAccount(suite.run());
  const { place, ...client } = await makeClient(suite.run(), account.id);
  const visit = await suite.signedIn(ADA, place);
  await heading(visit.page, 'Logistics').waitFor();
  return { ...visit, client };
}

describe('an account without clients', () => {
  it('tells a developer what a client is for, and leads to a new one of the grant’s scopes', async () => {
    const account = await makeAccount(suite.run(), {
      grant: { scopes: ['read:orders'] },
      members: { [DEV]: 'developer' },
    });
    const visit = await suite.signedIn(DEV, account.clients);
    const { page } = visit;
    visit.allow(/status of 40[03]/);
    await heading(page, 'No clients yet').waitFor();
    await page.getByRole('link', { name: 'New client' }).click();
    await page.getByLabel('Label').waitFor();

    expect(await page.getByRole('checkbox').count()).toBe(1);
    await click(page, 'Issue the client');

    const told = expect.stringMatching(/\w{3}.*\.$/);
    expect(await wrongFields(page)).toEqual({ Label: told });
    await expect(page.evaluate('document.activeElement.labels[0].innerText')).resolves.toBe('Label');
    await fillForm(page);
    await regrant(account, ['write:orders']);
    await click(page, 'Issue the client');
    await page.getByRole('alert').filter({ hasText: 'exceeds the account’s grant' }).waitFor();
    await regrant(account, ['read:orders']);
    await click(page, 'Issue the client');
    await heading(page, 'Your client secret').waitFor();
    await stored(page);
    await heading(page, 'Logistics').waitFor();
  });
});

describe('a new client', () => {
  it('is made once, however often its button is clicked, and its secret is shown, copied and kept nowhere', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, account.clients);
    const { page, context } = visit;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('link', { name: 'New client' }).click();
    await fillForm(page);
    const sent = changesOf(page);

    await button(page, 'Issue the client').click({ clickCount: 3 });
    await heading(page, 'Your client secret').waitFor();
    const clientSecret = await shown(page, 'Client secret').innerText();
    await click(page, 'Copy client secret');
    await button(page, 'Copied').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    const [download] = await Promise.all([page.waitForEvent('download'), click(page, 'Download .env')]);
    await page.keyboard.press('Escape');
    const held = page.url();
    await page.goBack();
    await page.waitForURL(held);
    expect(await shown(page, 'Client secret').innerText()).toBe(clientSecret);
    await stored(page);
    await heading(page, 'Logistics').waitFor();

    const clientId = idOf(page);
    expect([sent(), (await clientsOf(account.id)).length]).toEqual([1, 1]);
    expect(copied).toBe(clientSecret);
    expect(await readFile(await download.path(), 'utf8')).toBe(
      `CLIENT_ID=${clientId}\nCLIENT_SECRET=${clientSecret}\n`,
    );
    const kept = [await keptText(visit)];
    await page.goBack();
    await heading(page, 'Clients').waitFor();
    kept.push(await keptText(visit));
    await page.goForward();
    await heading(page, 'Logistics').waitFor();
    kept.push(await keptText(visit));
    expect(clientSecret.length).toBeGreaterThan(40);
    expect(kept.filter((text) => text.includes(clientSecret))).toEqual([]);
    expect(kept.every((text) => text.includes(clientId))).toBe(true);
  });
});

describe('the page of a client', () => {
  it('adds a second secret, shows it once, and deletes the first: then only the second fetches tokens', async () => {
    const visit = await atClient();
    const { page, client } = visit;
    await click(page, 'Add a second secret');
    await heading(page, 'Your client secret').waitFor();
    const second = { ...client, clientSecret: await shown(page, 'Client secret').innerText() };
    await stored(page);
    await dialog(page).waitFor({ state: 'detached' });
    expect(await keptText(visit)).not.toContain(second.clientSecret);
    expect([await statusOf(await token(client)), await statusOf(await token(second))]).toEqual([200, 200]);
    expect(await button(page, 'Add a second secret').count()).toBe(0);

    await page
      .getByRole('button', { name: /^Delete the secret/ })
      .first()
      .click();
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await toast(page, 'The secret is deleted.');

    await expect(token(client)).rejects.toThrow('invalid_client');
    expect(await statusOf(await token(second))).toBe(200);
    await button(page, 'Add a second secret').waitFor();
    expect(await page.getByRole('button', { name: /^Delete the secret/ }).count()).toBe(0);
  });

  it('revokes tokens after it told on which routes a token lives on, and the client fetches new ones', async () => {
    const { page, client } = await atClient();
    const old = await token(client);
    await click(page, 'Revoke tokens');
    const told = await dialog(page).innerText();

    await dialog(page).getByRole('button', { name: 'Revoke tokens' }).click();
    await toast(page, 'The tokens are revoked.');

    expect(told).toContain('routes with the door cognito go on taking its token until the token expires');
    expect(await statusOf(old)).toBe(401);
    suite.run().clock.advance(1_000);
    expect(await statusOf(await token(client))).toBe(200);
    await page.getByText('Tokens revoked', { exact: true }).waitFor();
  });

  it('suspends, resumes and revokes when the label was typed; the guarded API does at once as it says', async () => {
    const { page, client } = await atClient();
    const fetched = await token(client);
    expect(await statusOf(fetched)).toBe(200);
    await confirm(page, 'Suspend');
    await page.getByText('Suspended', { exact: true }).waitFor();
    expect(await statusOf(fetched)).toBe(401);
    await confirm(page, 'Resume');
    await page.getByText('Active', { exact: true }).waitFor();
    expect(await statusOf(fetched)).toBe(200);

    await click(page, 'Revoke…');
    const revoke = button(page, 'Revoke for good');
    await dialog(page).getByRole('textbox').fill('logistics');
    expect(await revoke.isDisabled()).toBe(true);
    await dialog(page).getByRole('textbox').fill('Logistics');
    await revoke.click();
    await toast(page, 'The client is revoked.');

    expect(await statusOf(fetched)).toBe(401);
    await expect(token(client)).rejects.toThrow('no token');
    await confirm(page, 'Delete');
    await heading(page, 'No clients yet').waitFor();
  });

  it('changes label and scopes, closes its form at Escape, and tells of a change that another made meanwhile', async () => {
    const visit = await atClient();
    const { page } = visit;
    visit.allow(/status of 4(09|12)/);
    const path = new URL(page.url()).hash.slice(1);
    await click(page, 'Edit');
    await page.getByLabel('Label').fill('Partner');
    await page.getByLabel('write:orders').uncheck();
    await click(page, 'Save');
    await heading(page, 'Partner').waitFor();
    expect((await suite.run().manage('GET', path)).body).toMatchObject({ label: 'Partner', scopes: ['read:orders'] });
    await click(page, 'Edit');
    await page.getByLabel('Label').waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });

    await suite.run().manage('PATCH', path, { body: { label: 'Of another' } });
    await click(page, 'Edit');
    await page.getByLabel('Label').fill('Mine');
    await click(page, 'Save');

    await dialog(page).getByRole('alert').waitFor();
    expect((await suite.run().manage('GET', path)).body.label).toBe('Of another');
  });

  it('offers a viewer nothing to do', async () => {
    const account = await makeAccount(suite.run(), { members: { [VIEWER]: 'viewer' } });
    const made = await makeClient(suite.run(), account.id);
    const { page } = await suite.signedIn(VIEWER, made.place);
    await heading(page, 'Logistics').waitFor();
    await settled(page);

    const buttons = await page.locator('main').getByRole('button').allInnerTexts();
    await page.getByRole('link', { name: 'Clients', exact: true }).first().click();
    await page.getByRole('link', { name: 'Logistics' }).waitFor();

    expect(buttons).toEqual([]);
    expect(await page.getByRole('link', { name: 'New client' }).count()).toBe(0);
    await page.evaluate(`location.hash += '/new'`);
    await heading(page, 'This is not yours to see').waitFor();
  });
});
