/** Which of a key's secrets a presented key is. Takes the same time whether the key exists or not. */
import { sameHash, sha256 } from './hash';
import type { ApiKey, Instant } from './model';

/** 32 zero bytes: the hash of no text that anybody could find. */
const NOBODYS_HASH = 'A'.repeat(43);

/** `previous` only before its grace ends; undefined when neither matches or there is no such key. */
export function matchSecret(
  key: ApiKey | undefined,
  presentedKey: string,
  now: Instant,
): 'current' | 'previous' | undefined {
  const hash = sha256(presentedKey);
  const previous = key?.previousSecret;
  const isCurrent = sameHash(hash, key?.currentSecret.hash ?? NOBODYS_HASH);
  const isPrevious = sameHash(hash, previous?.hash ?? NOBODYS_HASH);
  if (isCurrent) return 'current';
  return isPrevious && previous !== undefined && now < previous.graceUntil ? 'previous' : undefined;
}
