/** Time, randomness and pauses. They are given to the rooms, so that a test sets the time and knows the random bytes. */
import type { Instant } from '../model';

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;
export type Pause = (milliseconds: number) => Promise<void>;
