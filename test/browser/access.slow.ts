/** The portal for everybody: each screen by the rules of axe in light and dark, by keyboard alone, and on a small screen. */
import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { browserSuite, signIn, type Visit } from '../support/browser';
import { goTo } from './go';
import { button, dialog, heading, stored } from './page-parts';
import { ADA, makeClient, OLGA, placesOf } from './portal-places';
import { screens, type Stocked, STOCKED_DAYS, stockAccount } from './screens';

const suite = browserSuite({ context: { usage: 'true' }, daysAgo: STOCKED_DAYS });
const url = (): string => suite.run().facts.portalUrl ?? '';
let stocked: Stocked;

beforeAll(async () => {
  stocked = await stockAccount(suite.run());
});

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`,
  );
}

const isWide = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');

/** Each screen, and the dialogs of a key. */
async function goThrough({ page }: Visit, email: string, look: (screen: string) => Promise<void>): Promise<void> {
  await page.goto(url());
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await look('landing');
  await signIn(page, email);
  for (const { name, place } of screens(stocked, email)) {
    await goTo(page, place);
    await look(name);
  }
}

describe.each([
  ['light', 1440],
  ['dark', 360],
] as const)('in %s, %i pixels wide', (colorScheme, width) => {
  it.each([ADA, OLGA])('every screen of %s keeps the rules of axe, and none scrolls sideways', async (email) => {
    const options = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' as const };
    const visit = await suite.visit(options);
    const found: string[] = [];

    await goThrough(visit, email, async (screen) => {
      found.push(...(await violationsOn(visit.page)).map((violation) => `${screen}: ${violation}`));
      if (await isWide(visit.page)) found.push(`${screen} scrolls sideways`);
      const isNowhere = await visit.page.getByRole('heading', { name: 'Nothing is here' }).isVisible();
      if (isNowhere !== (screen === 'NOWHERE')) found.push(`${screen} has no screen`);
    });

    expect(found).toEqual([]);
  });

  /** What is wrong with each dialog, opened from its button by keyboard and closed by Escape. */
  async function wrongDialogs({ page }: Visit, names: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const name of names) {
      await button(page, name).press('Enter');
      await dialog(page).waitFor();
      await dialog(page).locator('.skeleton').waitFor({ state: 'detached' });
      found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
      if (await isWide(page)) found.push(`${name} scrolls sideways`);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
      // The focus goes back once the dialog is gone.
      await page.locator('button:focus', { hasText: name.split(' ')[0] ?? name }).waitFor();
    }
    return found;
  }

  const at = (email: string, place: string) =>
    suite.signedIn(email, place, { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });

  it('so does every dialog of a key, a client, a person and an account, and Escape closes it', async () => {
    const visit = await at(ADA, stocked.keyPlace);
    const { page } = visit;
    const { accountId = '' } = stocked.ids;
    const found = [...(await wrongDialogs(visit, ['Rotate', 'Edit', 'Suspend', 'Revoke…']))];
    const { place } = await makeClient(suite.run(), accountId);
    await goTo(page, place);
    found.push(...(await wrongDialogs(visit, ['Edit', 'Revoke tokens', 'Suspend', 'Revoke…'])));
    await goTo(page, placesOf(accountId).people);
    found.push(...(await wrongDialogs(visit, ['Invite', 'Manage dev@example.com'])));
    await button(page, 'Manage dev@example.com').click();
    await button(page, 'Remove…').click();
    found.push(...(await violationsOn(page)));
    await page.keyboard.press('Escape');
    await goTo(page, placesOf(accountId).settings);
    found.push(...(await wrongDialogs(visit, ['Revoke everything…'])));

    expect(found).toEqual([]);
  });

  it('so do a client’s secret, the question before typed text is lost, and what an operator changes', async () => {
    const { accountId = '' } = stocked.ids;
    const { place } = await makeClient(suite.run(), accountId);
    const visit = await at(OLGA, place);
    const { page } = visit;
    await button(page, 'Add a second secret').click();
    await heading(page, 'Your client secret').waitFor();
    const found = [...(await violationsOn(page))];
    await stored(page);
    await dialog(page).waitFor({ state: 'detached' });
    const ofSecret = page.getByRole('button', { name: /^Delete the secret/ }).first();
    await ofSecret.click();
    found.push(...(await violationsOn(page)));
    await page.keyboard.press('Escape');
    await button(page, 'Edit').click();
    await page.getByLabel('Label').fill('Changed');
    await page.keyboard.press('Escape');
    await heading(page, 'Discard your changes?').waitFor();
    found.push(...(await violationsOn(page)));
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Label').inputValue()).toBe('Changed');
    await page.keyboard.press('Escape');
    await button(page, 'Discard').click();
    await goTo(page, placesOf(accountId).settings);
    found.push(...(await wrongDialogs(visit, ['Suspend', 'Revoke everything…'])));
    await button(page, 'Edit').click();
    await page.getByLabel('Name', { exact: true }).waitFor();
    found.push(...(await violationsOn(page)));
    if (await isWide(page)) found.push('the form of an account scrolls sideways');

    expect(found).toEqual([]);
  });
});

describe('by keyboard alone', () => {
  /** Presses Tab until the element of this name has the focus. */
  async function tabTo(page: Page, name: string): Promise<void> {
    const read = `(() => {
      const element = document.activeElement;
      const label = element?.labels?.[0]?.innerText ?? element?.getAttribute?.('aria-label') ?? element?.innerText ?? '';
      return label.trim();
    })()`;
    const seen: string[] = [];
    for (let pressed = 0; pressed < 60; pressed += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<string>(read);
      if (focused === name) {
        expect(await focusShows(page)).toBe(true);
        return;
      }
      seen.push(focused);
    }
    throw new Error(`Tab does not lead to ${name}, but to: ${seen.join(', ')}`);
  }

  /** The element with the focus is told from the others by an outline. */
  const focusShows = (page: Page): Promise<boolean> =>
    page.evaluate<boolean>(
      `(() => { const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()`,
    );
  const focusedText = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent');

  it('a person signs in, makes a key, stores it, rotates, suspends and revokes it', async () => {
    const { page } = await suite.visit();
    await page.goto(`${url()}${stocked.keysPlace}`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Sign in as ${ADA}` }).waitFor();
    await tabTo(page, `Sign in as ${ADA}`);
    await page.keyboard.press('Enter');
    await heading(page, 'Keys').waitFor();

    await tabTo(page, 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'New key');
    await page.keyboard.press('Enter');
    await heading(page, 'New key').waitFor();
    expect(await focusedText(page)).toBe('New key');
    await tabTo(page, 'Label');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'read:orders');
    await page.keyboard.press('Space');
    await tabTo(page, 'Issue the key');
    await page.keyboard.press('Enter');

    await heading(page, 'Your key').waitFor();
    await page.keyboard.press('Escape');
    await tabTo(page, 'I have stored it');
    await page.keyboard.press('Enter');
    await heading(page, 'By keyboard').waitFor();
    expect(await focusedText(page)).toBe('By keyboard');

    await tabTo(page, 'Rotate');
    await page.keyboard.press('Enter');
    await heading(page, 'Rotate “By keyboard”').waitFor();
    await tabTo(page, 'Rotate');
    await page.keyboard.press('Enter');
    await heading(page, 'Your key').waitFor();
    await tabTo(page, 'I have stored it');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Rotate');

    await tabTo(page, 'Revoke…');
    await page.keyboard.press('Enter');
    await heading(page, 'Revoke “By keyboard” for good').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Revoke…');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Type “By keyboard” to confirm');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');

    await page.getByText('Revoked', { exact: true }).first().waitFor();
  });

  it('an owner invites a person, gives them a role and takes it back', async () => {
    const { page } = await suite.signedIn(ADA, placesOf(stocked.ids.accountId ?? '').people);
    await tabTo(page, 'Invite');
    await page.keyboard.press('Enter');
    await page.getByLabel('E-mail address').waitFor();
    await page.keyboard.type('typed@example.com');
    await tabTo(page, 'Developer');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('row').filter({ hasText: 'typed@example.com' }).getByText('Owner').waitFor();

    await tabTo(page, 'Manage typed@example.com');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Remove…');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Remove');
    await page.keyboard.press('Enter');

    await page.getByRole('row').filter({ hasText: 'typed@example.com' }).waitFor({ state: 'detached' });
  });

  it('a dialog keeps the focus inside', async () => {
    const { page } = await suite.signedIn(ADA, stocked.keyPlace);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const isInside = `document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)`;
    const inside: unknown[] = [];
    for (let pressed = 0; pressed < 25; pressed += 1) {
      await page.keyboard.press('Tab');
      inside.push(await page.evaluate(isInside));
    }

    expect(inside).toEqual(Array(25).fill(true));
  });
});
