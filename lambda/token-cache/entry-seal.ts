/**
 * Encrypts a cached token. The entry's id and its encryption key are both derived from the request that fetched the
 * token: client id, secret and scopes. The cache stores neither the key nor the request, so a reader of the cache
 * learns no client and no token, and a request with another secret finds another entry.
 *
 * A plain HKDF is enough: Cognito's client secrets are random and long, so nobody can guess them (as in `hash.ts`).
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from '../domain/ports/system';

/** A token request that may be answered from the cache. Equal requests share one cached token. */
export interface CacheableRequest {
  readonly clientId: string;
  readonly secret: string;
  /** Sorted and without repeats, so that one set of scopes is one entry. Empty: all scopes of the client. */
  readonly scopes: readonly string[];
}

/** The id of an entry in the cache table, and its encryption key of 32 bytes. */
export type EntrySeal = { readonly id: string; readonly key: Uint8Array };

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D section 8.3: one key may use 2^32 random nonces of 96 bits. A key here seals a few texts an hour. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** HKDF (RFC 5869) with SHA-256. Its input is JSON, so two different requests never have the same input. */
export function entrySealOf({ clientId, secret, scopes }: CacheableRequest): EntrySeal {
  const request = JSON.stringify([clientId, secret, scopes]);
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', request, '', `sallyport token cache 1 ${purpose}`, KEY_BYTES));
  return { id: derive('id').toString('base64url'), key: derive('key') };
}

/** Returns nonce, tag and ciphertext (AES-256-GCM). The tag covers the id: an entry under another id does not open. */
export function seal({ id, key }: EntrySeal, text: string, random: Random): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined if the bytes were not sealed with this seal, or were changed. */
export function unseal({ id, key }: EntrySeal, sealed: Uint8Array): string | undefined {
  const [nonce, tag] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(id)).setAuthTag(tag);
    return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
