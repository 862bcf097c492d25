/** The ports of `domain/ports/system.ts` in a deployed function: the system's clock, random bytes and timer. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Pause, Random } from '../domain/ports/system';

/** Calls `Date.now` each time: a test that replaces `Date.now` moves this clock as well. */
export const clock: Clock = () => Date.now();

export const random: Random = (bytes) => randomBytes(bytes);

export const pause: Pause = (milliseconds) => setTimeout(milliseconds);
