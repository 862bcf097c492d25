/**
 * Hashes of secrets. A presented key carries 256 random bits, so one SHA-256 without salt is enough
 * (NIST SP 800-63B, look-up secrets) and a slow hash would only hand attackers a lever.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { StoredSecret } from './model';

/** SHA-256 as base64url without padding. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const storedSecret = (presentedKey: string, createdAt: number): StoredSecret => ({
  scheme: 'sha256',
  hash: sha256(presentedKey),
  createdAt,
});

/** Compares two hashes in time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'base64url');
  const right = Buffer.from(b, 'base64url');
  return left.length === right.length && timingSafeEqual(left, right);
}
