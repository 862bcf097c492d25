/** Builds JSON Schemas of requests and replies. */
import * as z from 'zod';
import { CURSOR_FORM } from '../../lambda/management/wire/cursor';

export type Schema = Readonly<Record<string, unknown>>;
/** A schema for each member of an object. As in TypeScript, a name that ends with `?` may be absent. */
export type Members = Readonly<Record<string, Schema>>;

export function object(members: Members): Schema {
  const required = Object.entries(members).filter(([name]) => !name.endsWith('?'));
  const optional = Object.entries(members).flatMap(([name, schema]) =>
    name.endsWith('?') ? [[name.slice(0, -1), schema] as const] : [],
  );
  return {
    type: 'object',
    additionalProperties: false,
    required: required.map(([name]) => name),
    properties: Object.fromEntries([...required, ...optional]),
  };
}
/** The same members, none of them required. */
export const optional = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace(/\??$/, '?'), schema]));
/** An object that has so many of its members. Generators of clients cannot tell apart several objects in a `oneOf`. */
export const exactly = (count: number, members: Members): Schema => ({
  ...object(members),
  minProperties: count,
  maxProperties: count,
});

const STATE = ['id', 'status', 'version'];
/** A record, or its state alone. */
export function orState(members: Members): Schema {
  const state = Object.entries(members).filter(([name]) => STATE.includes(name));
  const others = Object.entries(members).filter(([name]) => !STATE.includes(name));
  const always = others.map(([name]) => name).filter((name) => !name.endsWith('?'));
  // Any of the other members needs `createdAt`, and `createdAt` all that a whole record has.
  const needs = others.map(([name]) => [name.replace(/\?$/, ''), ['createdAt']] as const);
  return {
    ...object({ ...Object.fromEntries(state), ...optional(Object.fromEntries(others)) }),
    dependentRequired: { ...Object.fromEntries(needs), createdAt: always },
    description:
      'The record; or `id`, `status` and `version` alone, for an actor that may suspend or revoke the record, but holds ' +
      'neither the `read:` nor the `write:` scope of its kind.',
  };
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: Schema, maxItems: number): Schema => ({ type: 'array', maxItems, items });
export const page = (name: string, more: Members = {}): Schema =>
  object({ items: listOf(ref(name), 100), 'nextCursor?': nextCursor, ...more });
const nextCursor = {
  type: 'string',
  pattern: CURSOR_FORM.source,
  description: 'Absent on the last page. A page may be short and still have one.',
};

/**
 * A record that comes with a secret: read later, and as the answers of its issue, the first and a replay. Both answers
 * have one schema: for several schemas of success, generators of clients take the first and lose what it does not name.
 */
export const withSecret = (
  name: string,
  issuedName: string,
  { members, secret }: Record<'members' | 'secret', Members>,
): Members => ({
  [name]: object(members),
  [issuedName]: {
    ...object({ ...members, ...optional({ ...secret, ...REPLAYED }) }),
    dependentRequired: { secretShown: ['detail'], detail: ['secretShown'] },
    description: `With ${Object.keys(secret)
      .map((member) => `\`${member}\``)
      .join()} when the secret was made; a replay has \`secretShown\` and \`detail\` instead.`,
  },
});
const REPLAYED: Members = {
  secretShown: { type: 'boolean', description: '`false`: only the first answer had the secret.' },
  detail: { type: 'string', description: 'How to get a new secret.' },
};

export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const text = (maxLength: number): Schema => ({ type: 'string', maxLength });

/** A request's part as callers send it: before defaults and transforms. */
export function requestSchema(part: z.ZodType) {
  const schema = z.toJSONSchema(part, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.anyOf !== undefined) jsonSchema.anyOf = forGenerators(jsonSchema.anyOf);
    },
  });
  delete schema.$schema;
  return schema;
}

type Alternatives = z.core.JSONSchema.BaseSchema[];

/**
 * Alternatives that are objects of one member each become one object of which one member must be there: generators of
 * clients tell alternatives apart by their type alone.
 */
function forGenerators(alternatives: Alternatives): Alternatives {
  const objects = alternatives.filter((schema) => schema.type === 'object');
  if (objects.length < 2) return alternatives;
  const properties = Object.fromEntries(objects.flatMap((schema) => Object.entries(schema.properties ?? {})));
  if (objects.some(({ required }) => required?.length !== 1) || Object.keys(properties).length !== objects.length)
    throw new Error('tools/openapi joins only objects of one member each');
  const joined = {
    type: 'object',
    properties,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  } as const;
  return [...alternatives.filter((schema) => schema.type !== 'object'), joined];
}

export const time: Schema = { type: 'string', format: 'date-time', description: 'RFC 3339 in UTC.' };
