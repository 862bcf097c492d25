/** What strangers and members put into the portal or around it: texts stay texts, and other sites cannot use the page. */
import { readdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { browserSuite, SCRIPT_RAN, signIn } from '../support/browser';
import { send } from '../support/local-run';
import { ADA, makeAccount } from './portal-places';
import { HOSTILE_TEXTS } from './hostile-texts';

const suite = browserSuite();
const url = (): string => suite.run().facts.portalUrl ?? '';

/** Elements that no text may become. */
const INJECTED = `[...document.querySelectorAll('#portal :is(script, img, svg, iframe, style, math, object, embed, template)')].length`;

describe('a text of somebody', () => {
  /** The labels that the API took, each with a key of its own. */
  let taken: readonly { readonly text: string; readonly place: string }[];
  let refused: readonly string[];
  let keys: string;

  beforeAll(async () => {
    const account = await makeAccount(suite.run(), { name: '<img src=x onerror=alert(1)>' });
    const path = `/accounts/${account.id}/keys`;
    const made: { text: string; place: string }[] = [];
    const not: string[] = [];
    for (const text of HOSTILE_TEXTS) {
      const tags = [text.slice(0, 40)];
      const words = { label: text, description: text, scopes: ['read:orders'] };
      const full = await suite.run().manage('POST', path, { body: { ...words, tags } });
      const answer = full.status === 400 ? await suite.run().manage('POST', path, { body: words }) : full;
      if (answer.status === 201) made.push({ text: answer.body.label, place: `#${path}/${answer.body.id}` });
      else not.push(text);
    }
    [taken, refused, keys] = [made, not, account.keys];
  });

  it('shows as it is in the list, and no part of it becomes an element', async () => {
    const { page } = await suite.signedIn(ADA, keys);
    await page
      .locator('.count')
      .filter({ hasText: `${taken.length} keys` })
      .waitFor();

    const labels = await page
      .locator('tbody .row-link')
      .evaluateAll((links: { textContent: string }[]) => links.map(({ textContent }) => textContent));

    expect(taken.length).toBeGreaterThan(25);
    expect([...labels].sort()).toEqual(taken.map(({ text }) => text).sort());
    expect(await page.evaluate(INJECTED)).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('shows as it is on the page of its key, in its title and in its dialogs, and runs nowhere', async () => {
    const { page } = await suite.signedIn(ADA, keys);
    for (const { text, place } of taken) {
      await page.evaluate(`location.hash = ${JSON.stringify(place)}`);
      await page.locator('h1', { hasText: text }).waitFor();
      await page.getByRole('button', { name: 'Revoke…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').fill(text);
      expect(await dialog.locator('h2').evaluate((title: { textContent: string }) => title.textContent)).toContain(
        text,
      );
      expect(await page.title()).toContain(text.split(/\s/)[0]);
      expect(await page.evaluate(INJECTED)).toBe(0);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    }
  });

  it('that the API does not take is told at its field', async () => {
    const visit = await suite.signedIn(ADA, `${keys}/new`);
    const { page } = visit;
    visit.allow(/status of 400/);
    expect(refused.length).toBeGreaterThan(0);
    for (const text of refused) {
      await page.getByLabel('Label').fill(text);
      await page.getByLabel('read:orders').check();
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: 'Issue the key' }).click();
      // The browser itself leaves some out, for example a line feed; then the API takes the rest.
      if ((await answered).status() === 201) await page.getByRole('button', { name: 'I have stored it' }).click();
      else
        await page
          .locator('.field', { has: page.getByLabel('Label') })
          .locator('.field-error')
          .first()
          .waitFor();
      await page.evaluate(`location.hash = '${keys}'`);
      await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor();
      await page.evaluate(`location.hash = '${keys}/new'`);
    }
  });

  it('is inert as the name of an account and as an e-mail address', async () => {
    const email = '"<img/src=x/onerror=alert(1)>"@example.com';
    // The page shows the address of a person without an account only if the person is an operator.
    suite.run().people?.addPerson(email, ['operators']);
    const visit = await suite.visit();
    await visit.page.goto(url());

    await signIn(visit.page, email);
    const alone = await visit.page.evaluate(INJECTED);
    const ada = await suite.signedIn(ADA, keys);
    await ada.page.getByText('<img src=x onerror=alert(1)>').first().waitFor();

    expect([alone, await ada.page.evaluate(INJECTED)]).toEqual([0, 0]);
  });
});

describe('the watch of these tests', () => {
  it('sees a script that runs, a policy that is violated, an error, and a request to another machine', async () => {
    const visit = await suite.visit();
    const { page } = visit;
    await page.goto(url());
    await page.evaluate(`alert(1)`);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('img'), { src: 'https://evil.example/x' }))`,
    );
    await page.evaluate(`setTimeout(() => { throw new TypeError('broken') })`);
    const elsewhere = await visit.context.newPage();
    await elsewhere.goto('https://elsewhere.example/').catch(() => undefined);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();

    const seen = visit.troubles().join('\n');

    for (const text of [SCRIPT_RAN, 'policy violated: img-src', 'broken', 'asked for: https://elsewhere.example/'])
      expect(seen).toContain(text);
    visit.allow(/./);
    visit.foreign.length = 0;
  });
});

describe('every file of the page', () => {
  const folder = join(__dirname, '..', '..', 'dist', 'functions', 'portal', 'page');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));

  it.each(['', 'config.json', 'theme.css', ...files.filter((name) => name !== 'index.html')])(
    '%s forbids foreign scripts, styles, frames and guesses at its type',
    async (name) => {
      const { status, headers } = await send('GET', url() + name);

      expect(status).toBe(200);
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "form-action 'none'",
          "require-trusted-types-for 'script'",
        ]),
      );
      expect(policy.join()).not.toMatch(/unsafe|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'strict-transport-security': 'max-age=63072000',
      });
      expect(headers['cache-control']).toMatch(
        name === 'config.json' ? /no-store/ : name.startsWith('assets/') ? /immutable/ : /no-cache/,
      );
    },
  );

  it.each([
    '../index.js',
    '..%2findex.js',
    '%2e%2e/index.js',
    'assets/../../index.js',
    'assets/..%2f..%2findex.js',
    '..%5cindex.js',
    'index.js',
    'page/index.html',
    'assets/',
    'assets/%00',
    '%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/etc/passwd',
  ])('is a known one: %s is none', async (path) => {
    const { hostname, port, pathname } = new URL(url());
    const { status, headers, text } = await new Promise<{
      status: number;
      headers: http.IncomingHttpHeaders;
      text: string;
    }>((resolve, reject) => {
      http
        .get({ hostname, port, path: pathname + path, agent: false }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        })
        .on('error', reject);
    });

    expect([400, 403, 404]).toContain(status);
    expect(headers['content-type']).toMatch(/json/);
    expect(text).not.toMatch(/exports|root:/);
  });
});

describe('another site', () => {
  let evil: http.Server;
  let site: string;
  let html = '';

  beforeAll(async () => {
    evil = http.createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    // Another host than that of the run, so that it is another site for cookies as well.
    site = `http://localhost:${(evil.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => evil.close(resolve)));

  it('cannot put the page into a frame', async () => {
    html = `<iframe src="${url()}"></iframe>`;
    const visit = await suite.visit();
    visit.allow(/frame-ancestors/, /ERR_BLOCKED_BY_RESPONSE/);

    const refusedFrame = visit.page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await visit.page.goto(site);
    await refusedFrame;

    expect(await visit.page.frameLocator('iframe').getByRole('button').count()).toBe(0);
  });

  it.each([
    ['application/x-www-form-urlencoded', '<input name="label" value="stolen">'],
    ['multipart/form-data', '<input name="label" value="stolen">'],
    ['text/plain', `<input name='{"label":"stolen","scopes":["read:orders"],"description":"' value='"}'>`],
  ])('cannot make a key by a form of %s in the browser of somebody who is signed in', async (type, field) => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, account.keys);
    const { managementUrl } = suite.run().facts;
    const action = `${managementUrl}/accounts/${account.id}/keys`;
    html = `<form method="post" action="${action}" enctype="${type}">${field}<button>Win</button></form>`;
    visit.allow(/status of 401/);
    const page = await visit.context.newPage();
    await page.goto(site);

    const answered = page.waitForResponse(action);
    await page.getByRole('button', { name: 'Win' }).click();

    expect((await answered).status()).toBe(401);
    expect((await suite.run().manage('GET', `/accounts/${account.id}/keys`)).body.items).toEqual([]);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'gains nothing from a token either: the API takes no %s',
    async (type) => {
      const account = await makeAccount(suite.run());
      const body = JSON.stringify({ label: 'stolen', scopes: ['read:orders'] });

      const answer = await suite
        .run()
        .manage('POST', `/accounts/${account.id}/keys`, { body, headers: { 'Content-Type': type } });

      expect([answer.status, answer.body.type.split('/').at(-1)]).toEqual([415, 'unsupported-media-type']);
    },
  );

  it('cannot call the API by a script, nor read what the page reads', async () => {
    html = '<p>evil</p>';
    const visit = await suite.visit();
    visit.allow(/CORS policy|ERR_FAILED|status of 40/);
    await visit.page.goto(site);

    const tried = await visit.page.evaluate<string[]>(
      `Promise.all([
        ['${suite.run().facts.managementUrl}/me', { headers: { Authorization: 'Bearer x' } }],
        ['${suite.run().facts.managementUrl}/accounts', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }],
        ['${url()}config.json', {}],
      ].map(([url, init]) => fetch(url, init).then(() => 'read', () => 'refused')))`,
    );

    expect(tried).toEqual(['refused', 'refused', 'refused']);
  });
});
