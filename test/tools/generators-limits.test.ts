/**
 * What generators of clients cannot read is not in the OpenAPI document. `npm run test:generators` tries the document
 * with several of them; these tests say in a second why one would fail.
 */
import document from '../../docs/openapi.json';

type Json = Readonly<Record<string, unknown>>;

/** Every object of the document with its place, but for examples, and for `not`, which generators pass over. */
function* objectsIn(value: unknown, place = ''): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Json];
  for (const [name, member] of Object.entries(value))
    if (!['example', 'examples', 'not'].includes(name)) yield* objectsIn(member, `${place}/${name}`);
}
const OBJECTS = [...objectsIn(document)];
/** A property may have the name of a keyword, as `anyOf` of a scope rule has. */
const SCHEMAS = OBJECTS.filter(([place]) => !place.endsWith('/properties'));
const having = (keyword: string) => SCHEMAS.filter(([, schema]) => keyword in schema);

test('every pattern is anchored, and is read alike by ECMAScript, Python, Java and Go', () => {
  const patterns = having('pattern').map(([, { pattern }]) => String(pattern));

  expect(patterns.length).toBeGreaterThan(30);
  expect(patterns.filter((pattern) => !/^\^.*\$$/.test(pattern))).toEqual([]);
  expect(patterns.filter((pattern) => /\\[pPu]|\(\?[=!<]/.test(pattern))).toEqual([]);
  // In Python these classes have the digits, letters and spaces of all scripts.
  expect(patterns.filter((pattern) => /\\[dDsSwWbB]/.test(pattern))).toEqual([]);
});

test('no const is a boolean: generators make a type of it that no value has', () => {
  expect(having('const').filter(([, schema]) => typeof schema['const'] !== 'string')).toEqual([]);
});

test('alternatives differ in their JSON type, so that nothing must be tried', () => {
  expect(having('oneOf')).toEqual([]);
  const types = having('anyOf').map(([, { anyOf }]) => (anyOf as Json[]).map(({ type }) => type));
  expect(types.filter((some) => new Set(some).size < some.length)).toEqual([]);
});

test('no schema has the name of the security scheme, or of a class that every client has', () => {
  const names = Object.keys(document.components.schemas).map((name) => name.toLowerCase());
  const taken = ['client', 'configuration', 'response', ...Object.keys(document.components.securitySchemes)];

  expect(names.filter((name) => taken.map((other) => other.toLowerCase()).includes(name))).toEqual([]);
});

test('the value `client` of an enum has another name in code', () => {
  const unnamed = having('enum').filter(
    ([, schema]) => (schema['enum'] as unknown[]).includes('client') && !('x-enum-varnames' in schema),
  );

  expect(unnamed).toEqual([]);
});

test('all successes of an operation have one schema: generators give a call the type of the first', () => {
  const several = OBJECTS.filter(([place]) => place.endsWith('/responses')).filter(([, responses]) => {
    const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
    const schemas = successes.map(([, answer]) =>
      JSON.stringify([...objectsIn(answer)].find(([at]) => at.endsWith('/schema'))),
    );
    return new Set(schemas).size > 1;
  });

  expect(several).toEqual([]);
});
