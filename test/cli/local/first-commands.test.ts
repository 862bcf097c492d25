/** The three commands fit the app: they need what its routes need, and each is one line that bash can parse. */
import { spawnSync } from 'node:child_process';
import { firstCommands } from '../../../cli/local/first-commands';
import type { GuardedRoute } from '../../../cli/local/guarded-routes';
import { FACTS } from './facts';

const BODY = { type: 'object', required: ['text'], properties: { text: { type: 'string', enum: ["it's"] } } };

const route = (text: string, door: GuardedRoute['door'] = 'any', bodySchema?: object): GuardedRoute => {
  const [method = '', path = ''] = text.split(' ');
  return { method, path, door, scope: 'read:orders', bodySchema };
};
const linesOf = (...routes: GuardedRoute[]): (string | undefined)[] =>
  firstCommands(FACTS, routes).map(({ line }) => line);
const byKey = (...routes: GuardedRoute[]): string | undefined => linesOf(...routes)[0];

const KEY = `curl -sS --fail-with-body -H 'Authorization: Bearer sp_live_key'`;
const tokenOf = (client: string): string =>
  `TOKEN=$(curl -sSf -u ${client} -d grant_type=client_credentials http://127.0.0.1:3002/oauth2/token` +
  ` | node -p 'JSON.parse(fs.readFileSync(0)).access_token') && curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN"`;

test('call no route that needs a native key besides', () => {
  expect(byKey({ ...route('GET /a'), nativeKey: true }, route('GET /b/{id}'))).toBe(
    `${KEY} http://127.0.0.1:3000/prod/b/1`,
  );
});

test('are a call with the key, one with a token, and the list of keys as operator', () => {
  expect(linesOf(route('GET /orders'))).toEqual([
    `${KEY} http://127.0.0.1:3000/prod/orders`,
    `${tokenOf('client:secret-c')} http://127.0.0.1:3000/prod/orders`,
    `${tokenOf('operator:secret-o')} http://127.0.0.1:3001/v1/accounts/0123456789/keys`,
  ]);
});

test.each([
  ['GET /', '/'],
  ['ANY /orders', '/orders'],
  ['GET /orders/{id}/lines/{line}', '/orders/1/lines/1'],
  ['GET /{proxy+}', '/1'],
  ['GET /a&b', `/a&b'`],
])('a route %s is called at %s', (text, path) => {
  const quote = path.endsWith("'") ? "'" : '';

  expect(byKey(route(text))).toBe(`${KEY} ${quote}http://127.0.0.1:3000/prod${path}`);
});

test.each([
  ['POST', undefined, `-H 'Content-Type: application/json' -d '{}' `],
  ['POST', BODY, String.raw`-H 'Content-Type: application/json' -d '{"text":"it'\''s"}' `],
  ['PUT', undefined, `-X PUT -H 'Content-Type: application/json' -d '{}' `],
  ['PATCH', undefined, `-X PATCH -H 'Content-Type: application/json' -d '{}' `],
  ['DELETE', undefined, '-X DELETE '],
  ['HEAD', undefined, '-I '],
])('a method %s with the model %j gets what it needs', (method, schema, options) => {
  expect(byKey(route(`${method} /orders`, 'any', schema))).toBe(`${KEY} ${options}http://127.0.0.1:3000/prod/orders`);
});

test.each([
  [['POST /orders', 'GET /orders/{id}', 'GET /reports'], '/reports'],
  [['GET /orders/{id}', 'POST /orders'], '/orders'],
  [['DELETE /orders', 'GET /orders/{id}'], '/orders/1'],
  [['DELETE /orders/{id}', 'POST /orders/{id}'], '/orders/1'],
])('of %j the route is called that needs least: %s', (routes, path) => {
  expect(byKey(...routes.map((text) => route(text)))).toMatch(new RegExp(`/prod${path}$`));
});

test('each credential is shown at a door that takes it', () => {
  const routes = [
    route('GET /t', 'token'),
    route('GET /k', 'key'),
    route('GET /c', 'cognito'),
    route('GET /o', 'open'),
  ];

  expect(linesOf(...routes).map((line) => /\/(?:prod|v1)\/(\w+)/.exec(line ?? '')?.[1])).toEqual([
    'k',
    't',
    'accounts',
  ]);
});

test('an API with cognito doors alone is called by the first-party client', () => {
  const [key, token] = firstCommands(FACTS, [route('GET /c', 'cognito')]);

  expect(key).toEqual({ what: 'No route of this API takes an API key: no door is any or key' });
  expect(token?.what).toBe('GET /c with an access token of the first-party client');
  expect(token?.line).toBe(`${tokenOf('ours:secret-f')} http://127.0.0.1:3000/prod/c`);
});

test('says so when no route takes a token of a seeded client', () => {
  const [, token] = firstCommands({ ...FACTS, firstParty: undefined }, [route('GET /c', 'cognito')]);

  expect(token).toEqual({ what: 'No route of this API takes an access token of a client that is seeded' });
});

test.each(['GET /orders', 'POST /orders/{id}', 'PUT /{proxy+}'])(
  'for %s each is one line that bash can parse',
  (text) => {
    for (const line of linesOf(route(text, 'any', BODY))) {
      expect(spawnSync('bash', ['-n', '-c', line ?? '(']).status).toBe(0);
      expect(line).not.toContain('\n');
      expect(line).not.toMatch(/\b(?:sed|jq)\b/);
    }
  },
);
