/** The token endpoint as in the Cognito Developer Guide, the key set, and what a data directory keeps of the pool. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import type * as OAuth from 'oauth4webapi';
import { startClock } from '../../../local/clock';
import { startPoolServer } from '../../../local/pool/pool';
import type { FailureKind, LocalClock, PoolServer } from '../../../local/types';
import { bundled } from '../../support/bundled';
import { ISSUER, POOL } from './token';

let clock: LocalClock;
let pool: PoolServer;
/** Keys are made once for all tests. */
const shared = mkdtempSync(path.join(tmpdir(), 'pool-shared-'));

beforeEach(async () => {
  clock = startClock();
  pool = await startPoolServer(POOL, { clock, directory: shared });
});

afterAll(() => rmSync(shared, { recursive: true }));

afterEach(() => pool.close());

const secretOf = (clientId: string, of: PoolServer = pool): string => of.describeClient(clientId)?.clientSecret ?? '';
const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

interface Asked {
  readonly form?: Record<string, string> | string;
  readonly headers?: Record<string, string>;
}

async function ask({ form = { grant_type: 'client_credentials' }, headers = {} }: Asked, of: PoolServer = pool) {
  const response = await fetch(`${of.url}/oauth2/token`, {
    method: 'POST',
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  });
  return { response, body: (await response.json()) as { access_token: string; error?: string } };
}

async function tokenOf(clientId: string, of: PoolServer = pool): Promise<string> {
  const { body } = await ask({ headers: { Authorization: basic(clientId, secretOf(clientId, of)) } }, of);
  return body.access_token;
}

const partOf = (token: string, part: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());

describe('a token', () => {
  test('holds the claims of a machine and no others, for all scopes when none are asked', async () => {
    const { response, body } = await ask({ headers: { Authorization: basic('machine', secretOf('machine')) } });

    expect(response.status).toBe(200);
    expect(body).toEqual({ access_token: expect.any(String), expires_in: 3600, token_type: 'Bearer' });
    const claims = partOf(body.access_token, 1);
    expect(claims).toEqual({
      sub: 'machine',
      client_id: 'machine',
      token_use: 'access',
      scope: 'orders/read:orders orders/write:orders',
      iss: ISSUER,
      version: 2,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      auth_time: claims.iat,
      iat: expect.any(Number),
      exp: Number(claims.iat) + 3600,
    });
  });

  test('comes for credentials in the body as well, and with the id repeated beside Basic', async () => {
    const secret = secretOf('machine');
    const grant_type = 'client_credentials';

    const inBody = await ask({ form: { grant_type, client_id: 'machine', client_secret: secret } });
    const repeated = await ask({
      form: { grant_type, client_id: 'machine' },
      headers: { Authorization: basic('machine', secret) },
    });

    expect([inBody.response.status, repeated.response.status]).toEqual([200, 200]);
  });

  test('has exactly the scopes that were asked, and lives as long as its client says', async () => {
    const { body } = await ask({
      form: { grant_type: 'client_credentials', scope: 'orders/read:orders orders/read:orders' },
      headers: { Authorization: basic('short', secretOf('short')) },
    });

    const claims = partOf(body.access_token, 1);
    expect(claims.scope).toBe('orders/read:orders');
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
  });

  test('may be read by a page of any origin, and no cache may store it', async () => {
    const granted = await ask({ headers: { Authorization: basic('machine', secretOf('machine')) } });
    const refused = await ask({});

    for (const { response } of [granted, refused]) {
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  test('follows the clock', async () => {
    const before = Math.floor(Date.now() / 1000);
    clock.advance(86_400_000);

    const claims = partOf(await tokenOf('machine'), 1);

    expect(Number(claims.iat)).toBeGreaterThanOrEqual(before + 86_400);
  });
});

describe('a refusal is a 400 with its code', () => {
  const grant_type = 'client_credentials';
  const right = () => ({ Authorization: basic('machine', secretOf('machine')) });

  test.each<[string, string, () => Asked]>([
    ['no grant type', 'invalid_request', () => ({ form: {}, headers: right() })],
    ['another grant', 'unsupported_grant_type', () => ({ form: { grant_type: 'password' }, headers: right() })],
    ['no credentials', 'invalid_request', () => ({})],
    ['JSON', 'invalid_request', () => ({ headers: { ...right(), 'Content-Type': 'application/json' } })],
    [
      'a repeated parameter',
      'invalid_request',
      () => ({ form: `grant_type=${grant_type}&scope=a&scope=b`, headers: right() }),
    ],
    [
      'a question mark before everything',
      'invalid_request',
      () => ({ form: `?grant_type=${grant_type}`, headers: right() }),
    ],
    [
      'a body that is too long',
      'invalid_request',
      () => ({ form: { grant_type, x: 'x'.repeat(20_000) }, headers: right() }),
    ],
    [
      'Basic and body',
      'invalid_request',
      () => ({
        form: { grant_type, client_id: 'machine', client_secret: secretOf('machine') },
        headers: right(),
      }),
    ],
    ['two ids', 'invalid_request', () => ({ form: { grant_type, client_id: 'short' }, headers: right() })],
    ['a Bearer header', 'invalid_request', () => ({ headers: { Authorization: 'Bearer abc' } })],
    ['a wrong secret', 'invalid_client', () => ({ headers: { Authorization: basic('machine', 'wrong') } })],
    [
      'an unknown client',
      'invalid_client',
      () => ({ headers: { Authorization: basic('nobody', secretOf('machine')) } }),
    ],
    ['an empty secret', 'invalid_client', () => ({ form: { grant_type, client_id: 'machine' } })],
    [
      'a client without a secret',
      'invalid_client',
      () => ({ form: { grant_type, client_id: 'public', client_secret: '' } }),
    ],
    [
      "a person's client",
      'unauthorized_client',
      () => ({ headers: { Authorization: basic('person', secretOf('person')) } }),
    ],
    [
      'a scope of others',
      'invalid_scope',
      () => ({
        form: { grant_type, scope: 'orders/read:orders orders-accounts/read:orders' },
        headers: right(),
      }),
    ],
    ['a scope nobody has', 'invalid_scope', () => ({ form: { grant_type, scope: 'openid' }, headers: right() })],
  ])('%s: %s', async (_, error, asked) => {
    const { response, body } = await ask(asked());

    expect(response.status).toBe(400);
    expect(body).toEqual({ error });
  });

  test('any other path or method is 404', async () => {
    const statuses = await Promise.all(
      ['/oauth2/token', '/', '/other_pool/.well-known/jwks.json'].map(
        async (at) => (await fetch(pool.url + at)).status,
      ),
    );

    expect(statuses).toEqual([404, 404, 404]);
  });
});

describe('the key set', () => {
  const keySet = () => fetch(`${pool.url}/us-east-1_pool/.well-known/jwks.json`);

  test('verifies the tokens of this pool with a public verifier, and shows no private member', async () => {
    const jwks = (await (await keySet()).json()) as { keys: Record<string, string>[] };
    const verifier = JwtVerifier.create({ issuer: ISSUER, audience: null, jwksUri: 'https://unused.invalid' });
    verifier.cacheJwks(jwks as never);

    const claims = await verifier.verify(await tokenOf('machine'));

    expect(claims.sub).toBe('machine');
    expect(jwks.keys.map((key) => Object.keys(key).sort())).toEqual(
      Array(2).fill(['alg', 'e', 'kid', 'kty', 'n', 'use']),
    );
  });

  test('is where the discovery document says', async () => {
    const discovery = await fetch(`${pool.url}/us-east-1_pool/.well-known/openid-configuration`);
    const { issuer, jwks_uri: uri, token_endpoint: token } = (await discovery.json()) as Record<string, string>;

    expect({ issuer, token, status: (await fetch(uri ?? '')).status }).toEqual({
      issuer: `${pool.url}/us-east-1_pool`,
      token: `${pool.url}/oauth2/token`,
      status: 200,
    });
  });

  test('lets a strict client find the pool by its address and take a token there', async () => {
    const oauth = bundled('oauth4webapi') as typeof OAuth;
    // The library marks it as deprecated so that it stands out.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const allow = { [oauth.allowInsecureRequests]: true };
    const address = new URL(`${pool.url}/us-east-1_pool`);

    const found = await oauth.processDiscoveryResponse(address, await oauth.discoveryRequest(address, allow));
    const client = { client_id: 'machine' };
    const asked = await oauth.clientCredentialsGrantRequest(
      found,
      client,
      oauth.ClientSecretBasic(secretOf('machine')),
      {},
      allow,
    );
    const answer = await oauth.processClientCredentialsResponse(found, client, asked);

    expect(partOf(answer.access_token, 1)).toMatchObject({ iss: ISSUER, client_id: 'machine' });
  });

  test.each<[FailureKind, number]>([
    ['throttle', 429],
    ['error', 500],
  ])('fails by %s as often as injected, while tokens are issued', async (kind, status) => {
    pool.fail(kind, { times: 2 });

    const statuses = [await keySet(), await keySet(), await keySet()].map((response) => response.status);

    expect(statuses).toEqual([status, status, 200]);
    pool.fail(kind);
    expect(await tokenOf('machine')).toContain('.');
  });

  test('breaks off, never answers, or answers what is no key set', async () => {
    for (const kind of ['refuse', 'reset', 'lost'] as const) {
      pool.fail(kind);
      await expect(keySet()).rejects.toThrow('fetch failed');
    }
    pool.fail('malformed');
    await expect((await keySet()).json()).rejects.toThrow();
    pool.fail('partial');
    expect(((await (await keySet()).json()) as { keys: unknown[] }).keys).toHaveLength(1);
    pool.fail('hang');
    const hanging = keySet();
    await pool.close();
    await expect(hanging).rejects.toThrow('fetch failed');
  });
});

describe('API Gateway’s Cognito authorizer', () => {
  test('takes a token of this pool until it expires', async () => {
    const token = await tokenOf('short');

    const before = pool.authorize(token);
    clock.advance(300_000);
    const after = pool.authorize(token);

    expect(before).toMatchObject({ client_id: 'short', scope: 'orders/read:orders' });
    expect(after).toBeUndefined();
  });

  test('takes no other token', async () => {
    const token = await tokenOf('machine');
    const [head = '', body = '', signature = ''] = token.split('.');
    const other = await startPoolServer(POOL, { clock });
    const foreign = await tokenOf('machine', other);
    await other.close();
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const richer = encode({ ...partOf(token, 1), scope: 'orders-accounts/read:orders' });

    const wrong = [
      '',
      'a.b.c',
      'null.null.null',
      `${token}.x`,
      `${head}.${body}`,
      `${head}.${richer}.${signature}`,
      `${encode({ ...partOf(token, 0), alg: 'none' })}.${body}.`,
      foreign,
    ].map((each) => pool.authorize(each));

    expect(wrong).toEqual(Array(8).fill(undefined));
  });
});

describe('an app client made through the API', () => {
  test('gets tokens with its scopes', async () => {
    const made = pool.createClient('partner', ['orders-accounts/read:orders']);

    const claims = partOf(await tokenOf(made.clientId), 1);

    expect(made).toMatchObject({ name: 'partner', clientId: expect.stringMatching(/^[0-9a-z]{26}$/) });
    expect(claims.scope).toBe('orders-accounts/read:orders');
    expect(pool.findClient('partner')).toEqual(made);
  });

  test('cannot have a scope the pool does not have', () => {
    expect(() => pool.createClient('partner', ['orders-management/read:keys'])).toThrow('orders-management/read:keys');
  });
});

describe('a data directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'pool-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('keeps signing keys, clients and secrets, for its owner only', async () => {
    const first = await startPoolServer(POOL, { clock, directory });
    const made = first.createClient('partner', ['orders-accounts/read:orders']);
    const token = await tokenOf('machine', first);
    await first.close();

    const second = await startPoolServer(POOL, { clock, directory });
    const accepted = second.authorize(token);
    const secret = secretOf('machine', second);
    const found = second.findClient('partner');
    await second.close();

    expect(accepted).toMatchObject({ client_id: 'machine' });
    expect(secret).toBe(secretOf('machine', first));
    expect(found).toEqual(made);
    expect(statSync(path.join(directory, 'pool-Pool.json')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['something else', { keys: 1 }],
    ['a pool of an earlier form', { keys: [], clients: { secrets: { machine: 'secret' }, made: [] } }],
  ])('that holds %s stops the start with one line', async (_, held) => {
    writeFileSync(path.join(directory, 'pool-Pool.json'), JSON.stringify(held));

    await expect(startPoolServer(POOL, { clock, directory })).rejects.toThrow(
      /^\S+pool-Pool\.json is not a user pool of this version; remove the file to start with a new pool$/,
    );
  });
});
