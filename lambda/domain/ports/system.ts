/** The clock, randomness and waiting: given, so that a test moves the one and knows the others. */
import type { Instant } from '../model';

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;
export type Pause = (milliseconds: number) => Promise<void>;
