/**
 * The form of an access token, judged before any of it is believed: a compact JWS (RFC 7515) of one spelling.
 * It closes what verifiers commonly let through: padding and white space, `crit`, `b64`, endless texts.
 */

/** Longest token that is looked at, in characters. */
export const TOKEN_MAX_LENGTH = 8192;

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** The alphabets of base64 and base64url; Cognito's end in `=`. */
const KID = /^[A-Za-z0-9+/_=-]{1,128}$/;

/** What a token says of itself; nothing is proved of it. */
export interface TokenHeader {
  /** Which key of the issuer's set is said to have signed it. */
  readonly kid: string;
}

/** The header of a well-formed RS256 token, undefined for anything else. Never throws. */
export function parseTokenHeader(text: string): TokenHeader | undefined {
  if (text.length > TOKEN_MAX_LENGTH) return undefined;
  if (!COMPACT.test(text) || !text.split('.').every(isCanonical)) return undefined;
  const header = parseObject(Buffer.from(text.slice(0, text.indexOf('.')), 'base64url').toString());
  if (header === undefined || header.alg !== 'RS256' || 'crit' in header || 'b64' in header) return undefined;
  return typeof header.kid === 'string' && KID.test(header.kid) ? { kid: header.kid } : undefined;
}

/** One spelling a token: bits that decode to nothing must be zero (RFC 4648 section 3.5). */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
