import { createHash } from 'node:crypto';
import { Token } from 'aws-cdk-lib';
import type { ScopeRule } from 'sallyport';
import fc from 'fast-check';
import { decodeRoutes, routeRule } from '../../../lambda/doors/authorizer/route-table';
import {
  encodeRoutes,
  ENVIRONMENT_LIMIT,
  routeTableErrors,
  type GuardedRoute,
} from '../../../lib/guarded-api/route-table';

const routes: readonly GuardedRoute[] = [
  { route: 'GET /orders', scope: 'read:orders', door: 'any' },
  { route: 'ANY /orders/{id}', scope: 'write:orders', door: 'key' },
  { route: 'GET /orders/{id}', scope: 'read:orders', door: 'token' },
  { route: 'GET /whoami', scope: null, door: 'any' },
];

test('the authorizer reads back every route’s scope and door', () => {
  const table = decodeRoutes(encodeRoutes(routes));

  for (const { route, scope, door } of routes) {
    const [method = '', resource = ''] = route.split(' ');
    expect(routeRule(table, method, resource)).toEqual({ scope, door });
  }
  expect(routeRule(table, 'DELETE', '/orders/{id}')).toEqual({ scope: 'write:orders', door: 'key' });
  expect(() => routeRule(table, 'GET', '/orders/{other}')).toThrow();
});

const CATALOGUE = ['read:orders', 'write:orders', 'admin:orders', 'read:bills'];
const several = fc.uniqueArray(fc.constantFrom(...CATALOGUE), { minLength: 2 });
const guarded: fc.Arbitrary<GuardedRoute> = fc.record({
  route: fc.integer({ min: 0, max: 10_000 }).map((at) => `GET /r${at}`),
  scope: fc.oneof<fc.Arbitrary<ScopeRule | null>[]>(
    fc.constantFrom(null, ...CATALOGUE),
    several.map((anyOf) => ({ anyOf })),
    several.map((allOf) => ({ allOf })),
  ),
  door: fc.constantFrom('any', 'key', 'token'),
});

test('the authorizer reads back every rule that protect takes, whatever stands beside it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(guarded, { selector: ({ route }) => route }), (made) => {
      const table = decodeRoutes(encodeRoutes(made));

      for (const { route, scope, door } of made)
        expect(routeRule(table, 'GET', route.replace('GET ', ''))).toEqual({ scope, door });
    }),
  );
});

const lengthOf = (made: readonly GuardedRoute[]): number => Buffer.from(encodeRoutes(made), 'base64').length;

test.each([['read:orders'], [{ anyOf: ['read:orders', 'write:orders'] }], [null]])(
  'one more route takes six bytes when its scope rule is there already: %j',
  (scope) => {
    const one: GuardedRoute = { route: 'GET /a', scope, door: 'any' };

    expect(lengthOf([one, { ...one, route: 'GET /b' }]) - lengthOf([one])).toBe(6);
  },
);

/** Each with a rule of its own, under names as short as they may be. */
function rulesOf(count: number): GuardedRoute[] {
  const names = Array.from({ length: 32 }, (_, at) => `a:${at.toString(32)}`);
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]));
  return pairs.slice(0, count).map((anyOf, at) => ({ route: `GET /${nameOf(at)}`, scope: { anyOf }, door: 'any' }));
}

test('more scope rules than a byte can number stop the synth, as a route would get the rule of another one', () => {
  const [error, ...others] = routeTableErrors(rulesOf(256), {});

  expect(decodeRoutes(encodeRoutes(rulesOf(255))).size).toBe(255);
  expect(routeTableErrors(rulesOf(255), {})).toEqual([]);
  expect(others).toEqual([]);
  expect(error).toMatch(/^256 protected routes have 256 different scope rules; allowed: 255\./);
});

test('a table that the authorizer would not inflate stops the synth, however well it is compressed', () => {
  const names = Array.from({ length: 50 }, (_, at) => `read:${'o'.repeat(56)}${at}`);
  const many = Array.from(
    { length: 30 },
    (_, at): GuardedRoute => ({ route: `GET /${nameOf(at)}`, scope: { anyOf: names.slice(at) }, door: 'any' }),
  );

  const [error, ...others] = routeTableErrors(many, {});

  expect(() => decodeRoutes(encodeRoutes(many))).toThrow();
  expect(others).toEqual([]);
  expect(error).toMatch(/^30 protected routes make the authorizer’s route table \d+ bytes long; allowed: 65536\./);
});

/** 300 routes with realistic names under 100 scopes, and the environment of a stack with long names. */
const manyRoutes = (count: number): GuardedRoute[] =>
  Array.from({ length: count }, (_, at) => {
    const scope = `${at % 100 < 50 ? 'write' : 'read'}:${nameOf(at % 50)}`;
    return { route: `GET /${nameOf(at)}/{id}`, scope, door: 'any' };
  });
const nameOf = (at: number): string =>
  createHash('sha256').update(String(at)).digest('hex').replace(/\d/g, '').slice(0, 12);
const environment = {
  TABLE_NAME: 't'.repeat(255),
  KEY_PREFIX: 'k'.repeat(10),
  ENVIRONMENT: 'live',
  ISSUER: 'i'.repeat(70),
  KEY_SET_URL: 'u'.repeat(92),
  RESOURCE_SERVERS: `${'n'.repeat(40)} ${'n'.repeat(40)}-accounts`,
};

test('300 routes and 100 scopes fit in the 4 KB of a function’s environment', () => {
  const many = manyRoutes(300);

  expect(new Set(many.map(({ scope }) => scope)).size).toBe(100);
  expect(routeTableErrors(many, environment)).toEqual([]);
});

test('more routes than fit stop the synth and are counted', () => {
  const [error, ...others] = routeTableErrors(manyRoutes(700), environment);

  expect(others).toEqual([]);
  expect(error).toMatch(new RegExp(`^700 protected routes make .* \\d+ bytes long; allowed: ${ENVIRONMENT_LIMIT}\\.`));
});

test('a name that only the deployment gives to the table is counted with the longest that it may give', () => {
  const sizeWith = (name: string): string | undefined =>
    /environment (\d+) bytes/.exec(
      routeTableErrors(manyRoutes(700), { ...environment, TABLE_NAME: name })[0] ?? '',
    )?.[1];

  expect(sizeWith(Token.asString({ Ref: 'Table' }))).toBe(sizeWith('t'.repeat(255)));
});

test('two routes with one hash stop the synth and are both named', () => {
  const twins = collidingPaths();
  const errors = routeTableErrors(
    twins.map((route) => ({ route, scope: null, door: 'any' })),
    environment,
  );

  expect(errors).toEqual([
    `${twins[0]} and ${twins[1]} have the same hash in the authorizer’s route table; rename one of the two paths`,
  ]);
});

test('a method that ANY stands for stops the synth when it has the hash of another route', () => {
  const pair: GuardedRoute[] = [
    { route: 'ANY /admin52449', scope: 'admin:all', door: 'any' },
    { route: 'POST /open9814', scope: null, door: 'any' },
  ];
  const error =
    'POST /open9814 and GET /admin52449 (one of ANY /admin52449) have the same hash in the authorizer’s route table; ' +
    'rename one of the two paths';

  expect(routeRule(decodeRoutes(encodeRoutes(pair)), 'GET', '/admin52449')).toEqual({ scope: null, door: 'any' });
  expect(routeTableErrors(pair, environment)).toEqual([error]);
  expect(routeTableErrors([...pair].reverse(), environment)).toEqual([error]);
});

test('ANY beside one of the methods that it stands for is no collision', () => {
  expect(routeTableErrors(routes, environment)).toEqual([]);
});

/** Four bytes collide after some tens of thousands of tries. */
function collidingPaths(): [string, string] {
  const seen = new Map<number, string>();
  for (let at = 0; ; at += 1) {
    const route = `GET /collides/${at}`;
    const print = createHash('sha256').update(route).digest().readUInt32BE();
    const other = seen.get(print);
    if (other !== undefined) return [other, route];
    seen.set(print, route);
  }
}
