/**
 * Reads a request's body: size before anything else, then media type, JSON, and last its schema, so that no
 * later step sees what an earlier one refuses.
 */
import type { FieldError } from '../../domain/outcome';
import { headerValues, type ProxyEvent } from '../../http/event';
import { readJson } from '../../http/json';
import type { Problem } from '../../http/problems';
import { checkSchema } from './field-errors';
import { noBody, type QueryValues, type RequestShape } from './request-shape';

/** Measured in bytes as sent, before parsing. */
export const BODY_MAX_BYTES = 32_768;

/** A body or its field errors, or a problem that makes reading on pointless. */
export type BodyRead<B> =
  | { readonly ok: true; readonly value: B; readonly given: unknown }
  | { readonly ok: false; readonly errors: readonly FieldError[]; readonly given?: unknown }
  | Problem;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const PATCH_TYPE = /^application\/merge-patch\+json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** `given` is the parsed body before its schema. */
export function readBody<P, Q extends QueryValues, B>(event: ProxyEvent, shape: RequestShape<P, Q, B>): BodyRead<B> {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const takesNone: boolean = Object.is(shape.body, noBody);
  const judge = (given: unknown): BodyRead<B> => ({ ...checkSchema(shape.body, given, 'body'), given });
  if (bytes.length > BODY_MAX_BYTES) return TOO_LARGE;
  if (takesNone) return bytes.length === 0 ? judge(undefined) : bodyError('This route takes no body.');
  if (bytes.length === 0) return shape.bodyOptional ? judge({}) : bodyError('A JSON body is required.');
  if (!hasMediaType(event)) return WRONG_TYPE;
  const text = decodeUtf8(bytes);
  if (text === undefined) return bodyError('The body is not UTF-8.');
  const json = readJson(text);
  return json.ok ? judge(json.value) : { ok: false, errors: [json.fieldError] };
}

function hasMediaType(event: ProxyEvent): boolean {
  const [type = '', ...more] = headerValues(event, 'content-type');
  const fits = JSON_TYPE.test(type) || (event.httpMethod === 'PATCH' && PATCH_TYPE.test(type));
  return fits && more.length === 0;
}

/** Undefined when the bytes are not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const bodyError = (detail: string) => ({ ok: false, errors: [{ pointer: '', detail }] }) as const;

const TOO_LARGE: Problem = {
  code: 'body-too-large',
  detail: `A body may have at most ${BODY_MAX_BYTES} bytes. Shorten its texts and lists.`,
};
const WRONG_TYPE: Problem = {
  code: 'unsupported-media-type',
  detail: 'Send the body as application/json (a PATCH may be application/merge-patch+json) in UTF-8.',
};
