import fc from 'fast-check';
import type { Account, Client } from '../../lambda/domain/model';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { DependencyError } from '../../lambda/domain/outcome';
import type { TokenClaims } from '../../lambda/domain/ports/tokens';
import type { AccessRequest } from '../../lambda/doors/verdict';
import { type TokenDoor, verifyToken } from '../../lambda/doors/verify-token';
import { CountingReader } from '../support/counting-reader';
import { MemoryTable } from '../support/memory-table';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../support/records';
import { signaturesSaying } from '../support/token-proof';
import { accessToken, claimsAt, ISSUER, KID, signed, signingKey } from '../support/tokens';

const ASK: AccessRequest = { scope: 'read:orders', sourceIp: '203.0.113.7' };
const TOKEN = accessToken(signingKey(KID));
const SECONDS = NOW / 1000;
const OWNER = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const;

interface Given {
  readonly claims?: TokenClaims;
  readonly client?: Partial<Client>;
  readonly account?: Partial<Account>;
  readonly ask?: Partial<AccessRequest>;
  readonly records?: readonly TableRecord[];
}

/** A door whose port accepts every signature. */
function doorFor(given: Given = {}) {
  const records = given.records ?? [OWNER, client(given.client), account(given.account)];
  const reader = new CountingReader(new MemoryTable(records));
  const claims = { ...claimsAt(), ...given.claims };
  return {
    reader,
    signatures: signaturesSaying(claims),
    owners: new Map<string, string>(),
    now: () => NOW,
    environment: 'live',
    issuer: ISSUER,
    resourceServers: ['orders', 'orders-accounts'],
  } as const;
}

const verify = (given: Given = {}) => verifyToken(doorFor(given), TOKEN, { ...ASK, ...given.ask });
/** A call that is answered with 403 tells who called; the access log says it. */
const DENIED = ['network-not-allowed', 'insufficient-scope'];
const refusal = (reason: string, credentialId?: string) => ({
  accepted: false,
  reason,
  ...(credentialId && { credentialId }),
  ...(DENIED.includes(reason) && { accountId: ACCOUNT_ID }),
});

describe('the token door', () => {
  test('accepts a good token of an adopted client and says who is calling', async () => {
    expect(await verify()).toEqual({
      accepted: true,
      principal: {
        accountId: ACCOUNT_ID,
        credentialId: CLIENT_ID,
        credentialType: 'client',
        scopes: ['read:orders'],
        environment: 'live',
        metadata: {},
      },
    });
  });

  test('reads once a decision, and once more only at a client’s first token', async () => {
    const door = doorFor();

    await verifyToken(door, TOKEN, ASK);
    await verifyToken(door, TOKEN, ASK);

    const both = [
      { kind: 'client', accountId: ACCOUNT_ID, clientId: CLIENT_ID },
      { kind: 'account', accountId: ACCOUNT_ID },
    ];
    expect(door.reader.reads).toEqual([[{ kind: 'clientOwner', clientId: CLIENT_ID }], both, both]);
  });

  test('refuses a client without a record, and keeps no memory of that', async () => {
    const door = doorFor({ records: [account()] });

    expect(await verifyToken(door, TOKEN, ASK)).toEqual(refusal('unknown', CLIENT_ID));
    expect(door.owners.size).toBe(0);
  });

  test.each([[[OWNER, account()]], [[OWNER, client()]]])(
    'refuses a client of which a record is gone',
    async (records) => {
      expect(await verify({ records })).toEqual(refusal('unknown', CLIENT_ID));
    },
  );

  test('refuses what is no token, and a bad signature, before any read', async () => {
    const door = doorFor();
    const signatures = signaturesSaying('token-invalid');

    expect(await verifyToken({ ...door, signatures }, 'a.b.c', ASK)).toEqual(refusal('malformed'));
    expect(await verifyToken({ ...door, signatures }, TOKEN, ASK)).toEqual(refusal('token-invalid'));
    expect(door.reader.reads).toEqual([]);
  });

  test.each([
    ['at+jwt', true],
    ['application/at+jwt', true],
    ['JWT', false],
    ['id+jwt', false],
    [null, false],
  ])('takes a token only as an access token: with typ %s it is judged: %s', async (typ, judged) => {
    const door = doorFor();
    const key = signingKey(KID);

    const verdict = await verifyToken(door, signed(key, claimsAt(), { kid: KID, alg: 'RS256', typ }), ASK);

    expect(verdict).toMatchObject(judged ? { accepted: true } : refusal('malformed'));
    expect(door.reader.reads).toHaveLength(judged ? 2 : 0);
  });

  test.each<[string, TokenClaims]>([
    ['another issuer', { iss: `${ISSUER}x` }],
    ['another pool', { iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other0001' }],
    ['an issuer with a slash behind', { iss: `${ISSUER}/` }],
    ['no issuer', { iss: undefined }],
    ['a list of issuers', { iss: [ISSUER] }],
    ['an ID token’s use', { token_use: 'id' }],
    ['no use', { token_use: undefined }],
    ['no expiry', { exp: undefined }],
    ['an expiry in text', { exp: String(SECONDS + 60) }],
    ['an endless expiry', { exp: Number.POSITIVE_INFINITY }],
    ['an enormous expiry', { exp: 1e300 }],
    ['a broken second', { exp: SECONDS + 60.5 }],
    ['no time of issue', { iat: undefined }],
    ['issue in the future', { iat: SECONDS + 61 }],
    ['a life of over a day', { iat: SECONDS - 60, exp: SECONDS - 60 + 86_401 }],
    ['a start in the future', { nbf: SECONDS + 1 }],
    ['a start in text', { nbf: 'now' }],
    ['no client', { client_id: undefined }],
    ['a list of clients', { client_id: [CLIENT_ID] }],
    ['a client id that is none', { client_id: 'A#1', sub: 'A#1' }],
    ['a list of scopes', { scope: ['orders/read:orders'] }],
  ])('refuses a signed token with %s', async (_, claims) => {
    const door = doorFor({ claims });

    expect(await verifyToken(door, TOKEN, ASK)).toEqual(refusal('token-invalid'));
    expect(door.reader.reads).toEqual([]);
  });

  test.each([
    [{ exp: SECONDS + 1 }, true],
    [{ exp: SECONDS }, false],
    [{ exp: SECONDS - 1 }, false],
    [{ iat: SECONDS + 60 }, true],
    [{ nbf: SECONDS }, true],
    [{ iat: SECONDS - 60, exp: SECONDS - 60 + 86_400 }, true],
  ])('judges times to the second, without grace for the end: %j is good: %s', async (claims, accepted) => {
    expect((await verify({ claims })).accepted).toBe(accepted);
  });

  test.each([
    [{ jti: undefined }, true],
    [{ aud: CLIENT_ID }, true],
    [{ aud: 'anything' }, false],
    [{ aud: [CLIENT_ID] }, false],
    [{ sub: undefined }, false],
    [{ sub: 'somebody' }, false],
  ])('takes a token only of its own subject and for its own audience, if any: %j is good: %s', async (claims, good) => {
    expect((await verify({ claims })).accepted).toBe(good);
  });

  test('calls an ended token expired', async () => {
    expect(await verify({ claims: { exp: SECONDS } })).toEqual(refusal('token-expired'));
  });

  test('judges time and issuer of the same claims anew at each use', async () => {
    const door = doorFor();
    const { exp, iat } = claimsAt();
    const judged = async (given: Partial<Pick<TokenDoor, 'issuer' | 'now'>>) => {
      const verdict = await verifyToken({ ...door, ...given }, TOKEN, ASK);
      return verdict.accepted || verdict.reason;
    };

    expect(await judged({})).toBe(true);
    expect(await judged({ now: () => Number(exp) * 1000 })).toBe('token-expired');
    expect(await judged({ now: () => Number(iat) * 1000 - 60_001 })).toBe('token-invalid');
    expect(await judged({ issuer: `${ISSUER}2` })).toBe('token-invalid');
    expect(await judged({})).toBe(true);
  });

  test.each<[string, Given]>([
    ['suspended', { client: { suspendedAt: NOW } }],
    ['revoked', { client: { revokedAt: NOW } }],
    ['revoked', { client: { createdAt: NOW + 5 }, account: { generation: 2, credentialsValidAfter: NOW - 5 } }],
    ['token-revoked', { client: { tokensValidAfter: NOW - 59_000 } }],
    ['revoked', { client: { tokensValidAfter: NOW - 59_000, revokedAt: NOW } }],
    ['suspended', { client: { tokensValidAfter: NOW - 59_000, suspendedAt: NOW } }],
    ['account-suspended', { account: { suspendedAt: NOW } }],
    ['network-not-allowed', { account: { grant: { scopes: ['read:orders'], networks: [] } } }],
    ['insufficient-scope', { account: { grant: { scopes: ['write:orders'] } } }],
    ['insufficient-scope', { client: { scopes: ['write:orders'] } }],
    ['insufficient-scope', { ask: { scope: 'write:orders' } }],
    ['insufficient-scope', { claims: { scope: undefined } }],
    ['insufficient-scope', { claims: { scope: '' } }],
  ])('refuses a good token as %s: %j', async (reason, given) => {
    expect(await verify(given)).toEqual(refusal(reason, CLIENT_ID));
  });

  test.each([
    ['orders/read:orders', 'insufficient-scope'],
    ['orders/read:orders elsewhere/write:orders', 'insufficient-scope'],
    ['orders/read:orders orders-accounts/write:orders', undefined],
  ])('for allOf asks the token itself for every scope: with %j %s', async (scope, reason) => {
    const both = ['read:orders', 'write:orders'];
    const given = { client: { scopes: both }, account: { grant: { scopes: both } }, claims: { scope } };

    const all = await verify({ ...given, ask: { scope: { allOf: both } } });
    const any = await verify({ ...given, ask: { scope: { anyOf: both } } });

    expect(all).toMatchObject(reason === undefined ? { accepted: true } : refusal(reason, CLIENT_ID));
    expect(any).toMatchObject({ accepted: true });
  });

  test('names the first that is wrong of state, account, network and scope', async () => {
    const grant = { scopes: ['write:orders'] };
    const scope = { account: { grant } };
    const network = { account: { grant: { ...grant, networks: [] } } };
    const suspended = { account: { ...network.account, suspendedAt: NOW } };
    const state = { ...suspended, client: { revokedAt: NOW } };

    const reasons = await Promise.all([state, suspended, network, scope].map((given) => verify(given)));
    expect(reasons).toEqual(
      ['revoked', 'account-suspended', 'network-not-allowed', 'insufficient-scope'].map((reason) =>
        refusal(reason, CLIENT_ID),
      ),
    );
  });

  test.each([
    [-61, false],
    [-60, true],
    [-59, true],
  ])('after a revocation of tokens until 60 seconds ago, one issued %i seconds ago is good: %s', async (ago, good) => {
    const given = { client: { tokensValidAfter: NOW - 60_000 }, claims: { iat: SECONDS + ago } };

    expect((await verify(given)).accepted).toBe(good);
  });

  test('takes a token of a client that was adopted after revoke-all, whatever the clocks said', async () => {
    const given = { client: { generation: 2 }, account: { generation: 2, credentialsValidAfter: NOW + 5 } };

    expect((await verify(given)).accepted).toBe(true);
  });

  test.each([
    ['orders/read:orders', true],
    ['orders-accounts/read:orders', true],
    ['a/b orders-accounts/read:orders', true],
    ['read:orders', false],
    ['orders-management/read:orders', false],
    ['other/read:orders', false],
    ['orders/orders/read:orders', false],
    ['orders/read:orders2', false],
    ['Orders/read:orders', false],
    ['/read:orders', false],
    ['orders/read:orders\torders/write:orders', false],
  ])('strips its own two resource servers and no other: %j gives read:orders: %s', async (scope, accepted) => {
    expect((await verify({ claims: { scope } })).accepted).toBe(accepted);
  });

  test('gives exactly what token, record and grant all hold', async () => {
    const all = ['read:orders', 'write:orders', 'read:invoices'];
    const scopes = fc.uniqueArray(fc.constantFrom(...all));
    await fc.assert(
      fc.asyncProperty(scopes, scopes, scopes, async (asked, own, grant) => {
        const verdict = await verify({
          claims: { scope: asked.map((scope) => `orders-accounts/${scope}`).join(' ') },
          client: { scopes: own },
          account: { grant: { scopes: grant } },
          ask: { scope: null },
        });

        const expected = all.filter((scope) => [asked, own, grant].every((list) => list.includes(scope)));
        expect(verdict.accepted && [...verdict.principal.scopes].sort()).toEqual(expected.sort());
      }),
    );
  });

  test.each(['signatures', 'reader'])('rejects with a failure of its %s, which is never a verdict', async (port) => {
    const failure = new DependencyError('table', 'down');
    const failing = { verify: () => Promise.reject(failure), read: () => Promise.reject(failure) };

    await expect(verifyToken({ ...doorFor(), [port]: failing }, TOKEN, ASK)).rejects.toBe(failure);
  });
});
