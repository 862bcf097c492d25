/** `GET /oauth2/authorize`, the page on which a person is chosen, the session, and the way out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHALLENGE, clientThat, PAGE, parametersOf, poolWith, redeem, claimsOf, visit, type Visit } from './browser';

const directory = mkdtempSync(path.join(tmpdir(), 'authorize-'));
const spec = poolWith(
  clientThat({}),
  clientThat({}, { clientId: 'emptied', flows: [] }),
  clientThat({ callbackUrls: ['myapp://back'] }, { clientId: 'app' }),
);
let place: Visit;
beforeEach(async () => {
  place = await visit(spec, directory);
  place.pool.addPerson('ada@example.com', []);
});
afterEach(() => place.pool.close());
afterAll(() => rmSync(directory, { recursive: true }));

describe('an error page, and never a redirect, answers', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['an unknown client', { client_id: 'nobody' }],
    ['a client of machines', { client_id: 'machine' }],
    ['a client that has lost its flow', { client_id: 'emptied' }],
    ['no client', { client_id: undefined }],
    ['no address', { redirect_uri: undefined }],
    ['an address without its last slash', { redirect_uri: PAGE.slice(0, -1) }],
    ['an address with more behind it', { redirect_uri: `${PAGE}?x=1` }],
    ['an address in other letters', { redirect_uri: PAGE.replace('portal', 'Portal') }],
    ['an address of another port', { redirect_uri: PAGE.replace(':9/', ':8/') }],
    ['the address of another client', { redirect_uri: 'myapp://back' }],
  ])('%s', async (_, more) => {
    const answers = [await place.browser.authorize(more), await place.browser.authorize({ ...more, prompt: 'none' })];

    for (const answer of answers) {
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
      expect(await answer.text()).toContain('<h1>Sign-in is not possible</h1>');
    }
  });

  it('two addresses, and shows no text of the request as HTML', async () => {
    const query = `response_type=code&client_id=portal&redirect_uri=${encodeURIComponent(PAGE)}&redirect_uri=%3Cb%3E`;

    const answer = await place.browser.get(`/oauth2/authorize?${query}`);

    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('<b>');
  });
});

describe('the client is told by a redirect of', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['an unknown response type', { response_type: 'id_token' }, 'invalid_request'],
    ['the implicit grant', { response_type: 'token' }, 'unauthorized_client'],
    ['a scope that the client does not have', { scope: 'openid profile' }, 'invalid_scope'],
    ['a challenge that is the verifier', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'always' }, 'invalid_request'],
    ['nobody being signed in', { prompt: 'none' }, 'login_required'],
  ])('%s', async (_, more, error) => {
    const answer = await place.browser.authorize(more);

    expect([answer.status, answer.headers.get('location')?.split('?')[0]]).toEqual([302, PAGE]);
    expect(parametersOf(answer)).toMatchObject({ error, state: 's' });
    expect(parametersOf(answer)).not.toHaveProperty('code');
  });

  it('a repeated parameter', async () => {
    const query = `response_type=code&client_id=portal&redirect_uri=${encodeURIComponent(PAGE)}`;

    const answer = await place.browser.get(`/oauth2/authorize?${query}&scope=openid&scope=email`);

    expect(parametersOf(answer)).toMatchObject({ error: 'invalid_request' });
  });

  it('an error behind what its address has already', async () => {
    const answer = await place.browser.authorize({
      redirect_uri: 'https://portal.example.com/?from=sign-in',
      prompt: 'none',
    });

    expect(parametersOf(answer)).toEqual({ from: 'sign-in', error: 'login_required', state: 's' });
  });
});

describe('the page', () => {
  it('has a button for each person and says that there is no password', async () => {
    place.pool.addPerson('olga@example.com', ['operators']);

    const answer = await place.browser.get((await place.browser.authorize()).headers.get('location') ?? '');

    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect([...text.matchAll(/<button[^>]*>(.*?)<\/button>/g)].map(([, name]) => name)).toEqual([
      'Sign in as ada@example.com',
      'Sign in as olga@example.com',
    ]);
    expect(text).toContain('asks for no password');
    expect(text).toContain('in the group operators');
  });

  it('runs no script, is in no frame, and sends its form here and on to the client alone', async () => {
    const ours = await place.browser.get((await place.browser.authorize()).headers.get('location') ?? '');
    const app = { client_id: 'app', redirect_uri: 'myapp://back' };
    const theirs = await place.browser.get((await place.browser.authorize(app)).headers.get('location') ?? '');

    const policy = ours.headers.get('content-security-policy');
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1:9; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(theirs.headers.get('content-security-policy')).toContain("form-action 'self' myapp:;");
    expect(ours.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('escapes what is sent', async () => {
    const answer = await place.browser.get(
      (await place.browser.authorize({ state: '"><b>' })).headers.get('location') ?? '',
    );

    expect(await answer.text()).not.toContain('<b>');
  });

  it('takes no form of another page, and nobody who is not in the pool', async () => {
    const foreign = await place.browser.choose('ada@example.com', {}, { Origin: 'http://127.0.0.1:1' });
    const nobody = await place.browser.choose('bob@example.com');
    const own = await place.browser.choose('ada@example.com', {}, { Origin: place.pool.url });

    expect([foreign.status, nobody.status, own.status]).toEqual([400, 400, 302]);
  });

  it('leads back to the client with a code and its state, and confirms a person who was invited', async () => {
    const answer = await place.browser.choose('ada@example.com');

    expect(answer.headers.get('location')?.split('?')[0]).toBe(PAGE);
    expect(parametersOf(answer)).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), state: 's' });
    expect(place.pool.people()).toMatchObject([{ email: 'ada@example.com', status: 'CONFIRMED' }]);
  });
});

describe('a session', () => {
  it('is a cookie of this pool that no script reads and no other site sends along', async () => {
    const { headers } = await place.browser.choose('ada@example.com');

    expect(headers.get('set-cookie')).toMatch(
      /^cognito-us-east-1_pool=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('lets the next sign-in pass at once, also silently, with the time of the first', async () => {
    await place.browser.choose('ada@example.com');
    place.clock.advance(60_000);

    const [next, silent] = [await place.browser.authorize(), await place.browser.authorize({ prompt: 'none' })];

    const { body } = await redeem(place.pool, parametersOf(next).code ?? '');
    const { auth_time: authTime, iat } = claimsOf(body.id_token);
    expect(Number(iat) - Number(authTime)).toBe(60);
    expect(parametersOf(silent)).toEqual({ code: expect.any(String), state: 's' });
  });

  it.each(['login', 'select_account'])('is passed over with prompt=%s', async (prompt) => {
    await place.browser.choose('ada@example.com');

    const answer = await place.browser.authorize({ prompt });

    expect(answer.headers.get('location')).toMatch(/^\/login\?/);
  });

  it('ends after an hour, and a made-up one never began', async () => {
    await place.browser.choose('ada@example.com');
    place.clock.advance(3_600_000);
    const late = await place.browser.authorize({ prompt: 'none' });
    place.browser.cookie = 'cognito-us-east-1_pool=made-up';
    const madeUp = await place.browser.authorize({ prompt: 'none' });

    expect([late, madeUp].map((answer) => parametersOf(answer).error)).toEqual(['login_required', 'login_required']);
  });

  it('ends with the logout, which leads to the address that the client names', async () => {
    await place.browser.choose('ada@example.com');
    const { cookie } = place.browser;

    const answer = await place.browser.get(`/logout?client_id=portal&logout_uri=${encodeURIComponent(PAGE)}`);

    expect([answer.status, answer.headers.get('location')]).toEqual([302, PAGE]);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    // Also for a browser that kept the cookie.
    place.browser.cookie = cookie;
    expect(parametersOf(await place.browser.authorize({ prompt: 'none' })).error).toBe('login_required');
  });

  it.each([
    `client_id=nobody&logout_uri=${encodeURIComponent(PAGE)}`,
    `client_id=portal&logout_uri=${encodeURIComponent(`${PAGE}x`)}`,
    'client_id=portal',
  ])('does not end with a wrong logout: %s', async (query) => {
    await place.browser.choose('ada@example.com');

    const answer = await place.browser.get(`/logout?${query}`);

    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(parametersOf(await place.browser.authorize({ prompt: 'none' }))).toHaveProperty('code');
  });
});

it('a challenge is optional, as at Cognito', async () => {
  const without = { code_challenge: undefined, code_challenge_method: undefined };
  const code = await place.browser.code('ada@example.com', without);

  const answers = [await redeem(place.pool, code, { code_verifier: undefined }), await redeem(place.pool, code)];

  expect(answers.map(({ status }) => status)).toEqual([200, 400]);
  expect(CHALLENGE).toHaveLength(43);
});
