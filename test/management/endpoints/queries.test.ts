/**
 * The OpenAPI document says of every parameter of a list what the server says: a value that a JSON Schema validator
 * takes, the endpoint takes too, and the other way round.
 */
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import document from '../../../docs/openapi.json';
import { checkSchema } from '../../../lambda/management/wire/field-errors';
import { REQUEST_HEADERS } from '../../../lambda/management/wire/read-request';
import { ROUTES } from '../../support/endpoints';
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, presentedKey } from '../../support/records';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string; readonly [keyword: string]: unknown };
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
/** The parameters of each list, without `cursor`: whether there is such a page, its reader knows. */
const PARAMETERS = ROUTES.flatMap(({ method, path, shape, route }) => {
  const { parameters = [] } = Object(document.paths)[path][method.toLowerCase()] as { parameters?: Parameter[] };
  const filters = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'cursor');
  return filters.map((parameter) => [route, parameter.name, { schema: parameter.schema, query: shape.query }] as const);
});

const CHARACTERS = [
  ...Array.from('aZ09 -:.+Tt\t\n\u00a0\u0085\u200b\u202e\u0301é😀'),
  ...['\r\n', 'active', 'revoked', 'key.issued', '2027-01-01', 'T00:00:00', '.123456789', '+01:30', presentedKey()],
];
const GOOD = [
  'active',
  'revoked',
  'suspended',
  'key.issued',
  'operator.issued',
  '2027-01-01',
  '2027-01-01T00:00:00Z',
  'Nightly',
];
const texts = fc.oneof(
  fc.constantFrom(...GOOD, ...GOOD.map((value) => value.slice(1)), ...GOOD.map((value) => `${value} `)),
  fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.constantFrom(64, 65, 80, 81, 128, 129).map((length) => '🌙'.repeat(length)),
);
/** As a client writes numbers. */
const numbers = fc.integer({ min: -1, max: 102 });

test.each(PARAMETERS)('%s takes of %s what the document says', (_, name, { schema, query }) => {
  const documented = ajv.compile(schema);
  const seen = new Set<boolean>();

  fc.assert(
    fc.property(schema.type === 'integer' ? numbers : texts, (value) => {
      const taken = checkSchema(query, { [name]: String(value) }, 'query').ok;
      seen.add(taken);
      expect({ value, valid: documented(value) }).toEqual({ value, valid: taken });
    }),
    { numRuns: 500, seed: 20 },
  );

  expect(seen.size).toBe(2);
});

describe('a cursor', () => {
  const { schema } = document.paths['/accounts/{accountId}/keys'].get.parameters.find(
    ({ name }) => name === 'cursor',
  ) as Parameter;
  const documented = ajv.compile(schema);

  test.each(['', 'x', '!'.repeat(40), 'A'.repeat(216), 'A'.repeat(40)])('%j is no page of any list', async (cursor) => {
    const { send } = deployment(account());

    const { status } = await send(`GET /accounts/${ACCOUNT_ID}/keys`, { query: { cursor } });

    expect(status).toBe(400);
    expect(documented(cursor)).toBe(cursor === 'A'.repeat(40));
  });

  test('that a page holds is one by the document', async () => {
    const keys = ['1', '2'].map((last) => apiKey({ keyId: `${ACCOUNT_ID}Key0000${last}` }));
    const { send } = deployment(account(), ...keys);

    const { body } = await send(`GET /accounts/${ACCOUNT_ID}/keys`, { query: { limit: '1' } });

    expect(documented(body.nextCursor)).toBe(true);
  });

  test.each(Object.entries(document.components.schemas).filter(([name]) => name.endsWith('Page')))(
    'of %s has the form that the parameter has',
    (_, page) => {
      expect(page).toMatchObject({ properties: { nextCursor: { pattern: schema['pattern'] } } });
    },
  );
});

test.each(Object.entries(REQUEST_HEADERS))('the header %s has the form that the server asks for', (name, form) => {
  const parameters = Object.values(document.components.parameters);

  expect(parameters.find((parameter) => parameter.name === name)?.schema).toMatchObject({
    pattern: form.source.replaceAll('\\/', '/'),
  });
});

/** Filters that compare in another way than `equal`, with the field that they compare. */
const COMPARISONS: Readonly<Record<string, string>> = {
  since: 'at',
  expiresBefore: 'expiresAt',
  unusedSince: 'lastUsedAt',
  tag: 'tags',
  // A client has no plan of its own: its account's decides.
  'GET /clients plan': 'accountId',
};

test.each(PARAMETERS.filter(([, name]) => name !== 'limit'))(
  '%s filters by %s, a field of its items',
  (route, name) => {
    const [method = '', path = ''] = route.split(' ');
    const { schema } = Object(document.paths)[path][method.toLowerCase()].responses['200'].content['application/json'];
    const schemas: Readonly<Record<string, { properties?: object }>> = document.components.schemas;
    const pageName = String(schema.$ref).split('/').at(-1) ?? '';
    const fields = Object.keys(schemas[pageName.replace(/Page$/, '')]?.properties ?? {});

    expect(fields).toContain(COMPARISONS[`${route} ${name}`] ?? COMPARISONS[name] ?? name);
  },
);
