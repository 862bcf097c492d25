/** Says in words what a schema of the document asks of a value: its type, its limits, its members. */

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
}

/** A member or parameter: its name, its type, whether it must be there, what it means. */
export type SchemaRow = readonly [name: string, type: string, needed: string, meaning: string];

/** The members of an object, and behind each the members that it has itself. */
export function memberRows(schema: JsonSchema, before = ''): readonly SchemaRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = before + name;
    const inner = withoutNull(member).shown;
    const list = inner.items?.properties === undefined ? undefined : memberRows(inner.items, `${path}[].`);
    return [schemaRow(path, member, schema.required?.includes(name)), ...(list ?? memberRows(inner, `${path}.`))];
  });
}

export const schemaRow = (name: string, schema: JsonSchema, isNeeded = false): SchemaRow => [
  `\`${name}\``,
  typeOf(schema),
  isNeeded ? 'yes' : '',
  meaningOf(schema),
];

/** The schema that counts where a value may also be `null`, which removes a member. */
function withoutNull(schema: JsonSchema): { readonly shown: JsonSchema; readonly mayBeNull: boolean } {
  const [shown, ...others] = (schema.anyOf ?? [schema]).filter(({ type }) => type !== 'null');
  if (shown === undefined || others.length > 0) return { shown: schema, mayBeNull: false };
  return { shown, mayBeNull: schema.anyOf !== undefined };
}

function typeOf(schema: JsonSchema): string {
  const { shown, mayBeNull } = withoutNull(schema);
  return plainType(shown) + (mayBeNull ? ' or `null`' : '');
}

function plainType(schema: JsonSchema): string {
  const { type, format, items, anyOf } = schema;
  if (anyOf !== undefined) return [...new Set(anyOf.map(plainType))].join(' or ');
  if (type === 'array' && items !== undefined) return `list of ${plainType(items)}s`;
  if (format === 'date-time') return 'time';
  if (format === 'date') return 'day';
  if (type === undefined) throw new RangeError(`A schema has no type: ${JSON.stringify(schema)}`);
  return type;
}

function meaningOf(schema: JsonSchema): string {
  const { shown } = withoutNull(schema);
  const limits = limitsOf(shown);
  const words = schema.description ?? shown.description ?? '';
  return [words, limits && `${limits[0]?.toUpperCase()}${limits.slice(1)}.`, unsetOf(schema), exampleOf(schema, words)]
    .filter(Boolean)
    .join(' ');
}

function limitsOf({ items, ...schema }: JsonSchema): string {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  const values = schema.enum ?? items?.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  return [
    values && values.map((value) => `\`${value}\``).join(', '),
    range([minimum, maximum], ''),
    range([minLength, maxLength], ' characters'),
    range([minItems, maxItems], ' items'),
    items && range([items.minLength, items.maxLength], ' characters each'),
  ]
    .filter(Boolean)
    .join('; ');
}

function range([least, most]: readonly [number | undefined, number | undefined], unit: string): string {
  const text = (value: number): string => value.toLocaleString('en-US');
  if (most === undefined) return least === undefined ? '' : `at least ${text(least)}${unit}`;
  return least === undefined || (least === 0 && unit !== '')
    ? `at most ${text(most)}${unit}`
    : `${text(least)} to ${text(most)}${unit}`;
}

const unsetOf = ({ default: unset }: JsonSchema): string =>
  unset === undefined ? '' : `Without it: \`${JSON.stringify(unset).replaceAll('"', '')}\`.`;

/** Words say more than an example; a member without words has one. */
function exampleOf(schema: JsonSchema, words: string): string {
  const [example] = schema.examples ?? withoutNull(schema).shown.examples ?? [];
  return example === undefined || words !== '' ? '' : `For example \`${JSON.stringify(example)}\`.`;
}
