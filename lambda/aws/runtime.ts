/** The ports of `domain/ports/system.ts` in a deployed function: the system's clock and random bytes. */
import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../domain/ports/system';

/** Calls `Date.now` each time: a test that replaces `Date.now` moves this clock as well. */
export const clock: Clock = () => Date.now();

export const random: Random = (bytes) => randomBytes(bytes);
