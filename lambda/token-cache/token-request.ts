/**
 * Reads a request for a token. Only what every reader reads alike may be answered from the cache: a form with
 * nothing but `grant_type=client_credentials`, a scope and one credential, each once. Any other form is for the
 * issuer to judge, and handed on as it is.
 */
import type { TokenRequest } from '../domain/ports/tokens';
import { CLIENT_ID } from '../domain/ids';
import type { TokenAsk } from './token-lock';
import { headerValues, type ProxyEvent } from '../http/event';

/** Of the body and of the header Authorization, each. */
export const TOKEN_REQUEST_MAX_BYTES = 16_384;

export type TokenRead =
  | { readonly ok: true; readonly request: TokenRequest; readonly ask?: TokenAsk | undefined }
  /** Nothing that could be handed on; the detail is ours alone. */
  | { readonly ok: false; readonly detail: string };

export function readTokenRequest(event: ProxyEvent): TokenRead {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const [authorization, ...moreCredentials] = headerValues(event, 'authorization');
  const [contentType = '', ...moreTypes] = headerValues(event, 'content-type');
  if (Math.max(body.length, authorization?.length ?? 0) > TOKEN_REQUEST_MAX_BYTES)
    return no(`The body and Authorization may have ${TOKEN_REQUEST_MAX_BYTES} bytes each.`);
  if (moreCredentials.length > 0 || moreTypes.length > 0)
    return no('Authorization and Content-Type may be given once each.');
  if (!FORM.test(contentType)) return no('Content-Type must be application/x-www-form-urlencoded.');
  if (!VISIBLE.test(authorization ?? '')) return no('Authorization must be printable ASCII.');
  const request = { authorization, contentType, query: queryOf(event), body };
  return { ok: true, request, ask: UTF_8_FORM.test(contentType) ? askOf(request, body.toString()) : undefined };
}

const no = (detail: string): TokenRead => ({ ok: false, detail });

function queryOf({ multiValueQueryStringParameters: parameters }: ProxyEvent): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters ?? {})) for (const value of values) query.append(name, value);
  return query.toString();
}

/** As Cognito demands it, with any parameters that a header can have. */
const FORM = /^application\/x-www-form-urlencoded[\t ]*(?:;[\t\x20-\x7e]*)?$/i;
/** In the one character set that URL-encoded text has (WHATWG URL, section 5). */
const UTF_8_FORM = /^[^;]+(?:;\s*charset="?utf-8"?\s*)?$/i;
const VISIBLE = /^[\x20-\x7e]*$/;
const PARAMETERS: readonly string[] = ['grant_type', 'scope', 'client_id', 'client_secret'];
/** RFC 6749 section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;
/** RFC 6749 appendix A.2, without what forms and headers write in different ways. */
const SECRET = /^[\x21-\x7e]+$/;

function askOf({ authorization, query }: TokenRequest, text: string): TokenAsk | undefined {
  const form = query === '' ? readForm(text) : undefined;
  if (form?.get('grant_type') !== 'client_credentials') return undefined;
  const credential = authorization === undefined ? ofForm(form) : ofHeader(authorization, form);
  const scope = form.get('scope') ?? '';
  if (credential === undefined || (scope !== '' && !SCOPE.test(scope))) return undefined;
  if (!CLIENT_ID.test(credential.clientId) || !SECRET.test(credential.secret)) return undefined;
  return { ...credential, scopes: scope === '' ? [] : [...new Set(scope.split(' '))].sort() };
}

/** Undefined when a parameter is given twice, or is one that we do not know. */
function readForm(text: string): ReadonlyMap<string, string> | undefined {
  // Without the `&`, a `?` at the very beginning would be left out; it is part of a name.
  const given = [...new URLSearchParams(`&${text}`)];
  const form = new Map(given);
  return form.size === given.length && given.every(([name]) => PARAMETERS.includes(name)) ? form : undefined;
}

type Credential = Pick<TokenAsk, 'clientId' | 'secret'>;

const ofForm = (form: ReadonlyMap<string, string>): Credential => ({
  clientId: form.get('client_id') ?? '',
  secret: form.get('client_secret') ?? '',
});

/**
 * RFC 6749 section 2.3.1 encodes both parts as in a form before RFC 7617 joins them, and many do not: a text that the
 * two would read differently is none for us.
 */
function ofHeader(authorization: string, form: ReadonlyMap<string, string>): Credential | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  if (Buffer.from(text, 'latin1').toString('base64') !== encoded) return undefined;
  const [, clientId, secret] = /^([^:%+]+):([^:%+]+)$/.exec(text) ?? [];
  if (clientId === undefined || secret === undefined || form.has('client_secret')) return undefined;
  return (form.get('client_id') ?? clientId) === clientId ? { clientId, secret } : undefined;
}
