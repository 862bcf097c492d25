/**
 * The token cache in front of the issuer's token endpoint: a client that asks again is given the token it has. Who
 * may have a token is the issuer's decision alone; the cache only repeats it, to the same credential, until 75 % of
 * the token's life and while nothing changed. Its own trouble costs a request to the issuer and no more.
 */
import { answerWith, type CachedToken, freshUntil, mayGive, readIssued } from './cached-token';
import type { Instant } from '../domain/model';
import type { Clock, Random } from '../domain/ports/system';
import type { TokenEndpoint, TokenReply, TokenRequest, TokenStore } from '../domain/ports/tokens';
import { type Lock, lockOf, seal, type TokenAsk, unseal } from './token-lock';
import { type Standing, type StandingReader, standingOf } from './token-standing';

export interface TokenCache extends StandingReader {
  readonly endpoint: TokenEndpoint;
  readonly store: TokenStore;
  readonly now: Clock;
  readonly random: Random;
}

export interface TokenCall {
  readonly request: TokenRequest;
  /** Absent: the request is handed on, and its answer is not kept. */
  readonly ask?: TokenAsk | undefined;
  /** Told of trouble that the caller does not notice. */
  readonly onTrouble: (doing: 'reading' | 'keeping', error: unknown) => void;
}

export interface Given {
  readonly outcome: 'hit' | 'miss' | 'passed';
  readonly reply: TokenReply;
}

/** Rejects with a `DependencyError` only when the issuer, having been asked, did not decide. */
export async function giveToken(cache: TokenCache, call: TokenCall): Promise<Given> {
  const { request, ask } = call;
  const place = ask && (await look(cache, call, ask));
  if (ask === undefined || place === undefined) return { outcome: 'passed', reply: await cache.endpoint.send(request) };

  const { standing, kept, madeAt } = place;
  const now = cache.now();
  if (kept !== undefined && mayGive(kept, standing, now))
    return { outcome: 'hit', reply: { status: 200, body: answerWith(kept, now) } };

  const reply = await cache.endpoint.send(request);
  const issued = reply.status === 200 ? readIssued(reply.body, ask.clientId) : undefined;
  const fresh = issued && { ...issued, madeAt, seen: standing.seen };
  if (fresh !== undefined && mayGive(fresh, standing, cache.now()))
    await keep(cache, call, { lock: place.lock, fresh });
  return { outcome: 'miss', reply };
}

/** What is known before the issuer is asked. */
interface Place {
  readonly lock: Lock;
  readonly madeAt: Instant;
  readonly standing: Standing;
  readonly kept?: CachedToken | undefined;
}

/** Undefined when the client's tokens are not kept, and when that cannot be told. */
async function look(cache: TokenCache, call: TokenCall, ask: TokenAsk): Promise<Place | undefined> {
  const [lock, madeAt] = [lockOf(ask), cache.now()];
  try {
    const [standing, sealed] = await Promise.all([standingOf(cache, ask.clientId), cache.store.find(lock.id)]);
    return standing && { lock, madeAt, standing, kept: sealed && opened(lock, sealed) };
  } catch (error) {
    call.onTrouble('reading', error);
    return undefined;
  }
}

function opened(lock: Lock, sealed: Uint8Array): CachedToken | undefined {
  const text = unseal(lock, sealed);
  // Only `keep` seals, so what opens has this form.
  return text === undefined ? undefined : (JSON.parse(text) as CachedToken);
}

/** A token that could not be kept is given all the same. */
async function keep(
  { store, random }: TokenCache,
  call: TokenCall,
  { lock, fresh }: { readonly lock: Lock; readonly fresh: CachedToken },
): Promise<void> {
  try {
    await store.keep(lock.id, seal(lock, JSON.stringify(fresh), random), freshUntil(fresh));
  } catch (error) {
    call.onTrouble('keeping', error);
  }
}
