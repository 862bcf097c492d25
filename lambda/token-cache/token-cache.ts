/**
 * The token cache in front of Cognito's token endpoint: a client that asks again gets the token that it already has.
 * Only Cognito decides who gets a token. The cache repeats that decision for the same client id, secret and scopes,
 * until 75 % of the token's lifetime, while the client's records do not change. If a table fails, Cognito is asked.
 */
import type { Clock, Random } from '../domain/ports/system';
import type { TokenEndpoint, TokenReply, TokenRequest, TokenStore } from '../domain/ports/tokens';
import { type CachedToken, freshUntil, mayGive, readIssuedToken, tokenBody } from './cached-token';
import { readClientSnapshot, type SnapshotReader } from './client-snapshot';
import { type CacheableRequest, entrySealOf, seal, unseal } from './entry-seal';

export interface TokenCache extends SnapshotReader {
  readonly endpoint: TokenEndpoint;
  readonly store: TokenStore;
  readonly now: Clock;
  readonly random: Random;
}

export interface TokenCall {
  readonly request: TokenRequest;
  /** Absent: the request is passed to Cognito and the reply is not cached. */
  readonly cacheable?: CacheableRequest | undefined;
  /** Called for a failure that the caller does not notice. */
  readonly onFailure: (doing: 'reading' | 'keeping', error: unknown) => void;
}

export interface TokenAnswer {
  /** `hit`: from the cache. `miss`: not in the cache. `passed`: may not be cached, or the cache could not be read. */
  readonly outcome: 'hit' | 'miss' | 'passed';
  readonly reply: TokenReply;
}

/** Rejects with a `DependencyError` only if Cognito was asked and neither issued nor refused a token. */
export async function giveToken(cache: TokenCache, call: TokenCall): Promise<TokenAnswer> {
  const { request, cacheable } = call;
  const found = cacheable && (await lookUp(cache, call, cacheable));
  if (cacheable === undefined || found === undefined)
    return { outcome: 'passed', reply: await cache.endpoint.send(request) };

  const { entrySeal, snapshot, cached, madeAt } = found;
  const now = cache.now();
  if (cached !== undefined && mayGive(cached, snapshot, now))
    return { outcome: 'hit', reply: { status: 200, body: tokenBody(cached, now) } };

  const reply = await cache.endpoint.send(request);
  const issued = reply.status === 200 ? readIssuedToken(reply.body, cacheable.clientId) : undefined;
  const fresh = issued && { ...issued, madeAt, versions: snapshot.versions };
  if (fresh === undefined || !mayGive(fresh, snapshot, cache.now())) return { outcome: 'miss', reply };
  try {
    const sealed = seal(entrySeal, JSON.stringify(fresh), cache.random);
    await cache.store.keep(entrySeal.id, sealed, freshUntil(fresh));
  } catch (error) {
    // The caller gets the token even if it cannot be cached.
    call.onFailure('keeping', error);
  }
  return { outcome: 'miss', reply };
}

/** The client's snapshot and the cached token. Undefined if the client's tokens are not cached, or a read failed. */
async function lookUp(cache: TokenCache, call: TokenCall, asked: CacheableRequest) {
  const [entrySeal, madeAt] = [entrySealOf(asked), cache.now()];
  try {
    const [snapshot, sealed] = await Promise.all([
      readClientSnapshot(cache, asked.clientId),
      cache.store.find(entrySeal.id),
    ]);
    const text = sealed && unseal(entrySeal, sealed);
    // The cast is safe: `giveToken` seals nothing but a CachedToken.
    const cached = text === undefined ? undefined : (JSON.parse(text) as CachedToken);
    return snapshot && { entrySeal, madeAt, snapshot, cached };
  } catch (error) {
    call.onFailure('reading', error);
    return undefined;
  }
}
