/** The tokens of people: what a code and a refresh token give, once, to whom, and what a token says. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import { ISSUER } from '../pool/token';
import { claimsOf, clientThat, PAGE, poolWith, post, redeem, refresh, visit, type Visit } from './browser';

const directory = mkdtempSync(path.join(tmpdir(), 'person-tokens-'));
const spec = poolWith(
  clientThat({}),
  clientThat({ rotationGraceSeconds: 0 }, { clientId: 'rotating' }),
  clientThat({ rotationGraceSeconds: 30, revocable: false }, { clientId: 'graceful' }),
  clientThat({}, { clientId: 'secretive', hasSecret: true }),
);
let place: Visit;
beforeEach(async () => {
  place = await visit(spec, directory);
  place.pool.addPerson('ada@example.com', []);
  place.pool.addPerson('olga@example.com', ['operators']);
});
afterEach(() => place.pool.close());
afterAll(() => rmSync(directory, { recursive: true }));

const subOf = (email: string) => place.pool.people().find((person) => person.email === email)?.sub;
/** The tokens of a sign-in through this client. */
async function tokensOf(client_id = 'portal', email = 'ada@example.com', scope?: string) {
  const code = await place.browser.code(email, { client_id, scope });
  return (await redeem(place.pool, code, { client_id })).body;
}
const errorsOf = (answers: { body: Record<string, string> }[]) => answers.map(({ body }) => body.error);

describe('a code gives', () => {
  it('an access token with the claims of a person, and no others', async () => {
    const { access_token: token, token_type: type, expires_in: seconds } = await tokensOf();

    const claims = claimsOf(token);
    expect([type, seconds]).toEqual(['Bearer', 900]);
    expect(claims).toEqual({
      sub: subOf('ada@example.com'),
      username: subOf('ada@example.com'),
      client_id: 'portal',
      scope: 'openid email orders-people/portal',
      token_use: 'access',
      iss: ISSUER,
      version: 2,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      origin_jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      auth_time: claims.iat,
      iat: place.clock.now() / 1000,
      exp: Number(claims.iat) + 900,
    });
  });

  it('an ID token for the client, with the address, the nonce, and the hash of the access token', async () => {
    const { id_token: id, access_token: access = '' } = await tokensOf();

    const claims = claimsOf(id);
    expect(claims).toEqual({
      sub: subOf('ada@example.com'),
      'cognito:username': subOf('ada@example.com'),
      aud: 'portal',
      token_use: 'id',
      iss: ISSUER,
      email: 'ada@example.com',
      email_verified: true,
      nonce: 'n',
      at_hash: createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url'),
      jti: expect.any(String),
      origin_jti: claimsOf(access).origin_jti,
      auth_time: claims.iat,
      iat: place.clock.now() / 1000,
      exp: Number(claims.iat) + 600,
    });
  });

  it('the groups of a person in both', async () => {
    const { id_token: id, access_token: access } = await tokensOf('portal', 'olga@example.com');

    expect([claimsOf(id), claimsOf(access)].map((claims) => claims['cognito:groups'])).toEqual([
      ['operators'],
      ['operators'],
    ]);
  });

  it('the scopes that were asked for, and no ID token without openid', async () => {
    const { id_token: id, access_token: access } = await tokensOf('portal', 'ada@example.com', 'orders-people/portal');

    expect([id, claimsOf(access).scope]).toEqual([undefined, 'orders-people/portal']);
  });

  it('tokens that a public verifier takes, and that API Gateway’s authorizer takes until they expire', async () => {
    const { id_token: id = '', access_token: access = '' } = await tokensOf();
    const jwks = await (await fetch(`${place.pool.url}/us-east-1_pool/.well-known/jwks.json`)).json();
    const verifier = JwtVerifier.create({ issuer: ISSUER, audience: null, jwksUri: 'https://unused.invalid' });
    verifier.cacheJwks(jwks as never);
    const taken = () => [id, access].map((token) => place.pool.authorize(token)?.token_use);

    // The verifier compares with the time of this machine, and the pool's clock stands still.
    for (const token of [id, access])
      await expect(verifier.verify(token, { graceSeconds: 4e9 })).resolves.toBeDefined();
    const before = taken();
    place.clock.advance(600_000);
    const between = taken();
    place.clock.advance(300_000);

    expect([before, between, taken()]).toEqual([
      ['id', 'access'],
      [undefined, 'access'],
      [undefined, undefined],
    ]);
  });
});

describe('a code is refused', () => {
  it('the second time', async () => {
    const code = await place.browser.code();

    const answers = [await redeem(place.pool, code), await redeem(place.pool, code)];

    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(answers[1]?.body).toEqual({ error: 'invalid_grant' });
  });

  it.each<[string, string, Record<string, string | undefined>]>([
    ['with another verifier', 'invalid_grant', { code_verifier: 'w'.repeat(43) }],
    ['without a verifier', 'invalid_grant', { code_verifier: undefined }],
    ['with another address', 'invalid_grant', { redirect_uri: 'https://portal.example.com/?from=sign-in' }],
    ['without an address', 'invalid_request', { redirect_uri: undefined }],
    ['when it is made up', 'invalid_grant', { code: 'made-up' }],
    ['when there is none', 'invalid_request', { code: undefined }],
    ['from another client', 'invalid_grant', { client_id: 'rotating' }],
    ['from an unknown client', 'invalid_client', { client_id: 'nobody' }],
    ['from a client of machines', 'invalid_client', { client_id: 'machine' }],
    ['from a public client with a secret', 'invalid_client', { client_secret: 'x' }],
    ['from a client that does not send its secret', 'invalid_client', { client_id: 'secretive' }],
  ])('%s: %s', async (_, error, more) => {
    const answer = await redeem(place.pool, await place.browser.code(), more);

    expect(answer).toEqual({ status: 400, body: { error } });
  });

  it('after five minutes', async () => {
    const [early, late] = [await place.browser.code(), await place.browser.code()];
    place.clock.advance(299_999);
    const first = await redeem(place.pool, early);
    place.clock.advance(1);

    expect([first.status, (await redeem(place.pool, late)).body.error]).toEqual([200, 'invalid_grant']);
  });

  it('from a client whose secret is wrong, and not when it is right', async () => {
    const right = place.pool.describeClient('secretive')?.clientSecret;
    const withSecret = async (client_secret: string | undefined) => {
      const code = await place.browser.code('ada@example.com', { client_id: 'secretive' });
      return redeem(place.pool, code, { client_id: 'secretive', client_secret });
    };

    expect([(await withSecret('wrong')).body.error, (await withSecret(right)).status]).toEqual(['invalid_client', 200]);
  });
});

describe('a refresh token', () => {
  it('gives new tokens of the same sign-in, as often as asked, until its end', async () => {
    const first = await tokensOf();
    place.clock.advance(60_000);

    const again = await refresh(place.pool, first.refresh_token);
    place.clock.advance(720 * 60_000 - 60_001);
    const last = await refresh(place.pool, first.refresh_token);
    place.clock.advance(1);
    const late = await refresh(place.pool, first.refresh_token);

    expect(again.body).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
    });
    const [before, after] = [claimsOf(first.id_token), claimsOf(again.body.id_token)];
    expect(after).toMatchObject({ auth_time: before.auth_time, origin_jti: before.origin_jti });
    expect(after).not.toHaveProperty('nonce');
    expect([last.status, late.body]).toEqual([200, { error: 'invalid_grant' }]);
  });

  it('has the groups that the person is in by then', async () => {
    const { refresh_token: token } = await tokensOf();
    place.pool.addPerson('ada@example.com', ['operators']);

    const { body } = await refresh(place.pool, token);

    expect(claimsOf(body.access_token)['cognito:groups']).toEqual(['operators']);
  });

  it('that rotates gives another one, does not work again, and lives no longer', async () => {
    const client_id = 'rotating';
    const first = await tokensOf(client_id);
    place.clock.advance(60_000);

    const second = await refresh(place.pool, first.refresh_token, { client_id });
    const reused = await refresh(place.pool, first.refresh_token, { client_id });
    place.clock.advance(720 * 60_000 - 60_000);
    const late = await refresh(place.pool, second.body.refresh_token, { client_id });

    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect(errorsOf([second, reused, late])).toEqual([undefined, 'invalid_grant', 'invalid_grant']);
  });

  it('that rotates with a grace works until the grace ends', async () => {
    const client_id = 'graceful';
    const { refresh_token: first } = await tokensOf(client_id);
    await refresh(place.pool, first, { client_id });
    place.clock.advance(29_999);
    const within = await refresh(place.pool, first, { client_id });
    place.clock.advance(1);

    expect(errorsOf([within, await refresh(place.pool, first, { client_id })])).toEqual([undefined, 'invalid_grant']);
  });

  it('works for its own client alone, and only if it is one', async () => {
    const { refresh_token: token, access_token: access } = await tokensOf();

    const answers = [
      await refresh(place.pool, token, { client_id: 'rotating' }),
      await refresh(place.pool, access),
      await refresh(place.pool, undefined),
      await refresh(place.pool, token),
    ];

    expect(errorsOf(answers)).toEqual(['invalid_grant', 'invalid_grant', 'invalid_request', undefined]);
  });
});

describe('a revocation', () => {
  const revoke = (token: string | undefined, more: Record<string, string> = {}) =>
    post(place.pool, '/oauth2/revoke', { client_id: 'portal', token, ...more });
  const userInfo = (token = '') =>
    fetch(`${place.pool.url}/oauth2/userInfo`, { headers: { Authorization: `Bearer ${token}` } });

  it('ends the refresh token, those that replaced it, and what its access tokens may ask the pool', async () => {
    const client_id = 'rotating';
    const first = await tokensOf(client_id);
    const second = (await refresh(place.pool, first.refresh_token, { client_id })).body;

    const answer = await revoke(second.refresh_token, { client_id });

    expect(answer).toEqual({ status: 200, body: {} });
    expect((await refresh(place.pool, second.refresh_token, { client_id })).body.error).toBe('invalid_grant');
    expect((await userInfo(second.access_token)).status).toBe(401);
    // A program that only verifies the token takes it until it expires, and so does API Gateway.
    expect(place.pool.authorize(second.access_token ?? '')).toBeDefined();
  });

  it('of another client, or of nothing, ends nothing', async () => {
    const { refresh_token: token, access_token: access } = await tokensOf();

    const answers = [
      await revoke(token, { client_id: 'rotating' }),
      await revoke('made-up'),
      await revoke(access),
      await revoke(undefined),
      await revoke(token, { client_id: 'graceful' }),
      await refresh(place.pool, token),
    ];

    expect(errorsOf(answers)).toEqual([
      undefined,
      undefined,
      'unsupported_token_type',
      'invalid_request',
      'unsupported_token_type',
      undefined,
    ]);
  });

  it('is not needed to ask who a token is of', async () => {
    const { access_token: access, id_token: id } = await tokensOf();
    const { access_token: closed } = await tokensOf('portal', 'ada@example.com', 'orders-people/portal');

    const answer = await userInfo(access);

    const sub = subOf('ada@example.com');
    expect(await answer.json()).toEqual({ sub, username: sub, email: 'ada@example.com', email_verified: 'true' });
    expect([(await userInfo(id)).status, (await userInfo(closed)).status, (await userInfo('x')).status]).toEqual([
      401, 401, 401,
    ]);
  });
});

describe('a page of any origin', () => {
  it.each(['/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo'])('may ask %s, also with a preflight', async (at) => {
    const preflight = await fetch(place.pool.url + at, { method: 'OPTIONS', headers: { Origin: PAGE } });
    const asked = await fetch(place.pool.url + at, { method: at.endsWith('userInfo') ? 'GET' : 'POST' });

    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'Authorization, Content-Type',
    ]);
    for (const { headers } of [preflight, asked]) expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('finds every endpoint in the discovery document', async () => {
    const found = await fetch(`${place.pool.url}/us-east-1_pool/.well-known/openid-configuration`);

    expect(await found.json()).toMatchObject({
      authorization_endpoint: `${place.pool.url}/oauth2/authorize`,
      end_session_endpoint: `${place.pool.url}/logout`,
      revocation_endpoint: `${place.pool.url}/oauth2/revoke`,
      userinfo_endpoint: `${place.pool.url}/oauth2/userInfo`,
    });
  });
});
