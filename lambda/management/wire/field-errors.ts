/**
 * Holds a value against its schema and tells all faults at once, each with its place. A fault never repeats
 * a value; of a name it repeats at most 40 characters, fewer than any secret has.
 */
import type * as z from 'zod';
import { dateFaults, scopeFault, scopeFaults } from '../../engine/validation';
import type { FieldError } from '../../domain/outcome';
import { instantOf } from './fields';
import type { RequestForm } from './requests';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };
/** Where the value stands: places are told as JSON pointers (RFC 6901) or by the parameter's name. */
export type Place = 'body' | 'query';

const NAME_MAX_LENGTH = 40;

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

function faultsOf(issue: z.core.$ZodIssue, place: Place): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [faultAt(issue.path, issue.message, place)];
  return issue.keys.map((name) =>
    name.length > NAME_MAX_LENGTH
      ? faultAt(issue.path, `Holds an unknown name of more than ${NAME_MAX_LENGTH} characters.`, place)
      : faultAt([...issue.path, name], 'Is not known here.', place),
  );
}

function faultAt(path: readonly PropertyKey[], detail: string, place: Place): FieldError {
  if (place === 'query') return { parameter: path.map(String).join('.'), detail };
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { pointer, detail };
}

/** What a body is held against besides its schema. */
export interface Moment {
  readonly now: number;
  readonly catalogue: readonly string[];
}

/**
 * Faults that need the clock or the catalogue. They join a body's other faults so that all are told at once;
 * where there is no other, the operation tells them itself, after it has looked for an earlier try.
 */
export function momentFaults(given: unknown, form: RequestForm, { now, catalogue }: Moment): readonly FieldError[] {
  const dates = {
    expiresAt: instantOf(memberOf(given, 'expiresAt')),
    notBefore: instantOf(memberOf(given, 'notBefore')),
  };
  const scopes = memberOf(form.scopesAt === '/grant/scopes' ? memberOf(given, 'grant') : given, 'scopes');
  const scope = memberOf(given, 'scope');
  return [
    ...(form.scoped && typeof scope === 'string' ? scopeFault(scope, catalogue) : []),
    ...(form.dated ? dateFaults(dates, now) : []),
    ...(form.scopesAt && isTextList(scopes) ? scopeFaults(scopes, catalogue, form.scopesAt) : []),
  ];
}

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined;
