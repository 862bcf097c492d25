import { readFileSync } from 'node:fs';
import { RECORD_BYTES_MAX } from '../../lambda/engine/validation';
import { MANAGEMENT_SCOPES } from '../../lambda/domain/policy';
import { PROBLEMS } from '../../lambda/http/problems';
import { ROUTES } from '../support/endpoints';
import { OPENAPI_FILE, openApiText } from '../../tools/openapi';

const document = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'));

it('the committed document is the one that routes, schemas and problems make (npm run openapi)', () => {
  expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(openApiText());
});

it('every route is described, and nothing else', () => {
  const described = Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((name) => name !== 'parameters')
      .map((method) => `${method.toUpperCase()} ${path}`),
  );

  expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

it.each(ROUTES.map(({ method, path, scopes, people }) => [method, path, { scopes, people }] as const))(
  '%s %s names the scopes of which one is needed, and whether people may call it',
  (method, path, { scopes, people }) => {
    const { security } = document.paths[path][method.toLowerCase()];
    const machines = scopes === 'open' ? [] : scopes.map((scope) => ({ operatorToken: [scope] }));

    expect(security).toEqual([...machines, ...(people === undefined ? [] : [{ personToken: ['portal'] }])]);
  },
);

it.each(ROUTES.map(({ method, path, shape }) => [method, path, shape.idempotent === true] as const))(
  '%s %s names the Idempotency-Key if it takes one: %s',
  (method, path, taken) => {
    const { parameters = [] } = document.paths[path][method.toLowerCase()];
    const names = parameters.map(({ $ref }: { $ref?: string }) => $ref);

    expect(names.includes('#/components/parameters/IdempotencyKey')).toBe(taken);
  },
);

it('a reply may be a state alone exactly where a caller may not be allowed to read the record', () => {
  const told = ROUTES.filter(({ method, path }) => {
    const { responses } = document.paths[path][method.toLowerCase()];
    return JSON.stringify(responses['200'] ?? {}).includes('OrState');
  });

  expect(told.map(({ id }) => id).sort()).toEqual([
    ...['endGrace', 'revokeAll', 'revokeClient', 'revokeKey', 'revokeKeys', 'revokeTokens'],
    ...['suspendAccount', 'suspendClient', 'suspendKey'],
  ]);
});

it.each([
  ['If-Match', 'components.parameters.IfMatch', 'repeated request whose first answer was lost'],
  ['Idempotency-Key', 'components.parameters.IdempotencyKey', 'may take effect twice'],
])('%s says what becomes of a repeated request', (_, place, words) => {
  const { description } = place.split('.').reduce((value, name) => value[name], document);

  expect(description).toContain(words);
});

it.each(ROUTES.filter(({ method }) => method === 'DELETE').map(({ path }) => path))(
  'DELETE %s says what becomes of a repeated request',
  (path) => {
    expect(document.paths[path].delete.description).toMatch(/first answer was lost is 404\./);
  },
);

it.each([
  ['IssueKey', 'label', { minLength: 1, maxLength: 80 }],
  ['IssueKey', 'scopes', { maxItems: 50 }],
  ['IssueKey', 'tags', { maxItems: 10 }],
  ['IssueKey', 'networks', { maxItems: 50 }],
  ['IssueKey', 'description', { maxLength: 500 }],
  ['CreateAccount', 'externalId', { minLength: 1, maxLength: 128 }],
  ['UpdateKey', 'metadata', { description: expect.stringContaining('replaces the whole value') }],
  ['UpdateAccount', 'metadata', { description: expect.stringContaining('replaces the whole value') }],
  ['IssueClient', 'tokenLifetimeMinutes', { minimum: 5, maximum: 1_440, default: 60 }],
  ['IssueClient', 'scopes', { maxItems: 50 }],
  ['UpdateClient', 'tokenLifetimeMinutes', { minimum: 5, maximum: 1_440 }],
  ['IssueOperator', 'scopes', { items: { enum: Object.keys(MANAGEMENT_SCOPES) } }],
  ['RotateKey', 'graceSeconds', { minimum: 0, maximum: 604_800, default: 86_400 }],
])('%s states the limits of %s', (schema, member, limits) => {
  expect(document.components.schemas[schema].properties[member]).toMatchObject(limits);
});

it.each(['CreateAccount', 'UpdateAccount', 'IssueKey', 'UpdateKey', 'IssueClient', 'AdoptClient'])(
  '%s states how large the record may grow',
  (schema) => {
    expect(document.components.schemas[schema].description).toContain(`${RECORD_BYTES_MAX} bytes`);
  },
);

it('every problem is one that some route can answer with, but for what no route of this API answers', () => {
  const told = Object.values<{ content: object }>(document.components.responses).flatMap(({ content }) =>
    Object.values(content).flatMap(({ examples }) => Object.keys(examples)),
  );

  const ofItems = ['key-already-imported'];
  const ofTheGateway = ['network-not-allowed', 'quota-exceeded', 'route-not-found'];
  expect([...new Set(told), ...ofItems, ...ofTheGateway].sort()).toEqual(Object.keys(PROBLEMS).sort());
});

it('an answer names each of its problems once, also one that its endpoint shares with every other', () => {
  const named = Object.keys(document.components.responses).map((name) => name.split('_or_'));

  expect(named.filter((codes) => new Set(codes).size < codes.length)).toEqual([]);
});
