/**
 * A token in the cache, and `mayGive`, the one rule for giving it out. The same rule decides whether a token is stored,
 * so the cache stores only a token that it may give out at that moment.
 */
import type { Instant } from '../domain/model';
import { endedByRevokeTokens } from '../domain/status';
import { CLOCK_SKEW, timesOf } from '../doors/token-claims';
import { parseObject } from '../domain/token-format';
import type { ClientSnapshot } from './client-snapshot';

/** A token and the times in its claims. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

export interface CachedToken extends IssuedToken {
  /** When the request that fetched the token began: before the client's records were read and Cognito was asked. */
  readonly madeAt: Instant;
  /** `versions` of the client's snapshot in that request. */
  readonly versions: string;
}

/** Source: Amazon Cognito Developer Guide, "Managing user pool token expiration and caching". */
const SHARE_OF_LIFE = 0.75;

/** A reply with any other member is not cached, because a cached token could not repeat that member. */
const MEMBERS: readonly string[] = ['access_token', 'expires_in', 'token_type'];

/** The instant from which the token is no longer given out. */
export const freshUntil = ({ issuedAt, expiresAt }: IssuedToken): Instant =>
  issuedAt + SHARE_OF_LIFE * (expiresAt - issuedAt);

/** Whether a client with this snapshot may get the token now. */
export function mayGive(token: CachedToken, { versions, records }: ClientSnapshot, now: Instant): boolean {
  if (token.versions !== versions || now >= freshUntil(token) || token.issuedAt > now + CLOCK_SKEW) return false;
  if (records === undefined) return true;
  const { client } = records;
  if (endedByRevokeTokens(token.issuedAt, client)) return false;
  return token.madeAt >= (client.cacheValidAfter ?? -Infinity);
}

/**
 * The token in a 200 reply of Cognito's token endpoint. Undefined unless the reply is just an access token of this
 * client; any other reply is passed on and not cached. The signature is not checked, because the reply came from
 * Cognito itself.
 */
export function readIssuedToken(body: string, clientId: string): IssuedToken | undefined {
  const members = parseObject(body) ?? {};
  const { access_token: token, token_type: type } = members;
  if (typeof token !== 'string' || type !== 'Bearer') return undefined;
  if (Object.keys(members).some((name) => !MEMBERS.includes(name))) return undefined;
  const claims = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const times = claims?.client_id === clientId ? timesOf(claims) : undefined;
  if (times === undefined || times.expiresAt <= times.issuedAt) return undefined;
  return { token, issuedAt: times.issuedAt, expiresAt: times.expiresAt };
}

/** A successful response (RFC 6749 section 5.1). `expires_in` is the seconds that the token has left. */
export const tokenBody = ({ token, expiresAt }: IssuedToken, now: Instant): string =>
  JSON.stringify({ access_token: token, expires_in: Math.floor((expiresAt - now) / 1000), token_type: 'Bearer' });
