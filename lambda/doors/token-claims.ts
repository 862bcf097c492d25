/**
 * The claims of a token whose signature held. Cognito's access tokens carry neither `typ` nor `aud`, so what
 * RFC 9068 checks there is checked by `token_use`, the exact issuer and the client's record.
 */
import { CLIENT_ID } from '../domain/ids';
import type { Instant } from '../domain/model';
import type { TokenClaims } from '../domain/ports/tokens';

export interface AccessToken {
  readonly clientId: string;
  readonly issuedAt: Instant;
  /** As in the token, with resource server: `orders/read:orders`. */
  readonly scopes: readonly string[];
}

/** How far the issuer's clock may be ahead of ours. An end is an end: `exp` gets none. */
export const CLOCK_SKEW = 60_000;
/** Longest life of a token: Cognito's own limit for access tokens. */
const MAX_LIFETIME = 86_400_000;

/** Reads an access token of exactly this issuer that is alive now, or says why it is not one. */
export function readClaims(
  claims: TokenClaims,
  issuer: string,
  now: Instant,
): AccessToken | 'tokenInvalid' | 'tokenExpired' {
  const { iss, token_use: use, scope = '' } = claims;
  const clientId = ownClient(claims);
  const times = timesOf(claims);
  if (iss !== issuer || use !== 'access' || typeof scope !== 'string') return 'tokenInvalid';
  if (clientId === undefined || times === undefined) return 'tokenInvalid';
  const { issuedAt, expiresAt, notBefore } = times;
  if (expiresAt <= now) return 'tokenExpired';
  if (issuedAt > now + CLOCK_SKEW || notBefore > now || expiresAt - issuedAt > MAX_LIFETIME) return 'tokenInvalid';
  return { clientId, issuedAt, scopes: scope.split(' ') };
}

/** A client's own token names it as subject, and as audience if any; a person's token names the person. */
function ownClient({ client_id: clientId, sub, aud = clientId }: TokenClaims): string | undefined {
  if (typeof clientId !== 'string' || !CLIENT_ID.test(clientId)) return undefined;
  return sub === clientId && aud === clientId ? clientId : undefined;
}

interface Times {
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly notBefore: Instant;
}

export function timesOf({ iat, exp, nbf = 0 }: TokenClaims): Times | undefined {
  const [issuedAt, expiresAt, notBefore] = [iat, exp, nbf].map(instant);
  if (issuedAt === undefined || expiresAt === undefined || notBefore === undefined) return undefined;
  return { issuedAt, expiresAt, notBefore };
}

/** A NumericDate (RFC 7519 section 2), whole seconds only. */
const instant = (seconds: unknown): Instant | undefined =>
  typeof seconds === 'number' && Number.isSafeInteger(seconds * 1000) && Number.isInteger(seconds)
    ? seconds * 1000
    : undefined;
