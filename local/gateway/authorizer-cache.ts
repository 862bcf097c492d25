/**
 * Caches the results of Lambda authorizers for their TTL, on the run's clock. The key is the authorizer and the values
 * of its identity sources in order (Developer Guide, Lambda authorizers). Policies that allow and policies that deny
 * are cached, errors are not (assumed).
 */
import type { LocalClock } from '../types';
import type { AuthorizerResult } from './policy';

export interface AuthorizerCache {
  get(authorizerId: string, identity: readonly string[]): AuthorizerResult | undefined;
  /** `ttl` in seconds. */
  put(authorizerId: string, identity: readonly string[], kept: { result: AuthorizerResult; ttl: number }): void;
}

/** At most this many results are cached; beyond that the oldest is dropped. AWS has no such limit. */
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
