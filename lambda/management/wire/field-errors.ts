/**
 * Checks a value against its schema and reports all field errors at once, each with its place. An error never quotes a
 * value, and of a member's name only what is no secret: an imported key may have 20 characters, and others have more.
 */
import * as z from 'zod';
import { IMPORTED_KEY_MIN_LENGTH } from '../../domain/key-format';
import type { FieldError } from '../../domain/outcome';
import type { DeploymentPlans } from '../../domain/plans';
import { instant } from './fields';

export type SchemaResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };
/** Errors in a body have a JSON pointer (RFC 6901); errors in a path or a query name the parameter. */
export type Source = 'body' | 'path' | 'query';

/** A name of up to 40 letters, or one that is shorter than any secret. */
const SHOWN = new RegExp(`^(?:[A-Za-z]{1,40}|[^]{0,${IMPORTED_KEY_MIN_LENGTH - 1}})$`);

export function checkSchema<T>(schema: z.ZodType<T>, value: unknown, source: Source): SchemaResult<T> {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap((issue) => errorsOf(issue, source)) };
}

/** The text for an issue whose schema has no text of its own: a wrong type, or a missing value. */
const explain: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'Is required.';
  const expected = String(issue['expected']);
  return `Must be ${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected === 'record' ? 'object' : expected}.`;
};

function errorsOf(issue: z.core.$ZodIssue, source: Source): FieldError[] {
  if (issue.code === 'invalid_union') return errorsOfUnion(issue, source);
  if (issue.code !== 'unrecognized_keys') return [errorAt(issue.path, issue.message, source)];
  return issue.keys.map((name) =>
    SHOWN.test(name)
      ? errorAt([...issue.path, name], 'This name is unknown. Remove it, or correct it.', source)
      : errorAt(issue.path, 'Contains an unknown name that could be a secret, so it is not shown. Remove it.', source),
  );
}

/** The errors inside the one branch whose form the value has, else one error of the whole. */
function errorsOfUnion({ path, message, errors }: z.core.$ZodIssueInvalidUnion, source: Source): FieldError[] {
  const [branch, ...others] = errors.filter((issues) => issues.every((issue) => issue.path.length > 0));
  if (branch === undefined || others.length > 0) return [errorAt(path, message, source)];
  return branch.flatMap((issue) => errorsOf({ ...issue, path: [...path, ...issue.path] }, source));
}

function errorAt(path: readonly PropertyKey[], detail: string, source: Source): FieldError {
  if (source !== 'body') return { parameter: path.map(String).join('.'), detail };
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { pointer, detail };
}

/** What `RequestShape.check` needs besides the body. */
export interface Moment {
  readonly now: number;
  /** The guarded API's scopes. */
  readonly catalogue: readonly string[];
  readonly plans: DeploymentPlans | undefined;
}

const names = z.array(z.string());
const scopes = names.optional().catch(undefined);
const date = instant.optional().catch(undefined);
const plan = z.string().optional().catch(undefined);
const grant = z.object({ scopes, plan }).optional().catch(undefined);
const legible = z.object({
  scope: z
    .union([z.string(), z.object({ anyOf: names }), z.object({ allOf: names })])
    .optional()
    .catch(undefined),
  scopes,
  plan,
  grant,
  account: z.object({ grant }).optional().catch(undefined),
  expiresAt: date,
  notBefore: date,
});

/** The scopes and dates of a body that may have failed its schema. A member of the wrong type is undefined. */
export type LegibleBody = z.output<typeof legible>;

export const legibleBody = (given: unknown): LegibleBody => legible.catch({}).parse(given);
