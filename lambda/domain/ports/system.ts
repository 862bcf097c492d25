/** Time, randomness and pauses, given to the rooms: a test sets the time and knows the random bytes. */
import type { Instant } from '../model';

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;
export type Pause = (milliseconds: number) => Promise<void>;
