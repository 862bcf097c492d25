/**
 * Signs requests to AWS with Signature Version 4. A day's signing key is kept: deriving it takes four HMACs, and a
 * signature only one. Source: IAM User Guide, "Create a signed AWS API request".
 */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Instant } from '../domain/model';
import { perSecond } from './runtime';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials, such as those of a function's role, have one. */
  readonly sessionToken?: string | undefined;
}

/** What the requests of one operation have in common. */
export interface SignedOperation {
  readonly region: string;
  readonly service: string;
  /** @default POST */
  readonly method?: string;
  /** The path. Every segment is percent-encoded, and none is empty, `.` or `..`. @default / */
  readonly path?: string;
  /** Its names are in the order of their code points. @default - no query */
  readonly query?: Readonly<Record<string, string>>;
  /** All headers but the date and the token, which are signed too. Names are in lower case; `host` is one of them. */
  readonly headers: Readonly<Record<string, string>>;
}

const hmac = (key: string | Buffer | KeyObject, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

/** The headers of a request with this body: date, session token and signature among them. */
export type Sign = (body: string, at: Instant) => Record<string, string>;

/**
 * Signs requests. What the requests of one operation have in common is put together once: a signature is a large part of
 * what a decision costs.
 */
export function signerOf(credentials: Credentials, operation: SignedOperation): Sign {
  const { region, service, headers: given, method = 'POST', path = '/', query = {} } = operation;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const fixed = { ...given, ...(sessionToken && { 'x-amz-security-token': sessionToken }) };
  const names = [...Object.keys(fixed), DATE].sort();
  const signed = names.join(';');
  const lineOf = (name: string): string => `${name}:${fixed[name as keyof typeof fixed]}\n`;
  // The path of the signature is that of the request, encoded once more.
  const target = `${method}\n${path.split('/').map(encoded).join('/')}\n${queryText(query)}`;
  const before = `${target}\n${names.slice(0, names.indexOf(DATE)).map(lineOf).join('')}${DATE}:`;
  const after = `\n${names
    .slice(names.indexOf(DATE) + 1)
    .map(lineOf)
    .join('')}\n${signed}\n`;
  /** For example `20261128T100051Z`. */
  const dateOf = perSecond((date) => date.toISOString().replace(/[-:]|\.\d{3}/g, ''));
  let kept: { readonly day: string; readonly scope: string; readonly key: KeyObject } | undefined;
  const keptFor = (day: string): NonNullable<typeof kept> => {
    if (kept?.day === day) return kept;
    const parts = [day, region, service, 'aws4_request'];
    const derived = parts.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
    // A KeyObject: an HMAC with raw bytes takes nine times as long on Node 24.
    kept = { day, scope: parts.join('/'), key: createSecretKey(Buffer.from(derived)) };
    return kept;
  };
  return (body, at) => {
    const date = dateOf(at);
    const { scope, key } = keptFor(date.slice(0, 8));
    const canonical = `${before}${date}${after}${sha256Hex(body)}`;
    const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256Hex(canonical)}`;
    const signature = createHmac('sha256', key).update(text).digest('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return { ...fixed, [DATE]: date, authorization };
  };
}

const DATE = 'x-amz-date';

/** Percent-encodes all but letters, digits, `-`, `.`, `_` and `~`. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** A query as it is signed and sent, without `?`. */
export const queryText = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
