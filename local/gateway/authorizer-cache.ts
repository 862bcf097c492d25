/**
 * Results of Lambda authorizers, kept for the authorizer's TTL on the run's clock. The key is the authorizer and
 * every identity value in order; Allow and Deny are kept alike, a failure never.
 */
import type { LocalClock } from '../types';
import type { AuthorizerResult } from './policy';

export interface AuthorizerCache {
  get(authorizerId: string, identity: readonly string[]): AuthorizerResult | undefined;
  /** `ttl` in seconds. */
  put(authorizerId: string, identity: readonly string[], kept: { result: AuthorizerResult; ttl: number }): void;
}

/** So many results are kept at most; the oldest goes first. */
const MAX_ENTRIES = 10_000;

export function createAuthorizerCache(clock: LocalClock): AuthorizerCache {
  const entries = new Map<string, { result: AuthorizerResult; until: number }>();
  const keyOf = (authorizerId: string, identity: readonly string[]) => JSON.stringify([authorizerId, ...identity]);
  return {
    get: (authorizerId, identity) => {
      const entry = entries.get(keyOf(authorizerId, identity));
      return entry !== undefined && clock.now() < entry.until ? entry.result : undefined;
    },
    put: (authorizerId, identity, { result, ttl }) => {
      const [oldest] = entries.keys();
      if (entries.size >= MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      entries.set(keyOf(authorizerId, identity), { result, until: clock.now() + ttl * 1000 });
    },
  };
}
