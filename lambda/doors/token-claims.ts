/**
 * Checks the claims of a token whose signature is valid. RFC 9068 section 4 wants `typ` and `aud`, and Cognito sends
 * neither: `token_use`, the exact issuer and the client's record are checked instead. A `typ` that is there must be an
 * access token's (`token-format.ts`); an `aud` that is there must be the client id, the only one that Cognito can add.
 */
import { CLIENT_ID } from '../domain/key-format';
import type { Instant } from '../domain/model';
import type { TokenClaims } from '../domain/ports/tokens';

export interface AccessToken {
  readonly clientId: string;
  readonly issuedAt: Instant;
  /** As in the token, with the resource server's prefix, for example `orders/read:orders`. */
  readonly scopes: readonly string[];
}

/** Milliseconds that Cognito's clock may be ahead of ours. Applies to `iat`, never to `exp`. */
export const CLOCK_SKEW = 60_000;
/** Longest lifetime of a token in milliseconds: 1 day, Cognito's limit for access tokens. */
const MAX_LIFETIME = 86_400_000;

/** Reads an access token that this issuer issued to a client and that is valid now; otherwise returns the reason. */
export function readClaims(
  claims: TokenClaims,
  issuer: string,
  now: Instant,
): AccessToken | 'token-invalid' | 'token-expired' {
  const read = readOnce(claims);
  if (read === undefined || claims.iss !== issuer) return 'token-invalid';
  const { issuedAt, expiresAt, notBefore } = read;
  if (expiresAt <= now) return 'token-expired';
  if (issuedAt > now + CLOCK_SKEW || notBefore > now || expiresAt - issuedAt > MAX_LIFETIME) return 'token-invalid';
  return read;
}

/** The parts of the claims that do not depend on the issuer that a door trusts, or on the time. */
type ReadClaims = AccessToken & TokenTimes;
const known = new WeakMap<TokenClaims, ReadClaims>();

/** A process that remembers a token gives the same claims again: they are read the first time. */
function readOnce(claims: TokenClaims): ReadClaims | undefined {
  const before = known.get(claims);
  if (before !== undefined) return before;
  const read = readForm(claims);
  if (read !== undefined) known.set(claims, read);
  return read;
}

/** Undefined unless these are the claims of an access token of a client. */
function readForm(claims: TokenClaims): ReadClaims | undefined {
  const { token_use: use, scope = '', client_id: clientId, sub, aud = clientId } = claims;
  const times = timesOf(claims);
  if (use !== 'access' || typeof scope !== 'string' || times === undefined) return undefined;
  // In a user's token `sub` is the user's id, not the client id.
  if (typeof clientId !== 'string' || sub !== clientId || aud !== clientId) return undefined;
  return CLIENT_ID.test(clientId) ? { clientId, scopes: scope.split(' '), ...times } : undefined;
}

type TokenTimes = Readonly<Record<'issuedAt' | 'expiresAt' | 'notBefore', Instant>>;

/** Undefined unless `iat`, `exp` and, if present, `nbf` are whole seconds. Without `nbf`, `notBefore` is 0. */
export function timesOf({ iat, exp, nbf = 0 }: TokenClaims): TokenTimes | undefined {
  const issuedAt = numericDate(iat);
  const expiresAt = numericDate(exp);
  const notBefore = numericDate(nbf);
  if (issuedAt === undefined || expiresAt === undefined || notBefore === undefined) return undefined;
  return { issuedAt, expiresAt, notBefore };
}

/** A NumericDate (RFC 7519 section 2), whole seconds only. */
const numericDate = (seconds: unknown): Instant | undefined =>
  typeof seconds === 'number' && Number.isInteger(seconds) && Number.isSafeInteger(seconds * 1000)
    ? seconds * 1000
    : undefined;
