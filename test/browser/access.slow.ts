/** The portal for everybody: each screen by the rules of axe in light and dark, by keyboard alone, and on a small screen. */
import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { browserSuite, signIn, type Visit } from '../support/browser';
import { goTo } from './go';
import { heading } from './page-parts';
import { ADA, OLGA } from './portal-places';
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

  it('so does every dialog of a key', async () => {
    const options = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' as const };
    const { page } = await suite.signedIn(ADA, stocked.keyPlace, options);
    const found: string[] = [];
    for (const name of ['Rotate', 'Edit', 'Suspend', 'Revoke…']) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
      if (await isWide(page)) found.push(`${name} scrolls sideways`);
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }

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
    // The focus goes back once the dialog is gone.
    await page.locator('button:focus', { hasText: 'Revoke…' }).waitFor();
    await page.keyboard.press('Enter');
    await tabTo(page, 'Type “By keyboard” to confirm');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');

    await page.getByText('Revoked', { exact: true }).first().waitFor();
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
