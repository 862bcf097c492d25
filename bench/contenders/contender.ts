/** What is timed in one process beside a base: a door with its records in memory, or a peer’s way to do the same. */
import type { Deployment } from '../deployment';

/** One SHA-256 of the presented key, or one RS256 verification of the token’s signature. */
export type Base = 'SHA-256' | 'RS256';

export interface World {
  readonly deployment: Deployment;
  /** Good tokens, no two the same. */
  readonly tokens: readonly string[];
  readonly keySetUrl: string;
}

export interface Contender {
  readonly base: Base;
  /** One decision about a good credential, or about what the contender’s name says. */
  readonly call: () => unknown;
  readonly accepts: () => Promise<boolean> | boolean;
  /** About a credential that differs from the good one in one character. */
  readonly acceptsWrong: () => Promise<boolean> | boolean;
  /** Calls of one batch. @default - as many as take long enough to be timed */
  readonly calls?: number;
}

export type MakeContender = (world: World) => Promise<Contender> | Contender;

/** Gives one token after the other, and fails when all were given. */
export function unseen({ tokens }: World): () => string {
  let next = 0;
  return () => {
    const token = tokens[next];
    if (token === undefined) throw new RangeError(`All ${tokens.length} tokens were used`);
    next += 1;
    return token;
  };
}

/** Whether the call neither throws nor rejects. */
export const succeeds = async (call: () => unknown): Promise<boolean> => {
  try {
    await call();
    return true;
  } catch {
    return false;
  }
};
