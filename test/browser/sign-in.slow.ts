/** Signing in and out at the portal in a real browser, and every answer of a sign-in that is not this tab's own. */
import type { Page, Request } from 'playwright-core';
import { browserSuite, choosePerson, signIn, type Visit } from '../support/browser';
import { ADA, keptText, makeAccount } from './portal-places';

const suite = browserSuite();
const url = (): string => suite.run().facts.portalUrl ?? '';

const isTokenRequest = (request: Request): boolean => request.url().endsWith('/oauth2/token');
const landing = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const choice = (page: Page) => page.getByRole('heading', { name: 'Choose an account' });

/** Goes to the pool’s page and stays there; gives the `state` of the sign-in that the page began. */
async function begin({ page }: Visit): Promise<string> {
  await page.goto(url());
  await landing(page).click();
  await page.getByRole('button', { name: `Sign in as ${ADA}` }).waitFor();
  return new URL(page.url()).searchParams.get('state') ?? '';
}

async function answerWith(page: Page, query: Record<string, string>): Promise<void> {
  await page.goto(`${url()}?${new URLSearchParams(query).toString()}`);
}

const refusal = (page: Page) => page.getByRole('alert');

async function expectNobody({ page }: Visit, title: string): Promise<void> {
  await refusal(page).getByRole('heading', { name: title }).waitFor();
  await expect(page.getByRole('button', { name: 'Sign in again' }).isVisible()).resolves.toBe(true);
  expect(new URL(page.url()).search).toBe('');
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
}

describe('a person', () => {
  it('signs in and leaves no token, code or verifier in any storage, cookie, address, history or element', async () => {
    const visit = await suite.visit();
    const { page } = visit;
    await page.goto(url());
    const [request] = await Promise.all([page.waitForEvent('requestfinished', isTokenRequest), signIn(page, ADA)]);

    const tokens = (await (await request.response())?.json()) as Record<string, string>;
    const form = new URLSearchParams(request.postData() ?? '');
    const kept = await keptText(visit);
    const secrets = [
      tokens.access_token,
      tokens.id_token,
      tokens.refresh_token,
      form.get('code'),
      form.get('code_verifier'),
    ];
    expect(secrets.map((secret) => (secret ?? '').length > 20)).toEqual([true, true, true, true, true]);
    expect(secrets.filter((secret) => kept.includes(secret ?? ''))).toEqual([]);
    expect(kept).toContain('Choose an account');
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    expect(page.url()).toBe(url());
  });

  it('is signed in again after a reload without a question, and is where they were', async () => {
    const account = await makeAccount(suite.run());
    const { page } = await suite.signedIn(ADA, account.keys);
    await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor();
    let redirects = 0;
    page.on('request', (request) => request.url().includes('/oauth2/authorize') && (redirects += 1));

    await page.reload();
    await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor();

    expect([redirects, page.url()]).toEqual([1, url() + account.keys]);
  });

  it('ends the session with the sign-out: the refresh token is dead, and neither reload nor back button shows anything', async () => {
    const visit = await suite.visit();
    const { page } = visit;
    await page.goto(url());
    const [request] = await Promise.all([page.waitForEvent('requestfinished', isTokenRequest), signIn(page, ADA)]);
    const tokens = (await (await request.response())?.json()) as Record<string, string>;

    await page.locator('summary', { hasText: ADA }).click();
    const revoked = page.waitForResponse((response) => response.url().endsWith('/oauth2/revoke'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await landing(page).waitFor();

    expect((await revoked).status()).toBe(200);
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
    form.set('client_id', new URLSearchParams(request.postData() ?? '').get('client_id') ?? '');
    const refreshed = await fetch(request.url(), { method: 'POST', body: form });
    expect([refreshed.status, await refreshed.json()]).toEqual([400, { error: 'invalid_grant' }]);
    await page.reload();
    await landing(page).waitFor();
    await landing(page).click();
    // The pool asks again who it is: its own session ended too.
    await page.getByRole('button', { name: `Sign in as ${ADA}` }).waitFor();
    await page.goBack();
    expect(await page.getByText('Choose an account').count()).toBe(0);
  });

  it('has two tabs that sign in at once, each for itself', async () => {
    const visit = await suite.visit();
    const other = await visit.context.newPage();
    await visit.page.goto(url());
    await other.goto(url());
    await landing(visit.page).click();
    await landing(other).click();

    await choosePerson(visit.page, ADA);
    await choosePerson(other, ADA);

    await Promise.all([choice(visit.page).waitFor(), choice(other).waitFor()]);
    const third = await visit.context.newPage();
    await third.goto(url());
    await landing(third).click();
    await choice(third).waitFor();
  });

  it('keeps what they typed when the session ends under their hands, signs in again and finishes', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, `${account.keys}/new`);
    const { page } = visit;
    visit.allow(/status of 40[01]/);
    await page.getByLabel('Label').fill('Typed before');
    await page.getByLabel('read:orders').check();
    suite.run().clock.advance(13 * 3_600_000);

    await page.getByRole('button', { name: 'Issue the key' }).click();
    await page.getByText('Your session ended.').waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await choosePerson(page, ADA);

    expect(await page.getByLabel('Label').inputValue()).toBe('Typed before');
    expect(await page.getByLabel('read:orders').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Issue the key' }).click();
    await page.getByRole('heading', { name: 'Your key' }).waitFor();
    await page.getByRole('button', { name: 'I have stored it' }).click();
  });

  it('goes on without a question when only the access token ended', async () => {
    const account = await makeAccount(suite.run());
    const visit = await suite.signedIn(ADA, `${account.keys}/new`);
    const { page } = visit;
    visit.allow(/status of 401/);
    await page.getByLabel('Label').fill('Nightly');
    await page.getByLabel('read:orders').check();
    suite.run().clock.advance(16 * 60_000);

    await page.getByRole('button', { name: 'Issue the key' }).click();

    await page.getByRole('heading', { name: 'Your key' }).waitFor();
    await page.getByRole('button', { name: 'I have stored it' }).click();
  });
});

describe('nobody is signed in by an answer', () => {
  it('with another state than the one that this tab made', async () => {
    const visit = await suite.visit();
    await begin(visit);

    await answerWith(visit.page, { code: 'stolen', state: 'another' });

    await expectNobody(visit, 'This sign-in was not yours');
  });

  it('that no sign-in of this tab came before', async () => {
    const visit = await suite.visit();

    await answerWith(visit.page, { code: 'stolen', state: 'anything' });

    await expectNobody(visit, 'This sign-in is over');
  });

  it.each(['verifier', 'nonce', 'state'])('when the %s that was kept is gone', async (name) => {
    const visit = await suite.visit();
    const { page } = visit;
    const state = await begin(visit);
    await page.goto(`${url()}theme.css`);
    await page.evaluate(
      `for (const [place, text] of Object.entries({ ...sessionStorage }))
        sessionStorage.setItem(place, JSON.stringify({ ...JSON.parse(text), ${name}: undefined }))`,
    );

    await answerWith(page, { code: 'anything', state });

    await expectNobody(visit, 'This sign-in is over');
  });

  it('whose verifier does not fit the challenge', async () => {
    const visit = await suite.visit();
    const { page } = visit;
    visit.allow(/status of 400/);
    await begin(visit);
    await page.route('**/oauth2/token', (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '');
      form.delete('code_verifier');
      return route.continue({ postData: form.toString() });
    });

    await page.getByRole('button', { name: `Sign in as ${ADA}` }).click();

    await expectNobody(visit, 'The sign-in did not work');
  });

  it.each(['nonce', 'aud', 'iss'])('whose ID token has another %s', async (claim) => {
    const visit = await suite.visit();
    const { page } = visit;
    await begin(visit);
    await page.route('**/oauth2/token', async (route) => {
      const response = await route.fetch();
      const tokens = (await response.json()) as Record<string, string>;
      await route.fulfill({
        response,
        json: { ...tokens, id_token: changed(tokens.id_token ?? '', { [claim]: 'other' }) },
      });
    });

    await page.getByRole('button', { name: `Sign in as ${ADA}` }).click();

    await expectNobody(visit, 'The sign-in did not work');
  });

  it('that was used before', async () => {
    const visit = await suite.visit();
    const { page } = visit;
    visit.allow(/status of 400/);
    await page.goto(url());
    const [request] = await Promise.all([page.waitForEvent('requestfinished', isTokenRequest), signIn(page, ADA)]);
    const code = new URLSearchParams(request.postData() ?? '').get('code') ?? '';
    await visit.context.clearCookies();
    const again = await visit.context.newPage();
    const state = await begin({ ...visit, page: again });

    await answerWith(again, { code, state });

    await expectNobody({ ...visit, page: again }, 'The sign-in did not work');
  });

  it('that says it comes from another issuer', async () => {
    const visit = await suite.visit();
    const state = await begin(visit);
    let redeemed = 0;
    visit.page.on('request', (request) => isTokenRequest(request) && (redeemed += 1));

    await answerWith(visit.page, { code: 'anything', state, iss: 'https://elsewhere.example' });

    await expectNobody(visit, 'The sign-in did not work');
    expect(redeemed).toBe(0);
  });

  it('that is an error, which is told', async () => {
    const visit = await suite.visit();
    const state = await begin(visit);

    await answerWith(visit.page, { error: 'access_denied', error_description: 'Not today', state });

    await expectNobody(visit, 'The sign-in did not work');
    expect(await refusal(visit.page).innerText()).toContain('Not today');
    expect(await refusal(visit.page).innerText()).toContain('access_denied');
  });

  it('that puts its own words into the page without a sign-in', async () => {
    const visit = await suite.visit();

    await answerWith(visit.page, { error: 'access_denied', error_description: 'Call 0800-FRAUD', state: 'x' });

    await expectNobody(visit, 'This sign-in is over');
    expect(await visit.page.locator('body').innerText()).not.toContain('FRAUD');
  });
});

it.each([
  ['of another path', (portal: string) => `${portal}elsewhere`],
  ['with a query', (portal: string) => `${portal}?next=1`],
  ['of another host', () => 'https://elsewhere.example/portal/'],
])('the sign-in sends nobody to an address %s', async (_, redirect) => {
  const visit = await suite.visit();
  const { page } = visit;
  visit.allow(/status of 400/);
  await begin(visit);
  const authorize = new URL(page.url());
  authorize.pathname = '/oauth2/authorize';
  authorize.searchParams.set('redirect_uri', redirect(url()));

  const answer = await page.goto(authorize.href);

  expect([answer?.status(), new URL(page.url()).origin]).toEqual([400, authorize.origin]);
  await page.getByRole('heading', { name: 'Sign-in is not possible' }).waitFor();
});

/** The token with other claims. The page takes its signature on trust: it comes from the pool's own endpoint. */
function changed(token: string, claims: Readonly<Record<string, unknown>>): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const own = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [header, Buffer.from(JSON.stringify({ ...own, ...claims })).toString('base64url'), signature].join('.');
}
