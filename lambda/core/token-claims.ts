/**
 * The claims of a token whose signature held. Cognito's access tokens carry neither `typ` nor `aud`, so what
 * RFC 9068 checks there is checked by `token_use`, the exact issuer and the client's record.
 */
import type { Instant } from './model';
import type { TokenClaims } from './ports';

export interface AccessToken {
  readonly clientId: string;
  readonly issuedAt: Instant;
  /** As in the token, with resource server: `orders/read:orders`. */
  readonly scopes: readonly string[];
}

/** How far the issuer's clock may be ahead of ours. An end is an end: `exp` gets none. */
const CLOCK_SKEW = 60_000;
/** Longest life of a token: Cognito's own limit for access tokens. */
const MAX_LIFETIME = 86_400_000;
/** The form of a Cognito app client's id. */
export const CLIENT_ID = /^[\w+]{1,128}$/;

/** Reads an access token of exactly this issuer that is alive now, or says why it is not one. */
export function readClaims(
  claims: TokenClaims,
  issuer: string,
  now: Instant,
): AccessToken | 'tokenInvalid' | 'tokenExpired' {
  const { iss, token_use: use, client_id: clientId, scope = '' } = claims;
  const expiresAt = instant(claims.exp);
  const issuedAt = instant(claims.iat);
  const notBefore = claims.nbf === undefined ? 0 : instant(claims.nbf);
  if (iss !== issuer || use !== 'access') return 'tokenInvalid';
  if (typeof clientId !== 'string' || !CLIENT_ID.test(clientId) || typeof scope !== 'string') return 'tokenInvalid';
  if (expiresAt === undefined || issuedAt === undefined || notBefore === undefined) return 'tokenInvalid';
  if (expiresAt <= now) return 'tokenExpired';
  if (issuedAt > now + CLOCK_SKEW || notBefore > now || expiresAt - issuedAt > MAX_LIFETIME) return 'tokenInvalid';
  return { clientId, issuedAt, scopes: scope.split(' ') };
}

/** A NumericDate (RFC 7519 section 2), whole seconds only. */
const instant = (seconds: unknown): Instant | undefined =>
  typeof seconds === 'number' && Number.isSafeInteger(seconds * 1000) && Number.isInteger(seconds)
    ? seconds * 1000
    : undefined;
