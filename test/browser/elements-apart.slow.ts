/** `<sallyport-keys>` in a real browser: several on one page know nothing of each other, and a mistake of the page is told in words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../tools/chromium';
import { ACCOUNT, type KeysPage, keysPage, TOKEN } from '../support/keys-page';

const MODULE = readFileSync(join(__dirname, '..', '..', 'dist', 'keys-element', 'index.mjs'), 'utf8');
const HTML = `<!doctype html><html lang="en"><title>Keys</title>
<sallyport-keys api="/v1" account="${ACCOUNT}"></sallyport-keys>
<sallyport-keys api="/v1" account="${ACCOUNT}"></sallyport-keys>
<script src="/tokens.js"></script>
<script type="module" src="/sallyport-keys.mjs"></script>`;
/** The token functions of the page, by name. */
const TOKENS = `
  const good = async () => '${TOKEN}';
  globalThis.tokens = {
    good,
    other: async () => good(),
    fading: async () => globalThis.isOver ? 'stale' : good(),
    nothing: async () => undefined,
  };`;
/** As a page without HTTPS is, which no test can serve on loopback. */
const WITHOUT_TLS = `
  Object.defineProperty(Crypto.prototype, 'randomUUID', { value: undefined });
  Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });`;

let browser: Browser;
let page: Page;
let site: KeysPage;
const errors: string[] = [];
const [first, second] = [() => page.locator('sallyport-keys').first(), () => page.locator('sallyport-keys').last()];

beforeAll(async () => {
  site = await keysPage({ '/': HTML, '/sallyport-keys.mjs': MODULE, '/tokens.js': TOKENS });
  browser = await launchChromium();
});
beforeEach(async () => {
  errors.length = 0;
  site.calls.length = 0;
  page = await browser.newPage();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.addInitScript(
    `globalThis.told = []; addEventListener('sallyport-keys-error', ({ detail }) => told.push(detail));`,
  );
});
afterEach(() => page.close());
afterAll(async () => {
  await browser.close();
  await site.close();
});

type Token = 'good' | 'other' | 'fading' | 'nothing' | 'none';
const give = (element: Locator, token: Token) =>
  element.evaluate(
    (it, name) =>
      void Object.assign(it, { token: (Reflect.get(globalThis, 'tokens') as Record<string, unknown>)[name] }),
    token,
  );
const newKey = (element: Locator) => element.getByRole('link', { name: 'New key' });
const newKeyForm = (element: Locator) => element.getByRole('heading', { name: 'New key' });

async function open(...tokens: readonly Token[]): Promise<void> {
  await page.goto(site.url);
  for (const [index, token] of tokens.entries()) await give([first, second][index]?.() ?? first(), token);
}

async function fill(element: Locator, label: string): Promise<void> {
  await newKey(element).click();
  await element.getByLabel('Label').fill(label);
  await element.getByRole('checkbox', { name: 'read:orders' }).check();
}

test('of two elements of one account each is where its person went, and each has what was typed into it', async () => {
  await open('good', 'good');
  await fill(first(), 'In the first');

  expect(await newKeyForm(second()).count()).toBe(0);
  await newKey(second()).click();

  expect(await second().getByLabel('Label').inputValue()).toBe('');
  expect(await first().getByLabel('Label').inputValue()).toBe('In the first');
});

test('the end of a session in one element is not told in the other', async () => {
  await open('fading', 'good');
  await newKey(first()).waitFor();
  await page.evaluate('globalThis.isOver = true');

  await newKey(first()).click();

  await first().getByText('Your session ended. Sign in to this page again').waitFor();
  expect(await second().getByText('Your session ended').count()).toBe(0);
});

test('another token function may be that of another person, so the element starts anew', async () => {
  await open('good');
  await fill(first(), 'Of the person before');
  site.calls.length = 0;

  await give(first(), 'other');

  await newKey(first()).waitFor();
  expect(await newKeyForm(first()).count()).toBe(0);
  expect(site.calls).toContain('GET /me');
  await newKey(first()).click();
  expect(await first().getByLabel('Label').inputValue()).toBe('');
});

test('without a token function nothing is shown any more', async () => {
  await open('good');
  await newKey(first()).waitFor();

  await give(first(), 'none');

  await newKey(first()).waitFor({ state: 'detached' });
});

test('no token goes to an address of another origin, and the page hears why', async () => {
  const asked: string[] = [];
  await page.route(/evil/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ status: 200, headers: { 'access-control-allow-origin': '*' }, body: '{}' });
  });
  await page.goto(site.url);
  await first().evaluate((it) => it.setAttribute('api', 'https://evil.example/v1'));
  await give(first(), 'good');

  await first().getByText('has to be an address of this page’s own origin').waitFor();

  expect(asked).toEqual([]);
  expect(errors.join()).toContain('<sallyport-keys>: `api` is "https://evil.example/v1"');
  expect(await page.evaluate('told')).toMatchObject([{ code: 'defect' }]);
});

test('a token function that gives nothing is told, and nothing is sent', async () => {
  await open('nothing');

  await first().getByText('The function `token` gave no access token').waitFor();

  expect(site.calls.filter((call) => !call.endsWith('config.json'))).toEqual([]);
});

test('a page without HTTPS can issue a key, and says how to copy it', async () => {
  await page.addInitScript(WITHOUT_TLS);
  await open('good');
  await fill(first(), 'Till');

  await first().getByRole('button', { name: 'Issue the key' }).click();
  await first().getByRole('button', { name: 'Copy key' }).click();

  await first().getByRole('button', { name: 'Select and copy it by hand' }).waitFor();
});

test('a key that is issued when its form is gone: the person is told', async () => {
  await open('good');
  await fill(first(), 'Till');
  let answer: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/keys$/, async (route) => {
    await gate;
    await route.continue();
  });

  await first().getByRole('button', { name: 'Issue the key' }).click();
  await first().locator('button[aria-busy]').waitFor();
  await first().evaluate((it) => it.setAttribute('account', 'another'));
  answer();

  await first().getByText('A key was issued, and nobody saw it.').waitFor();
  expect(await second().getByText('A key was issued').count()).toBe(0);
});
