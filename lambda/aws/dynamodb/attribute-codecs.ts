/**
 * How values are stored, and what makes a stored one readable. Every attribute is a string or a number: conditions
 * compare them exactly, items stay small, and no number or depth of the caller's JSON can be one that DynamoDB
 * refuses. A value in another form is a fault of the table, never a value.
 */
import type { JsonObject } from '../../domain/model';
import { DependencyError, InvariantError } from '../../domain/outcome';

/** Stored values by attribute name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** One value's way into the table and out. */
export interface Form<T, Optional extends boolean = boolean> {
  readonly optional: Optional;
  write(value: T): unknown;
  /** Throws a `DependencyError` that names `place` when nothing written by this form looks so. */
  read(stored: unknown, place: string): T;
}

/** A form for every member; a new member of the model without one does not compile. */
type Fields<T> = {
  readonly [P in keyof T]-?: undefined extends T[P] ? Form<Exclude<T[P], undefined>, true> : Form<T[P], false>;
};

/** An object's form: the form of each of its members. */
export interface Shape<T> extends Form<T, false> {
  readonly fields: Readonly<Record<string, Form<unknown> | undefined>>;
  write(value: T): Attributes;
}

const malformed = (place: string, cause?: unknown): DependencyError =>
  new DependencyError('table', `${place} is stored in no known form`, { cause });

export const optional = <T>(form: Form<T, false>): Form<T, true> => ({ ...form, optional: true });

function scalar<T>(isOne: (stored: unknown) => stored is T): Form<T, false> {
  return {
    optional: false,
    write: (value) => value,
    read: (stored, place) => {
      if (isOne(stored)) return stored;
      throw malformed(place);
    },
  };
}

export const text = scalar((stored): stored is string => typeof stored === 'string');
export const number = scalar((stored): stored is number => Number.isSafeInteger(stored));
export const oneOf = <const T extends string>(...values: readonly T[]): Form<T, false> =>
  scalar((stored): stored is T => (values as readonly unknown[]).includes(stored));

/** Entries without spaces: scopes, networks. */
export const words: Form<readonly string[], false> = {
  optional: false,
  write: (list) => {
    if (list.some((word) => word === '' || word.includes(' '))) throw new InvariantError('A list entry is no word');
    return list.join(' ');
  },
  read: (stored, place) => {
    const joined = text.read(stored, place);
    return joined === '' ? [] : joined.split(' ');
  },
};

function json<T>(isOne: (value: unknown) => value is T): Form<T, false> {
  return {
    optional: false,
    write: (value) => JSON.stringify(value),
    read: (stored, place) => {
      const value = parse(text.read(stored, place), place);
      if (isOne(value)) return value;
      throw malformed(place);
    },
  };
}

function parse(stored: string, place: string): unknown {
  try {
    return JSON.parse(stored);
  } catch (error) {
    throw malformed(place, error);
  }
}

const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const jsonObject = json((value): value is JsonObject => isObject(value));
export const texts = json(
  (value): value is readonly string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
);

export function shape<T extends object>(forms: Fields<T>): Shape<T> {
  const fields = forms as Readonly<Record<string, Form<unknown>>>;
  return {
    fields,
    optional: false,
    write: (value) =>
      Object.fromEntries(
        Object.entries(fields).flatMap(([name, form]) => {
          const member: unknown = value[name as keyof T];
          return member === undefined ? [] : [[name, form.write(member)]];
        }),
      ),
    read: (stored, place) => {
      if (!isObject(stored)) throw malformed(place);
      const members = Object.entries(fields).flatMap(([name, form]) =>
        stored[name] === undefined && form.optional ? [] : [[name, form.read(stored[name], `${place}.${name}`)]],
      );
      return Object.fromEntries(members) as T;
    },
  };
}

/** An object as one text with its members always in the same order, so that equal objects are equal texts. */
export const nested = <T extends object>(inner: Shape<T>): Form<T, false> => ({
  optional: false,
  write: (value) => JSON.stringify(inner.write(value)),
  read: (stored, place) => inner.read(parse(text.read(stored, place), place), place),
});

/** The form of that member; whoever names one that is not in the model has a defect. */
export function fieldOf(fields: Shape<unknown>['fields'], name: string): Form<unknown> {
  const form = fields[name];
  if (form === undefined) throw new InvariantError(`No record has an attribute ${name} here`);
  return form;
}
