/** Access tokens as a user pool signs them, and as no user pool would. */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CLIENT_ID, NOW } from './records';

export const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example01';
export const KEY_SET_URL = `${ISSUER}/.well-known/jwks.json`;
export const KID = 'lQ1tq3vV9kP0u7yM/a+b=';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

export function signingKey(kid: string, modulusLength = 2048): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

export const claimsAt = (now = NOW): Readonly<Record<string, unknown>> => ({
  sub: CLIENT_ID,
  client_id: CLIENT_ID,
  token_use: 'access',
  scope: 'orders-accounts/read:orders',
  iss: ISSUER,
  iat: now / 1000 - 60,
  exp: now / 1000 + 840,
  jti: '5b1b6f5e-0000-4000-8000-000000000001',
  version: 2,
});

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs header and payload whatever they hold; strings are taken as they are. */
export function signed(key: SigningKey, payload: unknown, header: unknown = { kid: key.kid, alg: 'RS256' }): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key.privateKey, 'base64url')}`;
}

/** A good token but for the given claims; a claim given as undefined is left out. */
export const accessToken = (key: SigningKey, claims: Readonly<Record<string, unknown>> = {}): string =>
  signed(key, { ...claimsAt(), ...claims });
