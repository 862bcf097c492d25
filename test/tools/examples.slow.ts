/** Every operation of the OpenAPI document has whole examples, and each is valid by its schema. */
import document from '../../docs/openapi.json';
import { schemaErrors } from '../support/document-schemas';

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

const OPERATIONS = Object.values(document.paths).flatMap((item: object) =>
  Object.entries(item).flatMap(([name, operation]) => (name === 'parameters' ? [] : [operation as Operation])),
);
const resolved = (part: Content): Content =>
  part.$ref === undefined ? part : Object(document.components.responses)[part.$ref.split('/').at(-1) ?? ''];
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
  expect(values.map((value) => schemaErrors(schema, value))).toEqual(values.map(() => []));
});

/** The answers of which an actor may see the record or its state. */
const OR_STATE = BODIES.filter(([, , { examples }]) => examples !== undefined && 'state' in examples);

test.each(OR_STATE)('%s: an answer of %s is the whole record or its state alone', (_, __, { schema, examples }) => {
  const valueOf = (name: string) => Object.entries(Object(examples?.[name]?.value));
  const state = valueOf('state');
  const others = valueOf('whole').filter(([name]) => !state.some(([known]) => known === name));

  expect(others.length).toBeGreaterThan(5);
  for (const other of others) expect(schemaErrors(schema, Object.fromEntries([...state, other]))).not.toEqual([]);
});
