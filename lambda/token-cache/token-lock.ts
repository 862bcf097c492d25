/**
 * Locks a cached token with the request that fetched it: where an entry lies and what opens it both follow from the
 * client's id, its secret and the scopes asked for. Neither is kept anywhere, so whoever reads the cache finds no
 * client and opens no token, and whoever has another secret looks in another place.
 *
 * Nothing slows a guess down: the secrets are the issuer's own, random and long (as in `hash.ts`).
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from '../domain/ports/system';

/** A request for a token of which another one like it may have the same. */
export interface TokenAsk {
  readonly clientId: string;
  readonly secret: string;
  /** In order and without repeats, so that one set is one entry. None: all that the client has. */
  readonly scopes: readonly string[];
}

export interface Lock {
  /** Where the entry lies. */
  readonly id: string;
  readonly key: Uint8Array;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D: a random nonce of 96 bits serves 2^32 times with one key; a key here seals a few texts an hour. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** HKDF (RFC 5869) with SHA-256; JSON keeps the three parts apart. */
export function lockOf({ clientId, secret, scopes }: TokenAsk): Lock {
  const request = JSON.stringify([clientId, secret, scopes]);
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', request, '', `sallyport token cache 1 ${purpose}`, KEY_BYTES));
  return { id: derive('id').toString('base64url'), key: derive('key') };
}

/** Nonce, tag, then the sealed text; opens in its own place only. */
export function seal({ id, key }: Lock, text: string, random: Random): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined for what was not sealed with this lock, or was changed since. */
export function unseal({ id, key }: Lock, sealed: Uint8Array): string | undefined {
  const [nonce, tag] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(id)).setAuthTag(tag);
    return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
