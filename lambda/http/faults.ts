/**
 * Holds a value against its schema and tells all faults at once, each with its place. A fault never repeats
 * a value; of a name it repeats at most 64 characters, fewer than any credential has.
 */
import type { z } from 'zod';
import type { Fault } from '../core/outcome';
import { instantOf } from './fields';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly Fault[] };
/** Where the value stands: places are told as JSON pointers (RFC 6901) or by the parameter's name. */
export type Place = 'body' | 'query';

const NAME_MAX_LENGTH = 64;

export function check<T>(schema: z.ZodType<T>, value: unknown, place: Place): Checked<T> {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap((issue) => faultsOf(issue, place)) };
}

/** Text for what no schema words itself: a wrong type, or nothing where something must be. */
const explain: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'Is required.';
  const expected = String(issue['expected']);
  return `Must be ${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected === 'record' ? 'object' : expected}.`;
};

function faultsOf(issue: z.core.$ZodIssue, place: Place): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [faultAt(issue.path, issue.message, place)];
  return issue.keys.map((name) =>
    name.length > NAME_MAX_LENGTH
      ? faultAt(issue.path, 'Holds an unknown name of more than 64 characters.', place)
      : faultAt([...issue.path, name], 'Is not known here.', place),
  );
}

function faultAt(path: readonly PropertyKey[], detail: string, place: Place): Fault {
  if (place === 'query') return { parameter: path.map(String).join('.'), detail };
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { pointer, detail };
}

/** What is wrong with a body's dates at this instant; malformed ones are the schema's to tell. */
export function dateFaults(body: unknown, now: number): readonly Fault[] {
  const { expiresAt, notBefore } = datesOf(body);
  const faults: Fault[] = [];
  if (expiresAt !== undefined && expiresAt <= now)
    faults.push({ pointer: '/expiresAt', detail: 'Must be in the future.' });
  if (expiresAt !== undefined && notBefore !== undefined && notBefore >= expiresAt)
    faults.push({ pointer: '/notBefore', detail: 'Must be before expiresAt.' });
  return faults;
}

function datesOf(body: unknown): { readonly expiresAt?: number | undefined; readonly notBefore?: number | undefined } {
  if (typeof body !== 'object' || body === null) return {};
  return {
    expiresAt: 'expiresAt' in body ? instantOf(body.expiresAt) : undefined,
    notBefore: 'notBefore' in body ? instantOf(body.notBefore) : undefined,
  };
}
