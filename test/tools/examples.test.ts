/** Every operation of the OpenAPI document has whole examples, and each is valid by its schema. */
import Ajv2020 from 'ajv/dist/2020';
import document from '../../docs/openapi.json';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Content {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/,
  uri: true,
  'uri-reference': true,
} as const;
const ajv = new Ajv2020({ strict: false, formats });
ajv.addSchema(document, 'document');

const OPERATIONS = Object.values(document.paths).flatMap((item: object) =>
  Object.entries(item).flatMap(([name, operation]) => (name === 'parameters' ? [] : [operation as Operation])),
);
const resolved = (part: Content): Content =>
  part.$ref === undefined ? part : Object(document.components.responses)[part.$ref.split('/').at(-1) ?? ''];
const errorsOf = (schema: object, value: unknown): unknown => {
  const absolute: object = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  const validate = ajv.compile(absolute);
  return validate(value) ? [] : validate.errors;
};

/** Every body of a request or an answer, and what it has of examples. */
const BODIES = OPERATIONS.flatMap(({ operationId, requestBody, responses }) =>
  Object.entries({ ...(requestBody && { request: requestBody }), ...responses }).flatMap(([place, part]) =>
    Object.entries(resolved(part).content ?? {}).map(
      ([type, media]) => [operationId, `${place} ${type}`, media] as const,
    ),
  ),
);

test.each(BODIES)('%s: the examples of %s are valid by its schema', (_, place, { schema, example, examples }) => {
  const values = place.startsWith('request') ? [example] : Object.values(examples ?? {}).map(({ value }) => value);

  expect(values.length).toBeGreaterThan(0);
  expect(values.map((value) => errorsOf(schema, value))).toEqual(values.map(() => []));
});

/** The answers of which an actor may see the record or its state. */
const OR_STATE = BODIES.filter(([, , { examples }]) => examples !== undefined && 'state' in examples);

test.each(OR_STATE)('%s: an answer of %s is the whole record or its state alone', (_, __, { schema, examples }) => {
  const valueOf = (name: string) => Object.entries(Object(examples?.[name]?.value));
  const state = valueOf('state');
  const others = valueOf('whole').filter(([name]) => !state.some(([known]) => known === name));

  expect(others.length).toBeGreaterThan(5);
  for (const other of others) expect(errorsOf(schema, Object.fromEntries([...state, other]))).not.toEqual([]);
});
