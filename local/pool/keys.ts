/**
 * The two RSA keys of the user pool: both are in its key set. One signs access tokens, the other ID tokens. The private
 * keys leave this file only for the data directory of the run.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';

/** A public key in the key set (RFC 7517, and RFC 7518 section 6.3). */
export interface PublicJwk {
  readonly alg: 'RS256';
  readonly e: string;
  readonly kid: string;
  readonly kty: 'RSA';
  readonly n: string;
  readonly use: 'sig';
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

/** One key signs access tokens, the other ID tokens (Cognito Developer Guide, Verifying JSON web tokens). */
export type PoolKeys = readonly [access: SigningKey, id: SigningKey];

/** Reads the keys that a data directory kept, in PEM, or makes two new ones. */
export async function loadKeys(kept: readonly string[] | undefined): Promise<PoolKeys> {
  const [first, second] = kept ?? [];
  if (first !== undefined && second !== undefined) return [signingKey(first), signingKey(second)];
  const [access, id] = await Promise.all([makeKey(), makeKey()]);
  return [signingKey(access), signingKey(id)];
}

/** The private keys in PEM, for the data directory. */
export function exportKeys(keys: PoolKeys): string[] {
  return keys.map((key) => pemOf(key.privateKey));
}

async function makeKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return pemOf(privateKey);
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function signingKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(n).digest('base64');
  return { privateKey, publicKey, jwk: { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' } };
}

type Claims = Readonly<Record<string, unknown>>;

/** A JWT with these claims, signed with the key for access tokens. */
export const signAccessToken = ([access]: PoolKeys, claims: Claims): string => signedBy(access, claims);

/** A JWT with these claims, signed with the key for ID tokens. */
export const signIdToken = ([, id]: PoolKeys, claims: Claims): string => signedBy(id, claims);

function signedBy(key: SigningKey, claims: Claims): string {
  const signed = `${encode({ kid: key.jwk.kid, alg: 'RS256' })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/**
 * The claims of a token that one of these keys signed; undefined for any other text. Parts are canonical base64url
 * (RFC 7515 section 2), and a header that asks for more than a signature is refused: `crit` (section 4.1.11), and `b64`
 * (RFC 7797). AWS does not document what Cognito's authorizer does with these; refusing them is never laxer.
 */
export function readToken(keys: PoolKeys, token: string): Record<string, unknown> | undefined {
  const [head, body, signature, ...more] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return undefined;
  if (![head, body, signature].every(isCanonical)) return undefined;
  const header = decode(head);
  if (header === undefined || 'crit' in header || 'b64' in header) return undefined;
  const key = keys.find(({ jwk }) => jwk.kid === header.kid);
  if (key === undefined || header.alg !== 'RS256') return undefined;
  const genuine = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    key.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  return genuine ? decode(body) : undefined;
}

/** Node.js also decodes padding, the alphabet of plain base64, other characters and bits that are not used. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
