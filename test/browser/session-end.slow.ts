/** The end of a session in a real browser: by the person, in another tab, or by itself while something is typed. */
import type { Page } from 'playwright-core';
import { browserSuite, choosePerson, type Visit } from '../support/browser';
import { settled } from './go';
import { ADA, gateAt, makeAccount, makeKey } from './portal-places';

const suite = browserSuite();
const url = (): string => suite.run().facts.portalUrl ?? '';
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const PAST_SESSION = 13 * 3_600_000;

/** An answer that is under way when the clock jumps comes too late. */
async function endSession(page: Page): Promise<void> {
  await settled(page);
  suite.run().clock.advance(PAST_SESSION);
}

async function signOut(page: Page): Promise<void> {
  await page.locator('summary', { hasText: ADA }).click();
  await button(page, 'Sign out').click();
}

/** At the form of a new key with something typed, in a session that is over. */
async function typed(): Promise<Visit> {
  const account = await makeAccount(suite.run(), { members: { 'bob@example.com': 'owner' } });
  const visit = await suite.signedIn(ADA, `${account.keys}/new`);
  const { page } = visit;
  visit.allow(/status of (?:40[01]|429|503)/);
  await page.getByLabel('Label').fill('Of Ada');
  await page.getByLabel('read:orders').check();
  await endSession(page);
  await button(page, 'Issue the key').click();
  await page.getByText('Your session ended.').waitFor();
  return visit;
}
const label = (page: Page): Promise<string> => page.getByLabel('Label').inputValue();

describe('a person who signs out', () => {
  it('sees nothing of the account any more while the revocation hangs, and reaches the sign-out of the pool', async () => {
    const account = await makeAccount(suite.run());
    const { page } = await suite.signedIn(ADA, account.keys);
    await heading(page, 'No keys yet').waitFor();
    const revoked = page.waitForRequest(/\/oauth2\/revoke$/);
    await gateAt(page, /\/oauth2\/revoke$/);
    const openLogout = await gateAt(page, /\/logout\?/);
    const left = page.waitForRequest(/\/logout\?/);

    await signOut(page);

    await page.getByText('Signing out').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Bakery');
    expect(page.url()).toBe(url());
    expect((await revoked).method()).toBe('POST');
    await left;
    openLogout();
    await button(page, 'Sign in').waitFor();
  });

  it('is signed out in the other tabs too, which show nothing and whose tokens are revoked', async () => {
    const account = await makeAccount(suite.run());
    const { page, context } = await suite.signedIn(ADA, account.keys);
    const other = await context.newPage();
    await other.goto(`${url()}${account.keys}/new`);
    await button(other, 'Sign in').click();
    await other.getByLabel('Label').fill('Typed in the other tab');
    const revoked = other.waitForResponse(/\/oauth2\/revoke$/);

    await signOut(page);

    await heading(other, 'You signed out').waitFor();
    expect((await revoked).status()).toBe(200);
    expect(await other.locator('body').innerText()).not.toContain('Bakery');
    expect(other.url()).toBe(url());
    await button(page, 'Sign in').waitFor();
    await other.reload();
    await button(other, 'Sign in').waitFor();
  });
});

describe('a session that ended under a dialog', () => {
  it('is told in the dialog, and what was typed of an invitation is there after the sign-in', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, `#/accounts/${account.id}/people`);
    const { page } = visit;
    visit.allow(/status of 40[01]/);
    await button(page, 'Invite').click();
    await page.getByLabel('E-mail address').fill('typed@example.com');
    await endSession(page);

    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in again' }).click();
    await choosePerson(page, ADA);
    await button(page, 'Invite').click();

    expect(await page.getByLabel('E-mail address').inputValue()).toBe('typed@example.com');
  });

  it('keeps what was changed of a key', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, (await makeKey(suite.run(), account.id)).place);
    const { page } = visit;
    visit.allow(/status of 40[01]/);
    await button(page, 'Edit').click();
    await page.getByLabel('Label').fill('Changed');
    await endSession(page);

    await button(page, 'Save').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in again' }).click();
    await choosePerson(page, ADA);
    await button(page, 'Edit').click();

    expect(await label(page)).toBe('Changed');
  });
});

describe('what a person typed before the session ended', () => {
  it('is not shown to the next person who signs in in the tab', async () => {
    const { page } = await typed();

    await button(page, 'Sign in again').click();
    await choosePerson(page, 'bob@example.com');

    await heading(page, 'New key').waitFor();
    expect(await label(page)).toBe('');
  });

  it('is still there after a return that failed at the token endpoint, and another sign-in', async () => {
    const { page } = await typed();
    await page.route('**/oauth2/token', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 });

    await button(page, 'Sign in again').click();
    await button(page, `Sign in as ${ADA}`).click();
    await heading(page, 'The sign-in did not work').waitFor();
    await button(page, 'Sign in again').click();

    await heading(page, 'New key').waitFor();
    expect(await label(page)).toBe('Of Ada');
  });

  it('is still there after a return that got no configuration', async () => {
    const { page } = await typed();
    await page.route('**/config.json', (route) => route.fulfill({ status: 429, body: '' }), { times: 1 });

    await button(page, 'Sign in again').click();
    await button(page, `Sign in as ${ADA}`).click();
    await heading(page, 'This page did not load').waitFor();
    await button(page, 'Try again').click();

    await heading(page, 'New key').waitFor();
    expect(await label(page)).toBe('Of Ada');
  });
});
