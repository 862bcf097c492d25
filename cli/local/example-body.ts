/** The smallest JSON value that a schema of an API Gateway model allows, for a command that shows how to call a route. */
import { isJsonObject, type JsonObject } from '../../local/json';

/** `{}` without a schema. Knows what models usually have: types, required members, enums and lower bounds. */
export function exampleBody(schema: unknown): unknown {
  if (!isJsonObject(schema)) return {};
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return 'x'.repeat(Math.max(1, Number(schema.minLength ?? 0)));
    case 'integer':
    case 'number':
      return Number(schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () => exampleBody(schema.items));
    default:
      return exampleObject(schema);
  }
}

function exampleObject({ properties, required }: JsonObject): object {
  const names = Array.isArray(required) ? required.map(String) : [];
  const known = isJsonObject(properties) ? properties : {};
  return Object.fromEntries(names.map((name) => [name, exampleBody(known[name])]));
}
