/**
 * Reads a request's body: size before anything else, then media type, JSON, and last its schema, so that no
 * later step sees what an earlier one refuses.
 */
import type * as z from 'zod';
import type { FieldError } from '../../domain/outcome';
import { type ProxyEvent, headerValues } from '../../http/event';
import { check } from './field-errors';
import { readJson } from '../../http/json';
import type { Problem } from '../../http/problem';
import type { RequestForm } from './requests';

/** Measured in bytes as sent, before parsing. */
export const BODY_MAX_BYTES = 32_768;

/** What was read, with every fault of it; or a problem that makes reading on pointless. */
export type BodyRead =
  | {
      /** As parsed, before its schema. */
      readonly given: unknown;
      /** As the schema gives it. */
      readonly value: unknown;
      readonly errors: readonly FieldError[];
    }
  | Problem;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const PATCH_TYPE = /^application\/merge-patch\+json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

export function readBody(event: ProxyEvent, form: RequestForm): BodyRead {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_MAX_BYTES) return TOO_LARGE;
  if (form.body === undefined) return bytes.length === 0 ? NOTHING : fault('This route takes no body.');
  if (bytes.length === 0) return form.bodyOptional ? judge(form.body, {}) : fault('A JSON body is required.');
  if (!hasMediaType(event)) return WRONG_TYPE;
  const text = decode(bytes);
  if (text === undefined) return fault('The body is not UTF-8.');
  const json = readJson(text);
  return json.ok ? judge(form.body, json.value) : { given: undefined, value: undefined, errors: [json.fieldError] };
}

function judge(schema: z.ZodType, given: unknown): BodyRead {
  const checked = check(schema, given, 'body');
  return checked.ok ? { given, value: checked.value, errors: [] } : { given, value: undefined, errors: checked.errors };
}

function hasMediaType(event: ProxyEvent): boolean {
  const [type = '', ...more] = headerValues(event, 'content-type');
  const fits = JSON_TYPE.test(type) || (event.httpMethod === 'PATCH' && PATCH_TYPE.test(type));
  return fits && more.length === 0;
}

/** Undefined when the bytes are not UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const NOTHING: BodyRead = { given: undefined, value: undefined, errors: [] };
const fault = (detail: string): BodyRead => ({ given: undefined, value: undefined, errors: [{ pointer: '', detail }] });

const TOO_LARGE: Problem = {
  code: 'body-too-large',
  detail: `A body may have at most ${BODY_MAX_BYTES} bytes. Shorten its texts and lists.`,
};
const WRONG_TYPE: Problem = {
  code: 'unsupported-media-type',
  detail: 'Send the body as application/json (a PATCH may be application/merge-patch+json) in UTF-8.',
};
