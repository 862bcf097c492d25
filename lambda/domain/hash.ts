/**
 * Hashes of presented keys. A presented key has 256 random bits, so one SHA-256 without salt is enough (NIST SP
 * 800-63B, look-up secrets). A slow hash would only let attackers burn our CPU time.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { ApiKey, Instant, StoredSecret } from './model';

/** SHA-256 as 64 lower-case hexadecimal digits, as other systems store it. */
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

/** SHA-256 as base64url without padding: 43 characters. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url');

export const storedSecret = (presentedKey: string, createdAt: Instant): StoredSecret => ({
  scheme: 'sha256',
  hash: sha256(presentedKey),
  prefix: presentedKey.slice(0, presentedKey.indexOf('_')),
  createdAt,
});

/** The stored secret of an imported key: the same hash in the other notation. */
export const importedSecret = (hexHash: string, createdAt: Instant): StoredSecret => ({
  scheme: 'sha256',
  hash: Buffer.from(hexHash, 'hex').toString('base64url'),
  createdAt,
});

/** Characters of a hash. */
const LENGTH = 43;
/** 32 zero bytes in base64url. Nobody can find a text with this hash. */
const UNMATCHABLE_HASH = 'A'.repeat(LENGTH);
/** Used again for each comparison, which ends before another begins: a new Buffer takes longer than the comparison. */
const presented = Buffer.alloc(LENGTH);
const stored = Buffer.alloc(LENGTH);

/**
 * Which secret of the key the presented key matches. `previous` matches only during its grace period. Undefined: no
 * match, or no such key. The time taken does not depend on whether the key exists.
 */
export function matchSecret(
  key: ApiKey | undefined,
  presentedKey: string,
  now: Instant,
): 'current' | 'previous' | undefined {
  presented.write(sha256(presentedKey));
  const previous = key?.previousSecret;
  const isCurrent = isPresented(key?.currentSecret.hash ?? UNMATCHABLE_HASH);
  const isPrevious = isPresented(previous?.hash ?? UNMATCHABLE_HASH);
  if (isCurrent) return 'current';
  return isPrevious && previous !== undefined && now < previous.graceUntil ? 'previous' : undefined;
}

/** Compares in constant time: the time does not show where the two hashes differ. */
const isPresented = (hashed: string): boolean =>
  hashed.length === LENGTH && stored.write(hashed) === LENGTH && timingSafeEqual(stored, presented);
