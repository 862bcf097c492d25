/**
 * The OpenAPI document says of every body what the server says: a body that a JSON Schema validator takes, the endpoint
 * takes too, and the other way round. Bodies are made from the document's own schemas, near the limits of each member.
 */
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { checkSchema } from '../../../lambda/management/wire/field-errors';
import { noBody } from '../../../lambda/management/wire/request-shape';
import { openApiDocument } from '../../../tools/openapi/document';
import { type Route, ROUTES } from '../../support/endpoints';
import { presentedKey } from '../../support/records';

/** A JSON Schema as the document has them. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the document is read by its paths
const document: any = openApiDocument('0.0.0');
const ajv = new Ajv2020({ strict: false, validateFormats: false });

const WITH_BODY = ROUTES.filter(({ shape }) => !Object.is(shape.body, noBody));
/** The schema of the body, in which each member has an example: its own, or that of the route's whole example. */
const schemaOf = ({ path, method }: Route): Schema => {
  const { schema, example } = document.paths[path][method.toLowerCase()].requestBody.content['application/json'];
  const named: Schema = document.components.schemas[schema.$ref.split('/').at(-1)];
  const members = Object.entries(named.properties ?? {}).map(([name, member]) => {
    const examples = member.examples ?? (name in example ? [example[name]] : undefined);
    return [name, examples === undefined ? member : { ...member, examples }] as const;
  });
  return { ...named, properties: Object.fromEntries(members) };
};

/** Pieces of texts: each class of character that some rule names, and what is near it. */
const PIECES = [
  ...[
    'a',
    'Z',
    '7',
    '-',
    '_',
    ':',
    '/',
    '"',
    '\\',
    'é',
    'ß',
    'ナ',
    'ש',
    '😀',
    '❤️',
    '👩‍👩‍👧',
    'read:orders',
    'sp_live_',
  ],
  ...[' ', '\u00a0', '\u3000', '\t', '\n', '\r', '\r\n', '\v', '\u0085', '\u2028', '\u2029', '\u0000', '\u007f'],
  ...['\u200b', '\u200c', '\u200d', '\u200e', '\u2060', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u061c', '\u{e0041}'],
  ...['\u0301', '\ufe0f', '\u3164', '\u2800', '\u115f', '\uffa0', '\ud83d', '\ude00', '\u{1fae9}', '\u0378', '\ue000'],
  presentedKey(),
];
const OTHERS = [null, true, false, 0, -1, 1.5, 1e21, '', ' ', 'x', [], {}, ['x'], [null], { x: 1 }];

/** Texts of the forms that patterns have: addresses, networks, scopes, keys, dates. */
const FORMS = [
  ...['0.0.0.0', '255.255.255.255', '::', '::1', '1::', '1:2:3:4:5:6:7:8', '1::3:4:5:6:7:8', '::ffff:192.0.2.7'],
  ...['1:2:3:4:5:6:192.0.2.7', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '2001:db8::a:b'],
  ...['0.0.0.0/0', '10.0.0.0/8', '192.0.2.7/32', '::/0', '::1/128', '2001:db8::/32', '::ffff:10.0.0.0/104'],
  ...['read:*', 'a:b', presentedKey(), '2027-01-01T00:00:00.123456789+23:59'],
];
const MISTAKES = Array.from('0123456789aF:./+-_Zz ~"\\*');
const INSTANTS = ['2027-01-01t00:00:00.5+01:30', '2027-13-01T00:00:00Z', '2027-01-01', 'tomorrow'];

/** Values that are good by the schema, some at its limits. */
function goodOf(schema: Schema): fc.Arbitrary<unknown> {
  const { properties, minimum = 0, maximum = 9, examples = ['x', 'Nightly export'] } = schema;
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(goodOf));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.type === 'string') return fc.constantFrom(...examples);
  if (schema.type === 'integer') return fc.constantFrom(minimum, maximum);
  if (schema.type === 'array') return fc.constantFrom(...(schema.examples ?? [[]]));
  if (schema.type === 'null') return fc.constant(null);
  if (properties === undefined) return fc.constantFrom({}, { a: [1, null], b: { c: 'x' } });
  const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, goodOf(member)]));
  return fc.record(members, { requiredKeys: [...(schema.required ?? [])] });
}

/** Any value, but most of them near what the schema is about. */
const near = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: nearOf(schema) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(...OTHERS) });

function nearOf(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = 9, maxItems = 5, items = {}, properties } = schema;
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(near));
  if (schema.type === 'string') return textsNear(schema);
  if (schema.type === 'integer')
    return fc.constantFrom(minimum - 1, minimum + 0.5, minimum + 1, maximum + 1, String(minimum));
  if (schema.type === 'array')
    return fc.oneof(
      fc.array(near(items), { maxLength: 3 }),
      fc.tuple(goodOf(items), fc.constantFrom(maxItems, maxItems + 1)).map(([item, count]) => Array(count).fill(item)),
    );
  return properties === undefined ? goodOf(schema) : bodiesNear(schema);
}

function textsNear({ minLength = 0, maxLength = 8, examples = [] }: Schema): fc.Arbitrary<unknown> {
  const lengths = [minLength - 1, minLength, maxLength, maxLength + 1].filter((length) => length >= 0);
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((pieces) => pieces.join('')) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom('a', 'é', '🌙'), fc.constantFrom(...lengths)).map(repeated) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 2, arbitrary: fc.constantFrom(...INSTANTS, ...examples, presentedKey(), `was ${presentedKey()}`) },
    { weight: 6, arbitrary: fc.constantFrom(...texts(examples), ...FORMS).chain(misspelled) },
  );
}
const texts = (values: readonly unknown[]) => values.filter((value) => typeof value === 'string');
/** The text with one character taken away, put in or replaced. */
const misspelled = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(text.length), fc.constantFrom(0, 1), fc.constantFrom('', ...MISTAKES))
    .map(([at, removed, character]) => text.slice(0, at) + character + text.slice(at + removed));
const repeated = ([character, times]: [string, number]): string => character.repeat(times);

/** A good object, of which up to two members are replaced or taken away, or which has a member too many. */
function bodiesNear(schema: Schema): fc.Arbitrary<unknown> {
  const members = Object.entries(schema.properties ?? {});
  const replaced = members.map(([name, member]) =>
    fc.record({ [name]: fc.oneof(near(member), fc.constant(undefined)) }),
  );
  const tooMany = fc.constantFrom({ extra: 1 }, { toString: 1 }, { '': null });
  const change = fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...replaced, fc.constant({})) },
    { weight: 1, arbitrary: tooMany },
  );
  return fc
    .tuple(goodOf({ ...schema, type: 'object' }), fc.array(change, { maxLength: 2 }))
    .map(([good, changes]) => Object.assign({}, good, ...changes) as unknown);
}

describe.each(WITH_BODY.map((route) => [route.route, route] as const))('the body of %s', (_, route) => {
  const schema = schemaOf(route);
  const documented = ajv.compile(schema);
  const errorsOf = (body: unknown) => {
    const result = checkSchema(route.shape.body, body, 'body');
    return result.ok ? [] : result.errors;
  };
  const isTaken = (body: unknown): boolean => errorsOf(body).length === 0;
  /** Bits behind a prefix: see below. */
  const isSaidInWords = (body: unknown): boolean => errorsOf(body).every(({ detail }) => /^Has bits set/.test(detail));

  it('is taken by the server if and only if it is valid by the document', () => {
    const seen = { taken: 0, refused: 0 };

    fc.assert(
      fc.property(near(schema), (given) => {
        const body: unknown = JSON.parse(JSON.stringify(given));
        const taken = isTaken(body) || isSaidInWords(body);
        seen[taken ? 'taken' : 'refused'] += 1;
        if (documented(body) !== taken) expect({ body, valid: !taken }).toEqual({ body, valid: taken });
      }),
      { numRuns: 1_000, seed: 20 },
    );

    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(30);
  });
});

describe('what no JSON Schema can say is said in words, and refused by the server:', () => {
  const issueKey = ROUTES.find(({ id }) => id === 'issueKey') as Route;
  const good = { label: 'x', scopes: [] };
  const { properties = {} } = schemaOf(issueKey);

  it.each<[string, { readonly words: string; readonly [member: string]: unknown }]>([
    ['a bit behind the prefix', { networks: ['192.0.2.1/24'], words: 'no bit set behind its prefix' }],
    ['a day that does not exist', { expiresAt: '2027-02-30T00:00:00Z', words: 'The day must exist' }],
    ['a year after 9999 in UTC', { expiresAt: '9999-12-31T23:59:59-00:01', words: 'in a year up to 9999 in UTC' }],
    ['more than 1 KB of metadata', { metadata: { a: 'x'.repeat(1_024) }, words: 'at most 1024 bytes' }],
    ['a key in metadata', { metadata: { a: presentedKey() }, words: 'without an API key' }],
    ['half a surrogate pair in metadata', { metadata: { a: '\ud83d' }, words: 'unpaired surrogates' }],
    ['a number that is not kept exactly', { metadata: { a: 2 ** 53 }, words: 'a double does not hold exactly' }],
  ])('%s', (_, { words, ...fields }) => {
    const body = { ...good, ...fields };
    const [name = ''] = Object.keys(fields);

    expect(ajv.compile(schemaOf(issueKey))(body)).toBe(true);
    expect(checkSchema(issueKey.shape.body, body, 'body').ok).toBe(false);
    expect(JSON.stringify(properties[name])).toContain(words);
  });
});

describe('a network is malformed by the document exactly where it is for the server', () => {
  const issueKey = ROUTES.find(({ id }) => id === 'issueKey') as Route;
  const documented = ajv.compile(schemaOf(issueKey));

  it.each([
    ...['0.0.0.0/32', '0.0.0.0/33', '0.0.0.0/00', '0.0.0.0/-1', '0.0.0.0/', '00.0.0.0/0', '256.0.0.0/32', '0.0.0/8'],
    ...['::/128', '::/129', '::/130', '::/200', '::/00', ':::/0', '::1::/128', '1:2:3:4:5:6:7:8::/128', ':1/128'],
    ...['1:2:3:4:5:6:7::/128', '1:2:3:4:5:6:7:8/128', '1:2:3:4:5:6:7/128', '::12345/128', '::g/128', '::1%1/128'],
    ...['::192.0.2.7/128', '1:2:3:4:5:6:192.0.2.7/128', '1:2:3:4:5:6:7:192.0.2.7/128', '192.0.2.7::/128'],
  ])('%s', (network) => {
    const body = { label: 'x', scopes: [], networks: [network] };

    expect(documented(body)).toBe(checkSchema(issueKey.shape.body, body, 'body').ok);
  });
});
