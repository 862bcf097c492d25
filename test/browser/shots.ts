/**
 * `npm run shots`: pictures of every screen of the portal from a local run, wide and light, narrow and dark, in docs/portal/.
 * Names of files to write can be given: `npm run shots -- keys new-key`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { runForBrowser, signIn, visitOf } from '../support/browser';
import { launchChromium } from '../../tools/chromium';
import type { TestRun } from '../support/local-run';
import { goTo } from './go';
import { button } from './page-parts';
import { palettePng } from './palette-png';
import { ADA, OLGA } from './portal-places';
import { screens, type Stocked, STOCKED_DAYS, stockAccount } from './screens';

const FOLDER = join(__dirname, '..', '..', 'docs', 'portal');
const MOST_BYTES = 60_000;

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  '': { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  '-narrow': { colorScheme: 'dark', viewport: { width: 360, height: 780 } },
};

type Take = (page: Page, name: string) => Promise<void>;

const take =
  (suffix: string, wanted: readonly string[]): Take =>
  async (page, name) => {
    if (wanted.length > 0 && !wanted.includes(name)) return;
    const small = palettePng(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
    const file = `${name}${suffix}.png`;
    writeFileSync(join(FOLDER, file), small);
    const tooLarge = small.length > MOST_BYTES ? `, more than ${MOST_BYTES}` : '';
    process.stdout.write(`docs/portal/${file}: ${small.length} bytes${tooLarge}\n`);
    if (tooLarge !== '') process.exitCode = 1;
  };

const nameOf = (place: string): string => place.toLowerCase().replaceAll('_', '-');

/** What a person sees on the way to a new key and from it to its end. */
async function dialogs(page: Page, { keyPlace, keysPlace }: Stocked, shoot: Take): Promise<void> {
  await goTo(page, `${keysPlace}/new`);
  await page.getByLabel('Label').fill('Nightly export');
  await page.getByLabel('read:orders').check();
  await shoot(page, 'new-key-filled');
  await button(page, 'Issue the key').click();
  await button(page, 'I have stored it').waitFor();
  await shoot(page, 'reveal');
  await button(page, 'I have stored it').click();
  await button(page, 'Revoke…').waitFor();
  for (const name of ['Rotate', 'Revoke…']) {
    await button(page, name).click();
    await page.getByRole('dialog').waitFor();
    await shoot(page, nameOf(name.replace('…', '')));
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  }
  await goTo(page, keyPlace);
}

interface Shooting {
  readonly run: TestRun;
  readonly browser: Browser;
  readonly stocked: Stocked;
}

async function shootAs(
  { run, browser, stocked }: Shooting,
  email: string,
  [look, shoot]: [string, Take],
): Promise<void> {
  const { page, context } = await visitOf(browser, LOOKS[look]);
  await context.clock.setFixedTime(run.clock.now());
  await page.goto(run.facts.portalUrl ?? '');
  await button(page, 'Sign in').waitFor();
  if (email === ADA) await shoot(page, 'landing');
  await signIn(page, email);
  const isHers = (name: string): boolean => name !== (email === ADA ? 'NOWHERE' : 'HOME');
  for (const { name, place } of screens(stocked, email).filter((screen) => isHers(screen.name))) {
    await goTo(page, place);
    await shoot(page, nameOf(name));
  }
  if (email === ADA) await dialogs(page, stocked, shoot);
  await context.close();
}

async function main(wanted: readonly string[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const [browser, run] = [
    await launchChromium(),
    await runForBrowser({ context: { usage: 'true' }, daysAgo: STOCKED_DAYS }),
  ];
  try {
    const stocked = await stockAccount(run);
    for (const look of Object.keys(LOOKS))
      for (const email of [ADA, OLGA]) await shootAs({ run, browser, stocked }, email, [look, take(look, wanted)]);
  } finally {
    await browser.close();
    await run.close();
  }
}

void main(process.argv.slice(2));
