/** Time, randomness and pauses as parameters, so that a test can set the time and the random bytes. */
import type { Instant } from '../model';

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;
/** Waits. False, at once, when the time of the request ends before the pause does: then nothing new may begin. */
export type Pause = (milliseconds: number) => Promise<boolean>;
