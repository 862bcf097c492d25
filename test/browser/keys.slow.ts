/** The life of a key at the portal in a real browser: made, shown once, used at the guarded API, changed and ended. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { browserSuite, signIn, type Visit } from '../support/browser';
import { bearer } from '../support/local-run';
import { button, changesOf, click, confirm, heading, shown, stored, toast, wrongFields } from './page-parts';
import { ADA, DEV, keptText, makeAccount, makeKey, VIEWER } from './portal-places';

const suite = browserSuite();
const run = promisify(execFile);

/** What the guarded API answers to the key. */
const statusOf = async (key: string): Promise<number> => (await suite.run().call('GET', '/orders', bearer(key))).status;

async function fillForm(page: Page, label: string): Promise<void> {
  await page.getByLabel('Label').fill(label);
  await page.getByLabel('read:orders').check();
}

/** Signed in as Ada at the page of a new key. */
async function atKey(given: Readonly<Record<string, unknown>> = {}): Promise<Visit & { readonly key: string }> {
  const account = await makeAccount(suite.run());
  const made = await makeKey(suite.run(), account.id, { label: 'Nightly import', ...given });
  const visit = await suite.signedIn(ADA, made.place);
  await heading(visit.page, 'Nightly import').waitFor();
  return { ...visit, key: made.key };
}

describe('an account without keys', () => {
  it('shows a developer how a key is sent, and the way to make one', async () => {
    const account = await makeAccount(suite.run(), { members: { [DEV]: 'developer' } });
    const { page } = await suite.signedIn(DEV, account.keys);

    await heading(page, 'No keys yet').waitFor();

    const example = await page.getByLabel('Example of a request').innerText();
    expect(example).toContain(`curl '${suite.run().facts.apiUrl}/`);
    expect(example).toContain('Authorization: Bearer sp_live_');
    await page.getByRole('link', { name: 'New key' }).click();
    await heading(page, 'New key').waitFor();
    await expect(page.evaluate('document.activeElement.textContent')).resolves.toBe('New key');
  });
});

describe('the form of a new key', () => {
  it('offers the scopes and lifetimes of the grant alone', async () => {
    const grant = { scopes: ['read:orders'], maxKeyLifetimeDays: 60 };
    const account = await makeAccount(suite.run(), { grant });
    const { page } = await suite.signedIn(ADA, `${account.keys}/new`);
    await page.getByLabel('Label').waitFor();

    const names = await page
      .getByRole('checkbox')
      .evaluateAll((boxes: { labels: { innerText: string }[] }[]) => boxes.map(({ labels }) => labels[0]?.innerText));
    const ends = await page
      .getByRole('radio')
      .evaluateAll((boxes: { labels: { innerText: string }[] }[]) => boxes.map(({ labels }) => labels[0]?.innerText));

    expect(names).toEqual(['read:orders']);
    expect(ends).toEqual(['7 days', '30 days', '60 days', 'Custom']);
  });

  it.each([
    ['7 days', 0],
    ['60 days', 0],
    ['60 days', 1],
    ['60 days', -1],
  ])('makes a key of %s under a grant of 60 days, though the person’s clock is %i hours ahead', async (name, ahead) => {
    const account = await makeAccount(suite.run(), { grant: { maxKeyLifetimeDays: 60 } });
    const { page, context } = await suite.visit();
    await context.clock.setFixedTime(suite.run().clock.now() + ahead * 3_600_000);
    await page.goto(`${suite.run().facts.portalUrl ?? ''}${account.keys}/new`);
    await signIn(page, ADA);
    await fillForm(page, 'Short');
    await page.getByLabel(name).check();

    await click(page, 'Issue the key');

    await heading(page, 'Your key').waitFor();
    await stored(page);
    await heading(page, 'Short').waitFor();
    const { body } = await suite.run().manage('GET', `/accounts/${account.id}/keys`);
    const days = (Date.parse(body.items[0].expiresAt) - suite.run().clock.now()) / 86_400_000;
    expect(Math.round(days)).toBe(Number.parseInt(name, 10));
  });

  it('tells at each field what the API says is wrong with it, and puts the focus there', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, `${account.keys}/new`);
    const { page } = visit;
    visit.allow(/status of 400/);
    await page.getByLabel('Allowed networks').fill('203.0.113.0/99');

    await click(page, 'Issue the key');

    const told = expect.stringMatching(/\w{3}.*\.$/);
    expect(await wrongFields(page)).toEqual({ Label: told, 'Allowed networks (optional)': told });
    await expect(page.evaluate('document.activeElement.hasAttribute("aria-invalid")')).resolves.toBe(true);
  });

  it('adds the person’s own address, and the key works from there', async () => {
    const account = await makeAccount(suite.run());
    const { page } = await suite.signedIn(ADA, `${account.keys}/new`);
    await fillForm(page, 'From here');
    await page.getByRole('button', { name: /^Add my address/ }).click();
    expect(await page.getByLabel('Allowed networks').inputValue()).toBe('127.0.0.1/32');

    await click(page, 'Issue the key');

    const key = await shown(page, 'Key').innerText();
    await stored(page);
    expect(await statusOf(key)).toBe(200);
    const elsewhere = await suite.run().call('GET', '/orders', { ...bearer(key), from: '127.0.0.9' });
    expect(elsewhere.status).toBe(403);
  });

  it('makes one key, however often its button is clicked', async () => {
    const account = await makeAccount(suite.run());
    const { page } = await suite.signedIn(ADA, `${account.keys}/new`);
    await fillForm(page, 'Once');
    const sent = changesOf(page);

    await button(page, 'Issue the key').click({ clickCount: 3 });
    await heading(page, 'Your key').waitFor();
    await stored(page);

    const { body } = await suite.run().manage('GET', `/accounts/${account.id}/keys`);
    expect([sent(), body.items.length]).toEqual([1, 1]);
  });
});

describe('a new key', () => {
  /** Up to the box with the key. */
  async function revealed(): Promise<Visit & { readonly key: string; readonly accountId: string }> {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, account.keys);
    await visit.page.getByRole('link', { name: 'New key' }).click();
    await fillForm(visit.page, 'Nightly import');
    await click(visit.page, 'Issue the key');
    await heading(visit.page, 'Your key').waitFor();
    return { ...visit, accountId: account.id, key: await shown(visit.page, 'Key').innerText() };
  }

  it('stays on the screen until the person says that it is stored', async () => {
    const { page, key } = await revealed();

    const held = page.url();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.mouse.click(4, 4);
    await page.goBack();
    await page.waitForURL(held);
    await page.goBack();
    await page.waitForURL(held);
    const asked = page.waitForEvent('dialog');
    const reloading = page.evaluate('setTimeout(() => location.reload())');
    const dialog = await asked;
    await dialog.dismiss();
    await reloading;

    expect(dialog.type()).toBe('beforeunload');
    expect(await shown(page, 'Key').innerText()).toBe(key);
    await stored(page);
    await heading(page, 'Nightly import').waitFor();
  });

  it('is copied, is in the .env file, and its command is answered 200 by the guarded API', async () => {
    const { page, context, key } = await revealed();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);

    await click(page, 'Copy key');
    await button(page, 'Copied').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    const [download] = await Promise.all([page.waitForEvent('download'), click(page, 'Download .env')]);
    const command = await shown(page, 'Command to try it').innerText();
    const { stdout } = await run('bash', ['-c', `${command} --silent --output /dev/null --write-out '%{http_code}'`]);

    expect(copied).toBe(key);
    expect(download.suggestedFilename()).toMatch(/^_?\.?env$/);
    expect(await readFile(await download.path(), 'utf8')).toBe(`NIGHTLY_IMPORT_API_KEY=${key}\n`);
    expect(stdout).toBe('200');
    await stored(page);
  });

  it('leaves no trace of its secret once it is stored, and the back button shows none', async () => {
    const visit = await revealed();
    const { page, key } = visit;
    const secret = key.slice(-40);

    await stored(page);
    await heading(page, 'Nightly import').waitFor();
    const after = await keptText(visit);
    await page.goBack();
    await heading(page, 'Keys').waitFor();
    const before = await keptText(visit);
    await page.goForward();
    await heading(page, 'Nightly import').waitFor();

    expect(secret).toHaveLength(40);
    expect([after, before, await keptText(visit)].filter((text) => text.includes(secret))).toEqual([]);
    expect(await statusOf(key)).toBe(200);
  });
});

describe('the page of a key', () => {
  it('rotates: both secrets work in the grace, the old one can be ended, and the newest replaced', async () => {
    const { page, key } = await atKey();
    await click(page, 'Rotate');
    await page.getByLabel('1 hour').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await heading(page, 'Your key').waitFor();
    const second = await shown(page, 'Key').innerText();
    await stored(page);
    expect([await statusOf(key), await statusOf(second)]).toEqual([200, 200]);

    await click(page, 'Rotate', 'Replace the newest secret');
    await heading(page, 'Your key').waitFor();
    const third = await shown(page, 'Key').innerText();
    await stored(page);
    expect([await statusOf(key), await statusOf(second), await statusOf(third)]).toEqual([200, 401, 200]);

    await click(page, 'End the old secret now');
    await toast(page, 'The old secret ended.');
    expect([await statusOf(key), await statusOf(third)]).toEqual([401, 200]);
    expect(await button(page, 'End the old secret now').count()).toBe(0);
  });

  it('tells of a rotation that another began, and offers to replace its secret', async () => {
    const visit = await atKey();
    const { page } = visit;
    visit.allow(/status of 409/);
    const path = `${new URL(page.url()).hash.slice(1)}/rotate`;
    expect((await suite.run().manage('POST', path, { body: { graceSeconds: 3600 } })).status).toBe(200);
    await click(page, 'Rotate');

    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await button(page, 'Replace the newest secret').click();

    await heading(page, 'Your key').waitFor();
    await stored(page);
  });

  it('suspends and resumes, and the guarded API does at once as it says', async () => {
    const { page, key } = await atKey();

    await confirm(page, 'Suspend');
    await page.getByText('Suspended', { exact: true }).waitFor();
    const suspended = await statusOf(key);
    await confirm(page, 'Resume');
    await page.getByText('Active', { exact: true }).waitFor();

    expect([suspended, await statusOf(key)]).toEqual([401, 200]);
  });

  it('changes label and networks, and tells of a change that another made meanwhile', async () => {
    const visit = await atKey();
    const { page } = visit;
    visit.allow(/status of 4(09|12)/);
    await click(page, 'Edit');
    await page.getByLabel('Label').fill('Hourly import');
    await page.getByRole('button', { name: /^Add my address/ }).click();
    await click(page, 'Save');
    await heading(page, 'Hourly import').waitFor();
    await page.getByRole('code').filter({ hasText: '127.0.0.1/32' }).waitFor();

    const { hash } = new URL(page.url());
    await suite.run().manage('PATCH', hash.slice(1), { body: { label: 'Of another' } });
    await click(page, 'Edit');
    await page.getByLabel('Label').fill('Mine');
    await click(page, 'Save');

    await page.getByRole('dialog').getByRole('alert').waitFor();
    const { body } = await suite.run().manage('GET', hash.slice(1));
    expect(body.label).toBe('Of another');
  });

  it('revokes when the label was typed, and not before; the guarded API refuses the key at once', async () => {
    const { page, key } = await atKey();
    await click(page, 'Revoke…');
    const revoke = button(page, 'Revoke for good');
    expect(await revoke.isDisabled()).toBe(true);
    await page.getByRole('dialog').getByRole('textbox').fill('Nightly');
    expect(await revoke.isDisabled()).toBe(true);

    await page.getByRole('dialog').getByRole('textbox').fill('Nightly import');
    await revoke.click();
    await toast(page, 'The key is revoked.');

    expect(await statusOf(key)).toBe(401);
    await confirm(page, 'Delete');
    await heading(page, 'No keys yet').waitFor();
  });

  it('offers a viewer nothing to do', async () => {
    const account = await makeAccount(suite.run(), { members: { [VIEWER]: 'viewer' } });
    const made = await makeKey(suite.run(), account.id);
    await suite.run().manage('POST', `${made.place.slice(1)}/rotate`, { body: { graceSeconds: 3600 } });
    const { page } = await suite.signedIn(VIEWER, made.place);
    await heading(page, 'Nightly import').waitFor();
    await page.getByText('Old', { exact: true }).waitFor();

    const buttons = await page.locator('main').getByRole('button').allInnerTexts();
    await page.getByRole('link', { name: 'Keys', exact: true }).first().click();
    await page.getByRole('link', { name: 'Nightly import' }).waitFor();

    expect(buttons).toEqual([]);
    expect(await page.getByRole('link', { name: 'New key' }).count()).toBe(0);
    await page.evaluate(`location.hash += '/new'`);
    await heading(page, 'This is not yours to see').waitFor();
  });
});
