/**
 * A token as the cache keeps it, and the one rule for giving it out. The same rule decides whether it is kept at all,
 * so nothing lies in the cache that could not be given at that instant.
 */
import type { Instant } from '../domain/model';
import { endedByRevokeAll, endedByRevokeTokens } from '../domain/status';
import { CLOCK_SKEW, timesOf } from '../doors/token-claims';
import { parseObject } from '../domain/token-format';
import type { Standing } from './token-standing';

/** What the token itself tells. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

export interface CachedToken extends IssuedToken {
  /** When the request that fetched it came in: before the client's records were read, and before the issuer was asked. */
  readonly madeAt: Instant;
  /** How the client stood then. */
  readonly seen: string;
}

/** Source: Amazon Cognito Developer Guide, caching tokens: renew at about 75 % of the lifetime. */
const SHARE_OF_LIFE = 0.75;

/** An answer with anything else could not be repeated whole. */
const MEMBERS: readonly string[] = ['access_token', 'expires_in', 'token_type'];

/** From this instant on the token is not given out. */
export const freshUntil = ({ issuedAt, expiresAt }: IssuedToken): Instant =>
  issuedAt + SHARE_OF_LIFE * (expiresAt - issuedAt);

/** Whether a client that stands like this may be given the token now. */
export function mayGive(token: CachedToken, { seen, records }: Standing, now: Instant): boolean {
  if (token.seen !== seen || now >= freshUntil(token) || token.issuedAt > now + CLOCK_SKEW) return false;
  if (records === undefined) return true;
  const { client, account } = records;
  if (endedByRevokeAll(token.issuedAt, account) || endedByRevokeTokens(token.issuedAt, client)) return false;
  return token.madeAt >= (client.cacheValidAfter ?? -Infinity);
}

/**
 * The token in an answer of the issuer's endpoint, undefined when it is not exactly an access token of this client:
 * such an answer is handed on and not kept. The signature is not checked, as the answer came from the issuer itself.
 */
export function readIssued(answer: string, clientId: string): IssuedToken | undefined {
  const members = parseObject(answer) ?? {};
  const { access_token: token, token_type: type } = members;
  if (typeof token !== 'string' || type !== 'Bearer') return undefined;
  if (Object.keys(members).some((name) => !MEMBERS.includes(name))) return undefined;
  const claims = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const times = claims?.client_id === clientId ? timesOf(claims) : undefined;
  if (times === undefined || times.expiresAt <= times.issuedAt) return undefined;
  return { token, issuedAt: times.issuedAt, expiresAt: times.expiresAt };
}

/** RFC 6749 section 5.1, with the seconds that are left. */
export const answerWith = ({ token, expiresAt }: IssuedToken, now: Instant): string =>
  JSON.stringify({ access_token: token, expires_in: Math.floor((expiresAt - now) / 1000), token_type: 'Bearer' });
