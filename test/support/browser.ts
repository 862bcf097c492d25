/**
 * The portal of a local run in a real browser. Each visit has a browser profile of its own and is watched: what a page logs
 * as an error, throws, violates of its own policy, or asks of another machine fails the test, unless the test allows it.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { standingClock } from '../../local/clock';
import { type Context, ensureAssembly } from './assembly';
import { launchChromium } from '../../tools/chromium';
import { type TestRun, withLocalRun } from './local-run';

/** Milliseconds that ends a step which hangs. No step waits for it. */
const HANGS = 60_000;

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong so far, and no test allowed. */
  readonly troubles: () => readonly string[];
  /** Each address of another machine that a page asked for; none was reached. */
  readonly foreign: string[];
  /** From now on and before, this is no trouble. */
  readonly allow: (...troubles: readonly RegExp[]) => void;
}

/** What the window says when a text of somebody became a script. */
export const SCRIPT_RAN = 'a foreign script ran';

/** In every page before its own scripts: a violation of the policy, and a script that should not be there, are logged. */
const INIT = `
  addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated: ' + event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));
  for (const name of ['alert', 'confirm', 'prompt']) globalThis[name] = () => console.error('${SCRIPT_RAN}');
  globalThis.shifts = [];
  const nameOf = (node) => node?.outerHTML?.slice(0, 60) ?? node?.textContent ?? 'what is gone';
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries())
      if (!hadRecentInput)
        globalThis.shifts.push(value.toFixed(3) + ' ' + sources.map(({ node, previousRect: was, currentRect: is }) => nameOf(node) + ' from ' + [was.x, was.y] + ' to ' + [is.x, is.y]).join(' | '));
  }).observe({ type: 'layout-shift', buffered: true });
`;

const isLoopback = ({ hostname, protocol }: URL): boolean =>
  hostname === '127.0.0.1' || hostname === 'localhost' || protocol === 'data:' || protocol === 'blob:';

export async function visitOf(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Vienna', ...options });
  context.setDefaultTimeout(HANGS);
  await context.addInitScript(INIT);
  const [noted, foreign, allowed]: [string[], string[], RegExp[]] = [[], [], []];
  await context.route(
    (url) => !isLoopback(url),
    (route) => {
      foreign.push(route.request().url());
      return route.abort('blockedbyclient');
    },
  );
  context.on('console', (message) => message.type() === 'error' && noted.push(`console: ${message.text()}`));
  context.on('weberror', (error) => noted.push(`error: ${String(error.error())}`));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A screen that is left gives up what it had asked for.
    if (why !== 'net::ERR_ABORTED') noted.push(`request: ${request.method()} ${request.url()} ${why}`);
  });
  const troubles = (): readonly string[] => [
    ...noted.filter((trouble) => !allowed.some((pattern) => pattern.test(trouble))),
    ...foreign.map((url) => `another machine was asked for: ${url}`),
  ];
  const page = await context.newPage();
  return { context, page, troubles, foreign, allow: (...patterns) => void allowed.push(...patterns) };
}

export interface BrowserSuite {
  readonly run: () => TestRun;
  readonly browser: () => Browser;
  /** A new profile, with nobody signed in. */
  readonly visit: (options?: BrowserContextOptions) => Promise<Visit>;
  /** The same, signed in and at a place, for example `#/accounts/4mZbq0XkP1/keys`. */
  readonly signedIn: (email: string, place?: string, options?: BrowserContextOptions) => Promise<Visit>;
}

export interface SuiteOptions {
  /** Of the app, beside those of cdk.json. */
  readonly context?: Context;
  /** How long before now the clock of the run starts. @default 0 */
  readonly daysAgo?: number;
}

/** Enough for the throttle of an API to let the next request through, as it does for people. */
const BETWEEN_ANSWERS_MS = 50;

/** A run whose clock moves on with each answer: events of one millisecond are in no order, and a page asks for several at once. */
export async function runForBrowser({ context, daysAgo = 0 }: SuiteOptions = {}): Promise<TestRun> {
  const clock = standingClock(Date.now() - daysAgo * 86_400_000);
  return withLocalRun({
    clock,
    answered: () => clock.advance(BETWEEN_ANSWERS_MS),
    assembly: await ensureAssembly(context),
  });
}

/** One run and one browser for the tests of a file. Call it at the top. */
export function browserSuite(options?: SuiteOptions): BrowserSuite {
  let run: TestRun | undefined;
  let browser: Browser | undefined;
  const visits: Visit[] = [];
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The suite has not begun.');
    return value;
  };
  beforeAll(async () => {
    browser = await launchChromium();
    run = await runForBrowser(options);
  });
  afterEach(async () => {
    const ended = visits.splice(0);
    await Promise.all(ended.map(({ context }) => context.close()));
    expect(ended.flatMap(({ troubles }) => troubles())).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await run?.close();
  });
  const visit = async (options?: BrowserContextOptions): Promise<Visit> => {
    const made = await visitOf(there(browser), options);
    visits.push(made);
    return made;
  };
  return {
    run: () => there(run),
    browser: () => there(browser),
    visit,
    signedIn: async (email, place = '', options) => {
      const made = await visit(options);
      await made.page.goto(`${there(run).facts.portalUrl ?? ''}${place}`);
      await signIn(made.page, email);
      return made;
    },
  };
}

/** From the landing page, by the pool's own page. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: /^Sign in/ }).click();
  await choosePerson(page, email);
}

export async function choosePerson(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: `Sign in as ${email}`, exact: true }).click();
  await page.locator('summary', { hasText: email }).waitFor();
}
