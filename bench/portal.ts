/**
 * Measures how long a person waits for the portal in Chromium (`npm run bench:portal`): the page of a local run, whose
 * functions and API answer on loopback. What counts as 1 is a small document of the same function, loaded in the same round
 * by the same browser, so the ratios say what page, scripts, sign-in and API add to that.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type SeededRun, startSeeded } from '../local/command/seeded-run';
import { synthesize } from '../local/command/synthesize';
import { bundle } from '../tools/bundle';
import { launchChromium } from '../tools/chromium';
import { ROOT } from './build';
import { conditions, textTable } from './report/tables';
import { median } from './statistics';

const ROUNDS = 15;
const PERSON = 'dev@example.com';

const signInButton = (page: Page) => page.getByRole('button', { name: /^Sign in/ });
const firstKey = (page: Page) => page.getByRole('row').filter({ hasText: 'Local run' });

/** How a figure comes about: what is done before the clock starts, and what is waited for. */
interface View {
  readonly name: string;
  readonly before?: (page: Page, url: string) => Promise<unknown>;
  readonly wait: (page: Page, url: string) => Promise<unknown>;
}

const open = (page: Page, url: string) => page.goto(url);
const BASE: View = {
  name: 'a small document of the same function (config.json)',
  wait: (page, url) => page.goto(`${url}config.json`),
};
const VIEWS: readonly View[] = [
  BASE,
  {
    name: 'first visit, nothing cached: the way to sign in is shown',
    wait: async (page, url) => {
      await open(page, url);
      await signInButton(page).waitFor();
    },
  },
  {
    name: 'sign-in by a session that the pool knows: the first key is shown',
    before: open,
    wait: async (page) => {
      await signInButton(page).click();
      await firstKey(page).waitFor();
    },
  },
  {
    name: 'another screen, signed in: the first member is shown',
    before: async (page, url) => {
      await open(page, url);
      await signInButton(page).click();
      await firstKey(page).waitFor();
    },
    wait: async (page) => {
      await page.getByRole('link', { name: 'People', exact: true }).click();
      await page.getByRole('row').filter({ hasText: PERSON }).waitFor();
    },
  },
];

/** The cookies of a person whom the pool knows. */
async function sessionOf(browser: Browser, url: string): Promise<BrowserContextOptions> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, url);
  await signInButton(page).click();
  await page.getByRole('button', { name: `Sign in as ${PERSON}`, exact: true }).click();
  await firstKey(page).waitFor();
  const storageState = await context.storageState();
  await context.close();
  return { storageState };
}

/** Milliseconds, in a browser profile without anything cached. */
async function timeOf({ before, wait }: View, context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await before?.(page, url);
  const began = performance.now();
  await wait(page, url);
  const time = performance.now() - began;
  await context.close();
  return time;
}

/** For each view the figures of the rounds: its time by that of the base. */
async function measure({ facts }: SeededRun, browser: Browser): Promise<Map<string, number[]>> {
  const url = facts.portalUrl ?? '';
  const session = await sessionOf(browser, url);
  const ratios = new Map<string, number[]>(VIEWS.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const times = new Map<View, number>();
    for (const view of VIEWS) times.set(view, await timeOf(view, await browser.newContext(session), url));
    for (const [{ name }, time] of times) ratios.get(name)?.push(time / (times.get(BASE) ?? NaN));
  }
  return ratios;
}

async function main(): Promise<void> {
  bundle();
  const assembly = mkdtempSync(join(tmpdir(), 'bench-portal-'));
  const browser = await launchChromium();
  let run: SeededRun | undefined;
  try {
    await synthesize(join(ROOT, 'bin/app.ts'), assembly);
    run = await startSeeded({ assembly });
    const ratios = await measure(run, browser);
    const lines = [...ratios].map(([name, figures]) => [name, median(figures).toFixed(2)]);
    console.log(
      `${conditions([{ path: process.execPath, version: process.versions.node }])} Chromium ${browser.version()}.`,
    );
    console.log(`\n${textTable([['view', `median of ${ROUNDS} rounds`], ...lines])}`);
  } finally {
    await run?.close();
    await browser.close();
    rmSync(assembly, { recursive: true });
  }
}

void main();
