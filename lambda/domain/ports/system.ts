/** Time, randomness and pauses as parameters, so that a test can set the time and the random bytes. */
import type { Instant } from '../model';

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;
export type Pause = (milliseconds: number) => Promise<void>;
