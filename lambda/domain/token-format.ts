/**
 * Checks the form of an access token before its signature: a compact JWS (RFC 7515 section 3.1) in canonical base64url.
 * Refuses what verifiers often accept: padding, white space, `crit`, `b64`, another token's `typ`, and very long texts.
 */

/** Most characters of a token; a longer text is refused unread. */
export const TOKEN_MAX_LENGTH = 8192;

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The bits of a part's last character that no byte uses, by the part's length modulo 4. No part has a rest of one. */
const UNUSED_BITS: readonly (number | undefined)[] = [0, undefined, 0b1111, 0b11];
/** Base64 or base64url; Cognito's key ids end in `=`. */
const KID = /^[A-Za-z0-9+/_=-]{1,128}$/;
/** The media type of an access token (RFC 9068 section 2.1), in any case, with or without `application/`. */
const ACCESS_TOKEN_TYPE = /^(?:application\/)?at\+jwt$/i;

/**
 * The key id of a well-formed RS256 token; undefined for any other text. Never throws. The header is not to be trusted
 * before the signature is checked.
 */
export function parseTokenHeader(text: string): { readonly kid: string } | undefined {
  if (text.length > TOKEN_MAX_LENGTH) return undefined;
  if (!COMPACT.test(text) || !text.split('.').every(isCanonical)) return undefined;
  const header = parseObject(Buffer.from(text.slice(0, text.indexOf('.')), 'base64url').toString());
  if (header === undefined || header.alg !== 'RS256' || 'crit' in header || 'b64' in header) return undefined;
  if ('typ' in header && !isAccessTokenType(header.typ)) return undefined;
  return typeof header.kid === 'string' && KID.test(header.kid) ? { kid: header.kid } : undefined;
}

/** RFC 9068 section 4 refuses every other type. Cognito sends none, so a token without `typ` passes. */
const isAccessTokenType = (typ: unknown): boolean => typeof typ === 'string' && ACCESS_TOKEN_TYPE.test(typ);

/** Whether unused bits at the end are zero (RFC 4648 section 3.5), so that the same bytes have one spelling only. */
const isCanonical = (part: string): boolean => {
  const unused = UNUSED_BITS[part.length % 4];
  return unused !== undefined && (BASE64URL.indexOf(part.slice(-1)) & unused) === 0;
};

/** The members of a JSON object; undefined for any other text. Never throws. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
