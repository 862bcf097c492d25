/** Builds JSON Schemas of requests and replies. */
import * as z from 'zod';

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
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: Schema, maxItems: number): Schema => ({ type: 'array', maxItems, items });
export const page = (name: string): Schema => object({ items: listOf(ref(name), 100), 'nextCursor?': nextCursor });
const nextCursor = {
  type: 'string',
  description: 'Absent on the last page. A page may be short and still have one.',
};

/** A record that comes with a secret: read later, in the first reply, and in a replay, which has no secret. */
export const withSecret = (name: string, members: Members, secret: Members): Members => ({
  [name]: object(members),
  [`${name}WithSecret`]: object({ ...members, ...secret }),
  [`${name}Replayed`]: object({ ...members, ...replayed }),
});
export const replayed: Members = {
  secretShown: { type: 'boolean', const: false },
  detail: { type: 'string', description: 'How to get a new secret.' },
};

export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const text = (maxLength: number): Schema => ({ type: 'string', maxLength });

/** A body as callers send it: before defaults and transforms. */
export function requestSchema(body: z.ZodType): Schema {
  const schema = z.toJSONSchema(body, { io: 'input' });
  delete schema.$schema;
  return schema;
}
