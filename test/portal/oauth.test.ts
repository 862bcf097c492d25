/** The sign-in as the page has it, bundled, against a token endpoint on loopback: what it sends, and what it refuses. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PendingSignIn } from '../../portal/sign-in/arrival';
import type { OAuth } from '../../portal/sign-in/oauth';
import { bundled } from '../support/bundled';

const PAGE = 'https://api.example.com/v1/portal/';
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_people';
const SECOND = 1000;

let server: Server;
let origin: string;
let answer: { readonly status: number; readonly body: object };
let received: { readonly path: string; readonly form: URLSearchParams }[];
let oauthFor: (read: object, pageUrl: string) => OAuth;

beforeAll(async () => {
  ({ oauthFor } = bundled('portal/sign-in/oauth.ts') as { oauthFor: typeof oauthFor });
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += String(part)));
    request.on('end', () => {
      received.push({ path: request.url ?? '', form: new URLSearchParams(text) });
      response.writeHead(answer.status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  received = [];
});

const signIn = () => ({
  issuer: ISSUER,
  clientId: 'page',
  authorizationEndpoint: `${origin}/oauth2/authorize`,
  tokenEndpoint: `${origin}/oauth2/token`,
  revocationEndpoint: `${origin}/oauth2/revoke`,
  endSessionEndpoint: `${origin}/logout`,
  scope: 'openid email orders-people/portal',
});
const oauthWith = (clockSkew = 0): OAuth => oauthFor({ config: { signIn: signIn() }, clockSkew }, PAGE);

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Nobody checks the signature of a token that came from the token endpoint itself (OpenID Connect Core, 3.1.3.7). */
function tokens(claims: object = {}, seconds = Math.floor(Date.now() / SECOND)): object {
  const whole = { iss: ISSUER, aud: 'page', sub: 's', nonce: 'n', iat: seconds, exp: seconds + 900, ...claims };
  return {
    access_token: 'access',
    refresh_token: 'refresh',
    id_token: `${part({ alg: 'RS256', kid: 'k' })}.${part(whole)}.c2ln`,
    token_type: 'Bearer',
    expires_in: 900,
  };
}

const PENDING: PendingSignIn = { state: 's', nonce: 'n', verifier: 'v'.repeat(43), route: '', drafts: {} };
const redeem = (query = 'code=c&state=s', clockSkew = 0) =>
  oauthWith(clockSkew).redeem(new URLSearchParams(query), PENDING);

describe('the way to the sign-in', () => {
  it('has a state, a nonce and the challenge of a verifier that are new each time', async () => {
    const [one, other] = await Promise.all([oauthWith().begin(), oauthWith().begin()]);
    const query = new URL(one.url).searchParams;

    expect(one.url.startsWith(`${origin}/oauth2/authorize?`)).toBe(true);
    expect(Object.fromEntries(query)).toEqual({
      response_type: 'code',
      client_id: 'page',
      redirect_uri: PAGE,
      scope: 'openid email orders-people/portal',
      state: one.state,
      nonce: one.nonce,
      code_challenge: createHash('sha256').update(one.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'verifier'] as const) {
      expect(one[name]).not.toBe(other[name]);
      expect(one[name].length).toBeGreaterThanOrEqual(43);
    }
  });
});

describe('the return', () => {
  it('redeems the code with the verifier, and has no secret of a client', async () => {
    answer = { status: 200, body: tokens() };

    const { accessToken, refreshToken, expiresAt } = await redeem();

    expect([accessToken, refreshToken]).toEqual(['access', 'refresh']);
    expect(expiresAt - Date.now()).toBeGreaterThan(800 * SECOND);
    expect(received.map(({ path }) => path)).toEqual(['/oauth2/token']);
    expect(Object.fromEntries(received[0]?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      client_id: 'page',
      code: 'c',
      code_verifier: PENDING.verifier,
      redirect_uri: PAGE,
    });
  });

  it.each([
    ['another nonce', { nonce: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_machines' }],
    ['another client', { aud: 'other' }],
    ['an end in the past', { exp: 1 }],
  ])('is refused with %s in the id token', async (_, claims) => {
    answer = { status: 200, body: tokens(claims) };

    await expect(redeem()).rejects.toThrow();
  });

  it('is refused without an id token', async () => {
    answer = { status: 200, body: { ...tokens(), id_token: undefined } };

    await expect(redeem()).rejects.toThrow();
  });

  it.each([
    'code=c&state=other',
    'code=c',
    'code=c&state=s&state=s',
    'error=access_denied&state=s',
    'code=c&state=s&iss=https%3A%2F%2Fx',
  ])('sends no code that came with %s', async (query) => {
    await expect(redeem(query)).rejects.toThrow();
    expect(received).toEqual([]);
  });

  it('is taken on a machine whose clock is an hour behind, as the service told', async () => {
    answer = { status: 200, body: tokens({}, Math.floor(Date.now() / SECOND) + 3600) };

    expect((await redeem(undefined, 3600)).accessToken).toBe('access');
    answer = { status: 200, body: tokens({}, Math.floor(Date.now() / SECOND) - 3600) };
    await expect(redeem()).rejects.toThrow();
  });
});

describe('later', () => {
  it('a refresh gives the next tokens', async () => {
    answer = { status: 200, body: { ...tokens({ nonce: undefined }), refresh_token: undefined } };

    const next = await oauthWith().refresh('refresh');

    expect(next).toEqual({ accessToken: 'access', expiresAt: expect.any(Number) });
    expect(received[0]?.form.get('refresh_token')).toBe('refresh');
  });

  it('a refused refresh token ends the session', async () => {
    answer = { status: 400, body: { error: 'invalid_grant' } };

    await expect(oauthWith().refresh('refresh')).rejects.toMatchObject({
      name: 'TokenError',
      code: 'invalid_grant',
      isPassing: false,
    });
  });

  it('a token endpoint that is down does not', async () => {
    answer = { status: 503, body: { message: 'Service Unavailable' } };

    await expect(oauthWith().refresh('refresh')).rejects.not.toMatchObject({ name: 'TokenError' });
  });

  it('the sign-out revokes the refresh token and comes back to the page', async () => {
    answer = { status: 200, body: {} };

    await oauthWith().revoke('refresh');

    expect(received[0]).toMatchObject({ path: '/oauth2/revoke' });
    expect(received[0]?.form.get('token')).toBe('refresh');
    expect(oauthWith().endSessionUrl()).toBe(`${origin}/logout?client_id=page&logout_uri=${encodeURIComponent(PAGE)}`);
  });

  it('nothing is sent without TLS but to loopback', async () => {
    const far = { ...signIn(), tokenEndpoint: 'http://sign-in.example.com/oauth2/token' };
    const oauth = oauthFor({ config: { signIn: far }, clockSkew: 0 }, PAGE);

    await expect(oauth.redeem(new URLSearchParams('code=c&state=s'), PENDING)).rejects.toThrow(/HTTPS/);
  });
});
