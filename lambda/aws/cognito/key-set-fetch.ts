/**
 * Fetches a key set (RFC 7517). The answer is not trusted: it has a size limit, and only RSA keys that are
 * strong enough for RS256 signatures are used.
 */
import { createPublicKey } from 'node:crypto';
import { DependencyError } from '../../domain/outcome';
import { type HttpAnswer, HttpClient } from '../http-client';
import type { TimeBudget } from '../time-budget';

/** An RSA public key for RS256 signatures. */
export type SigningJwk = { readonly kid: string; readonly kty: 'RSA'; readonly n: string; readonly e: string };
/** Public keys by `kid`. */
export type Keys = ReadonlyMap<string, SigningJwk>;
/** Fetches the document at the URL. */
export type FetchKeySet = (url: string, signal: AbortSignal) => Promise<HttpAnswer>;

/** The limit of API Gateway's own JWT authorizer. */
const MAX_BYTES = 150_000;
const MIN_MODULUS_BITS = 2048;
/** NIST FIPS 186-5, appendix A.1.1. With an exponent of 1 anyone can forge a signature. */
const MIN_EXPONENT = 65_537n;

/** Over a connection of its own: a key set is fetched every five minutes at most. */
export function httpKeySet(): FetchKeySet {
  const client = new HttpClient({ dependency: 'key-set', maxBytes: MAX_BYTES, keepAlive: false });
  return (url, signal) => client.send({ method: 'GET', url: new URL(url) }, signal);
}

/** Rejects if the time budget ends or the answer is not a key set. */
export function fetchKeys(fetch: FetchKeySet, url: string, budget: TimeBudget): Promise<Keys> {
  return budget.run('key-set', async (signal) => {
    const { status, text } = await fetch(url, signal);
    if (status !== 200) throw keySetFailure(`The request for the key set was answered with status ${status}`);
    return readKeySet(text);
  });
}

/** Throws for a set without a usable key or with one `kid` twice: neither means that all keys are withdrawn. */
function readKeySet(text: string): Keys {
  const set: unknown = JSON.parse(text);
  const list: unknown = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(list)) throw keySetFailure('The key set has no list of keys');
  const usable = list.filter(isSigningJwk);
  const keys = new Map(usable.map((jwk) => [jwk.kid, jwk]));
  if (keys.size < usable.length) throw keySetFailure('The key set has two keys with the same id');
  if (keys.size === 0) throw keySetFailure('The key set has no usable key for RS256');
  return keys;
}

function isSigningJwk(jwk: unknown): jwk is SigningJwk {
  if (typeof jwk !== 'object' || jwk === null) return false;
  const defaults = { alg: 'RS256', use: 'sig', key_ops: ['verify'] };
  const { kid, kty, alg, use, key_ops, n, e } = { ...defaults, ...jwk } as Readonly<Record<string, unknown>>;
  if (typeof kid !== 'string' || kty !== 'RSA' || alg !== 'RS256' || use !== 'sig') return false;
  if (!Array.isArray(key_ops) || !key_ops.includes('verify')) return false;
  return typeof n === 'string' && typeof e === 'string' && isStrong(n, e);
}

function isStrong(n: string, e: string): boolean {
  try {
    const { modulusLength = 0, publicExponent = 0n } =
      createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }).asymmetricKeyDetails ?? {};
    return modulusLength >= MIN_MODULUS_BITS && publicExponent >= MIN_EXPONENT;
  } catch {
    return false;
  }
}

const keySetFailure = (message: string): DependencyError => new DependencyError('key-set', message);
