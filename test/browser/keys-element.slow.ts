/** The examples of docs/portal-element.md compile, and do in a real browser what the page says, with the element as it is packed. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../tools/chromium';
import { ACCOUNT, type KeysPage, keysPage, SECRET, TOKEN } from '../support/keys-page';

const ROOT = join(__dirname, '..', '..');
/** Inside of the package, so that its own name leads to its own files. */
const FOLDER = join(ROOT, 'dist', 'element-examples');
const DOC = readFileSync(join(ROOT, 'docs', 'portal-element.md'), 'utf8');
const exampleOf = (language: string): readonly string[] =>
  [...DOC.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
const [html = ''] = exampleOf('html');
const [react = ''] = exampleOf('tsx');
const [proxy = ''] = exampleOf('js');
const MODULE = readFileSync(join(ROOT, 'dist', 'keys-element', 'index.mjs'), 'utf8');

/** The example for React, and a page around it. React itself is not there; Preact has the same interface. */
const START = `
import { createElement } from 'react';
import { render } from 'preact/compat';
import { Keys } from './keys';
const token = async () => '${TOKEN}';
const over = () => { document.title = 'over'; };
const root = document.getElementById('root');
if (root !== null) render(createElement(Keys, { account: '${ACCOUNT}', token, onSessionEnd: over }), root);
`;

let browser: Browser;
let page: Page;
let site: KeysPage;
const troubles: string[] = [];

beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'keys.tsx'), react);
  writeFileSync(join(FOLDER, 'start.ts'), START);
  const { outputFiles } = buildSync({
    ...{ entryPoints: [join(FOLDER, 'start.ts')], bundle: true, format: 'esm', write: false, logLevel: 'warning' },
    alias: { react: 'preact/compat' },
  });
  const shell = '<!doctype html><html lang="en"><title>Keys</title>';
  const example = html.replace('<script', '<script nonce="test"').replace('4mZbq0XkP1', ACCOUNT);
  site = await keysPage({
    '/': shell + example,
    '/dark': `${shell}<meta name="color-scheme" content="light dark">${example}`,
    '/sallyport-keys.mjs': MODULE,
    '/react': `${shell}<div id="root"></div><script type="module" src="/start.js"></script>`,
    '/start.js': outputFiles[0]?.text ?? '',
    '/sign-in': `${shell}<h1>Sign in</h1>`,
  });
  browser = await launchChromium();
});
beforeEach(async () => {
  troubles.length = 0;
  site.calls.length = 0;
  page = await browser.newPage();
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
});
afterEach(() => page.close());
afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

test.each([
  ['light', 'in a page that says nothing of dark, although the system is dark', ''],
  ['dark', 'in a page that is dark where the system is', 'dark'],
])('it is %s %s', async (theme, _, path) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(site.url + path);
  await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor();

  const color: string = await page.evaluate("getComputedStyle(document.querySelector('sallyport-keys')).color");

  expect(color).toBe(theme === 'dark' ? 'rgb(232, 237, 243)' : 'rgb(22, 32, 44)');
});

test('the example for React compiles with the types of the package', async () => {
  const compilerOptions = {
    ...{ module: 'ESNext', moduleResolution: 'Bundler', target: 'ES2022', lib: ['ES2022', 'DOM'], types: [] },
    ...{ strict: true, noEmit: true, skipLibCheck: true, jsx: 'react-jsx', rootDir: ROOT },
    paths: { react: [join(ROOT, 'node_modules', 'preact', 'compat', 'src', 'index.d.ts')] },
  };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx'] }));

  const said = await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', '.bin', 'tsc'), '-p', FOLDER])
    .then(({ stdout }) => stdout)
    .catch((error: unknown) => String((error as { readonly stdout?: unknown }).stdout));

  expect(said).toBe('');
});

test('the example in HTML shows the keys, under a policy that allows no style', async () => {
  await page.goto(site.url);

  await page.getByRole('link', { name: 'Nightly export' }).waitFor();
  const element = page.locator('sallyport-keys');
  expect(await page.evaluate("getComputedStyle(document.querySelector('sallyport-keys')).display")).toBe('block');
  expect(await element.evaluate((it) => it.outerHTML)).toBe(
    `<sallyport-keys api="/v1" account="${ACCOUNT}"></sallyport-keys>`,
  );
  expect(troubles).toEqual([]);
});

test('a new key is shown once, and the address and the title of the page stay as they are', async () => {
  await page.goto(site.url);
  await page.getByRole('link', { name: 'New key' }).click();
  await page.getByLabel('Label').fill('Till');
  await page.getByRole('checkbox', { name: 'read:orders' }).check();

  await page.getByRole('button', { name: /the key$/ }).click();

  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('Key', { exact: true }).innerText()).toBe(SECRET);
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('heading', { name: 'Till' }).waitFor();
  expect(await page.locator('sallyport-keys').evaluate((it) => it.shadowRoot?.innerHTML)).not.toContain(SECRET);
  expect([page.url(), await page.title()]).toEqual([site.url, 'Keys']);
  expect(site.calls.filter((call) => call.startsWith('POST'))).toEqual([`POST /accounts/${ACCOUNT}/keys`]);
  expect(troubles).toEqual([]);
});

test('an element that leaves the page takes a key that it shows with it', async () => {
  await page.goto(site.url);
  await page.getByRole('link', { name: 'Nightly export' }).click();
  await page.getByRole('button', { name: 'Rotate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  // A POST of any kind is answered with a secret here.
  await page.getByLabel('Key', { exact: true }).waitFor();

  const left = await page.locator('sallyport-keys').evaluate((it) => {
    it.remove();
    return `${it.outerHTML}${it.shadowRoot?.innerHTML}`;
  });

  expect(left).not.toContain(SECRET);
});

test('the example for React shows the keys, and hears of the end of the session', async () => {
  await page.goto(`${site.url}react`);
  await page.getByRole('link', { name: 'Nightly export' }).waitFor();
  expect(troubles).toEqual([]);

  site.endSession();
  await page.getByRole('link', { name: 'Nightly export' }).click();

  await page.getByText('Your session ended. Sign in to this page again').waitFor();
  expect(await page.title()).toBe('over');
});

test('the proxy of Vite’s server leads from the page’s own origin to the management API', async () => {
  writeFileSync(join(FOLDER, 'vite.config.mjs'), proxy.replace('http://127.0.0.1:46317', site.url));
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const env = { ...process.env, NO_COLOR: '1' };
  const server = spawn(process.execPath, [vite, '--host', '127.0.0.1'], { cwd: FOLDER, env });
  try {
    let printed = '';
    for await (const chunk of server.stdout) {
      printed += String(chunk);
      if (/http:\/\/127\.0\.0\.1:\d+/.test(printed)) break;
    }
    const [origin = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];

    expect((await fetch(`${origin}/v1/portal/config.json`)).status).toBe(200);
    expect(site.calls).toEqual(['GET /portal/config.json']);
  } finally {
    server.kill();
  }
});

test('there is no example that nobody runs, and the page says the size as it is', async () => {
  const { gzipSync } = await import('node:zlib');
  const [, told] = /has (\d+) KB/.exec(DOC) ?? [];

  expect([exampleOf('html'), exampleOf('tsx'), exampleOf('js'), exampleOf('ts')].map(({ length }) => length)).toEqual([
    1, 1, 1, 0,
  ]);
  expect(Math.ceil(gzipSync(MODULE, { level: 9 }).length / 1000)).toBe(Number(told));
});
