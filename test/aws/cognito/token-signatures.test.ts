import { createHmac, createSign } from 'node:crypto';
import { KeySet } from '../../../lambda/aws/cognito/key-set';
import { SignedTokens } from '../../../lambda/aws/cognito/token-signatures';
import { verifyToken } from '../../../lambda/doors/verify-token';
import { CountingReader } from '../../support/counting-reader';
import { Issuer, replyRefused } from '../../support/issuer';
import { ManualTimers } from '../../support/manual-timers';
import { MemoryTable } from '../../support/memory-table';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../support/records';
import { endlessBudget } from '../../support/time-budgets';
import {
  accessToken,
  claimsAt,
  encode,
  ISSUER,
  KEY_SET_URL,
  KID,
  type SigningKey,
  signed,
  signingKey,
} from '../../support/tokens';

const key = signingKey(KID);
const stranger = signingKey(KID);
const pem = (of: SigningKey) => of.jwk.n as string;

function signaturesOf(issuer: Issuer, now = NOW) {
  const never = (error: Error) => expect(error).toBeUndefined();
  const keySet = new KeySet({ url: KEY_SET_URL, now: () => now, fetch: issuer.fetch });
  return new SignedTokens(keySet, () => now).during({ budget: endlessBudget(new ManualTimers()), onFailure: never });
}

/** The verdict of the token door for an active client, so that only the token can be the reason for a refusal. */
async function judged(token: string) {
  const issuer = new Issuer(key);
  const owner = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const;
  const reader = new CountingReader(new MemoryTable([owner, client(), account()]));
  const door = {
    reader,
    signatures: signaturesOf(issuer),
    owners: new Map<string, string>(),
    now: () => NOW,
    environment: 'live',
    issuer: ISSUER,
    resourceServers: ['orders', 'orders-accounts'],
  } as const;
  const verdict = await verifyToken(door, token, { scope: 'read:orders', sourceIp: '203.0.113.7' });
  return { verdict, reads: reader.reads.length, asked: issuer.asked };
}

const header = { kid: KID, alg: 'RS256' };
const macked = (alg: string, secret: string) => {
  const input = `${encode({ kid: KID, alg })}.${encode(claimsAt())}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const [head = '', body = '', signature = ''] = accessToken(key).split('.');
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const sha512 = () => {
  const input = `${encode(header)}.${encode(claimsAt())}`;
  return `${input}.${createSign('RSA-SHA512').update(input).sign(key.privateKey, 'base64url')}`;
};

describe('a token', () => {
  test('that the issuer signed is taken', async () => {
    expect((await judged(accessToken(key))).verdict).toMatchObject({ accepted: true });
  });

  test.each<[string, string]>([
    ['unsigned, alg none', `${encode({ kid: KID, alg: 'none' })}.${body}.`],
    ['unsigned, alg nOnE, with a signature', `${encode({ kid: KID, alg: 'nOnE' })}.${body}.${signature}`],
    ['signed with the public key as HMAC secret', macked('HS256', pem(key))],
    ['signed with HMAC but called RS256', macked('RS256', pem(key))],
    ['signed with an empty HMAC secret', macked('HS256', '')],
    ['signed by a stranger under a known key id', accessToken(stranger)],
    ['signed by a stranger whose key is in the header', signed(stranger, claimsAt(), { ...header, jwk: stranger.jwk })],
    [
      'signed by a stranger whose key set is in the header',
      signed(stranger, claimsAt(), { ...header, jku: 'https://x.example' }),
    ],
    [
      'signed by a stranger whose certificate is in the header',
      signed(stranger, claimsAt(), { ...header, x5c: ['AAAA'], x5u: 'https://x.example' }),
    ],
    ['signed under a key id that the issuer does not know', accessToken({ ...key, kid: 'other' })],
    ['signed with SHA-512 but called RS256', sha512()],
    ['genuine, with crit', signed(key, claimsAt(), { ...header, crit: ['exp'] })],
    ['genuine, with an empty crit', signed(key, claimsAt(), { ...header, crit: [] })],
    ['genuine, with b64', signed(key, claimsAt(), { ...header, b64: false, crit: ['b64'] })],
    ['genuine, without key id', signed(key, claimsAt(), { alg: 'RS256' })],
    ['genuine, called RS384', signed(key, claimsAt(), { ...header, alg: 'RS384' })],
    ['genuine, padded', `${accessToken(key)}==`],
    ['genuine, with white space', `${head}.${body}. ${signature}`],
    ['genuine, with a line end', `${head}.${body}.${signature}\n`],
    [
      'genuine, with a changed payload',
      `${head}.${encode({ ...claimsAt(), scope: 'orders/write:orders' })}.${signature}`,
    ],
    ['genuine, with a cut signature', `${head}.${body}.${signature.slice(0, -4)}`],
    ['genuine, with a signature of zeros', `${head}.${body}.${'A'.repeat(signature.length)}`],
    ['genuine, in the JSON form', JSON.stringify({ protected: head, payload: body, signature })],
    ['genuine, with a header and payload that swapped places', `${body}.${head}.${signature}`],
    ['genuine, with a token inside', signed(key, accessToken(key), { ...header, cty: 'JWT' })],
    ['genuine, with a list as payload', signed(key, [claimsAt()])],
    ['genuine, with null as payload', signed(key, 'null')],
    ['genuine, with a payload that is no JSON', signed(key, '{"iss"')],
    ['genuine, nested past the stack', signed(key, deep(2800))],
    ['unsigned, nested past the stack', `${head}.${encode(deep(2800))}.${signature}`],
    ['genuine, without end', accessToken(key, { exp: undefined })],
    [
      'genuine, with an end beyond numbers',
      signed(key, JSON.stringify(claimsAt()).replace(/"exp":\d+/, '"exp":1e400')),
    ],
    ['genuine, issued in the future', accessToken(key, { iat: NOW / 1000 + 120, exp: NOW / 1000 + 240 })],
    ['genuine, living too long', accessToken(key, { exp: NOW / 1000 + 90_000 })],
    ['genuine, of another pool', accessToken(key, { iss: `${ISSUER}2` })],
    ['genuine, an ID token', accessToken(key, { token_use: 'id', aud: CLIENT_ID })],
    [
      'genuine, with the claims behind a prototype',
      signed(key, JSON.stringify({ a: claimsAt() }).replace('"a"', '"__proto__"')),
    ],
    ['a megabyte', `${head}.${'A'.repeat(1_000_000)}.${signature}`],
  ])('is refused, and nothing is read for it, when it is %s', async (_, token) => {
    const { verdict, reads, asked } = await judged(token);

    expect(verdict).toMatchObject({ accepted: false });
    expect(verdict).toMatchObject({ reason: expect.stringMatching(/^(?:malformed|token-invalid)$/) });
    expect(reads).toBe(0);
    expect(asked).toBeLessThanOrEqual(1);
  });
});

describe('the signature check', () => {
  test('gives the claims unchecked, whatever the system clock says', async () => {
    const claims = { ...claimsAt(), exp: 1, nbf: 4_000_000_000, iss: 'anybody', aud: ['x'] };

    expect(await signaturesOf(new Issuer(key)).verify(signed(key, claims))).toEqual(claims);
  });

  test.each([['a.b.c'], [''], [signed(key, claimsAt(), { alg: 'RS256', kid: '../x' })]])(
    'asks the issuer nothing for a token with a malformed header',
    async (token) => {
      const issuer = new Issuer(key);

      expect(await signaturesOf(issuer).verify(token)).toBe('malformed');
      expect(issuer.asked).toBe(0);
    },
  );

  test('rejects when the key set cannot be read', async () => {
    const issuer = new Issuer();
    issuer.reply = replyRefused;

    await expect(signaturesOf(issuer).verify(accessToken(key))).rejects.toMatchObject({ dependency: 'key-set' });
  });
});
