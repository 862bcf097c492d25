/**
 * Reads the body of a request. Checks its size, its media type, its JSON and its schema, in this order; the first check
 * that fails ends the reading.
 */
import { isUtf8 } from 'node:buffer';
import { headerValues, type ProxyEvent, textOf } from '../../http/event';
import { readJson } from '../../http/json';
import type { Problem } from '../../http/problems';
import { checkSchema, type SchemaResult } from './field-errors';
import { noBody, type RequestShape } from './request-shape';

/** Bytes of the body before it is parsed. */
export const BODY_MAX_BYTES = 32_768;

/** The body or its field errors, with `given`: the JSON before the schema check. A `Problem` ends the reading. */
export type BodyRead<B> = (SchemaResult<B> & { readonly given?: unknown }) | Problem;

const MEDIA_TYPE = /^application\/(json|merge-patch\+json)\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

export function readBody<B>(
  event: ProxyEvent,
  shape: Pick<RequestShape<unknown, object, B>, 'body' | 'bodyOptional'>,
): BodyRead<B> {
  const bytes = Buffer.from(textOf(event.body), event.isBase64Encoded ? 'base64' : 'utf8');
  const takesNone: boolean = Object.is(shape.body, noBody);
  const check = (given: unknown): BodyRead<B> => ({ ...checkSchema(shape.body, given, 'body'), given });
  if (bytes.length > BODY_MAX_BYTES) return TOO_LARGE;
  if (takesNone) return bytes.length === 0 ? check(undefined) : bodyError('This route takes no body.');
  if (bytes.length === 0) return shape.bodyOptional ? check({}) : bodyError('A JSON body is required.');
  if (!hasMediaType(event)) return WRONG_TYPE;
  if (!isUtf8(bytes)) return bodyError('The body is not UTF-8.');
  const json = readJson(new TextDecoder().decode(bytes));
  return json.ok ? check(json.value) : { ok: false, errors: [json.fieldError] };
}

function hasMediaType(event: ProxyEvent): boolean {
  const [type = '', ...more] = headerValues(event.multiValueHeaders, 'content-type');
  const subtype = MEDIA_TYPE.exec(type)?.[1]?.toLowerCase();
  return more.length === 0 && (subtype === 'json' || (subtype !== undefined && event.httpMethod === 'PATCH'));
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
