/** The machine's own clock, randomness and waiting, as the ports the domain asks for. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Pause, Random } from '../domain/ports/system';

/** Read through `Date.now` at every call, so that whoever moves that clock moves this one. */
export const clock: Clock = () => Date.now();

/** The system's cryptographically strong source. */
export const random: Random = (bytes) => randomBytes(bytes);

export const pause: Pause = (milliseconds) => setTimeout(milliseconds);
