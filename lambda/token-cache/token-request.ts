/**
 * Reads a token request. The cache answers only an unambiguous request: a form with `grant_type=client_credentials`, an
 * optional scope and one credential, each given once, and nothing else. Any other request is passed to Cognito
 * unchanged.
 */
import type { TokenRequest } from '../domain/ports/tokens';
import { CLIENT_ID } from '../domain/key-format';
import type { CacheableRequest } from './entry-seal';
import { headerValues, type ProxyEvent, textOf, textsOf } from '../http/event';

/** Limit of the body, and also of the header Authorization. */
export const TOKEN_REQUEST_MAX_BYTES = 16_384;

export type TokenRead =
  | { readonly ok: true; readonly request: TokenRequest; readonly cacheable?: CacheableRequest | undefined }
  /** The request cannot be passed on. The detail tells the caller why and holds no text of the caller. */
  | { readonly ok: false; readonly detail: string };

export function readTokenRequest(event: ProxyEvent): TokenRead {
  const body = Buffer.from(textOf(event.body), event.isBase64Encoded ? 'base64' : 'utf8');
  const [authorization, ...moreCredentials] = headerValues(event.multiValueHeaders, 'authorization');
  const [contentType = '', ...moreTypes] = headerValues(event.multiValueHeaders, 'content-type');
  if (Math.max(body.length, authorization?.length ?? 0) > TOKEN_REQUEST_MAX_BYTES)
    return unreadable(`The body and the header Authorization can have at most ${TOKEN_REQUEST_MAX_BYTES} bytes each.`);
  if (moreCredentials.length > 0 || moreTypes.length > 0)
    return unreadable('Send the headers Authorization and Content-Type at most once each.');
  if (!FORM_CONTENT_TYPE.test(contentType))
    return unreadable('Content-Type must be application/x-www-form-urlencoded.');
  if (!VISIBLE.test(authorization ?? '')) return unreadable('Authorization must be printable ASCII.');
  const request = { authorization, contentType, query: queryOf(event), body };
  const cacheable = UTF_8_FORM.test(contentType) ? cacheableRequest(request, body.toString()) : undefined;
  return { ok: true, request, cacheable };
}

const unreadable = (detail: string): TokenRead => ({ ok: false, detail });

function queryOf({ multiValueQueryStringParameters: parameters }: ProxyEvent): string {
  const query = new URLSearchParams();
  for (const [name, values] of textsOf(parameters)) for (const value of values) query.append(name, value);
  return query.toString();
}

/** The media type that Cognito requires, with or without parameters such as `charset`. */
const FORM_CONTENT_TYPE = /^application\/x-www-form-urlencoded[\t ]*(?:;[\t\x20-\x7e]*)?$/i;
/** Without parameters or with `charset=utf-8` alone: URL-encoded text is UTF-8 (WHATWG URL, section 5). */
const UTF_8_FORM = /^[^;]+(?:;\s*charset="?utf-8"?\s*)?$/i;
const VISIBLE = /^[\x20-\x7e]*$/;
const PARAMETERS: readonly string[] = ['grant_type', 'scope', 'client_id', 'client_secret'];
/** Scopes separated by single spaces (RFC 6749 section 3.3). */
const SCOPE_LIST = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;
/** A client secret (RFC 6749 appendix A.2) without spaces, which forms and headers encode differently. */
const CLIENT_SECRET = /^[\x21-\x7e]+$/;

function cacheableRequest({ authorization, query }: TokenRequest, text: string): CacheableRequest | undefined {
  const form = query === '' ? readForm(text) : undefined;
  if (form?.get('grant_type') !== 'client_credentials') return undefined;
  const inForm = { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const credential = authorization === undefined ? inForm : credentialInHeader(authorization, form);
  const scope = form.get('scope') ?? '';
  if (credential === undefined || (scope !== '' && !SCOPE_LIST.test(scope))) return undefined;
  if (!CLIENT_ID.test(credential.clientId) || !CLIENT_SECRET.test(credential.secret)) return undefined;
  return { ...credential, scopes: scope === '' ? [] : [...new Set(scope.split(' '))].sort() };
}

/** Undefined if a parameter is given twice or unknown. */
function readForm(text: string): ReadonlyMap<string, string> | undefined {
  // URLSearchParams drops a leading `?`, but here it is part of a name. The `&` prevents that.
  const given = [...new URLSearchParams(`&${text}`)];
  const form = new Map(given);
  return form.size === given.length && given.every(([name]) => PARAMETERS.includes(name)) ? form : undefined;
}

/**
 * Id and secret of a Basic header. RFC 6749 section 2.3.1 wants both URL-encoded, RFC 7617 does not, and clients do
 * either. Undefined if the two readings differ: if a part has `%` or `+`.
 */
function credentialInHeader(
  authorization: string,
  form: ReadonlyMap<string, string>,
): Omit<CacheableRequest, 'scopes'> | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  if (Buffer.from(text, 'latin1').toString('base64') !== encoded) return undefined;
  const [, clientId, secret] = /^([^:%+]+):([^:%+]+)$/.exec(text) ?? [];
  if (clientId === undefined || secret === undefined || form.has('client_secret')) return undefined;
  return (form.get('client_id') ?? clientId) === clientId ? { clientId, secret } : undefined;
}
