import { deflateRawSync } from 'node:zlib';
import { InvariantError } from '../../../lambda/domain/outcome';
import {
  decodeRoutes,
  isRouteIn,
  isRuleIn,
  routeRule,
  TABLE_MAX_BYTES,
} from '../../../lambda/doors/authorizer/route-table';
import { encodeRoutes, encodeTable, type RouteGiven } from '../../support/routes';

const ROUTES: readonly RouteGiven[] = [
  { route: 'GET /orders', scope: 'read:orders', door: 'any' },
  { route: 'GET /orders/{id}', scope: 'read:orders', door: 'key' },
  { route: 'DELETE /orders/{id}', scope: 'write:orders', door: 'token' },
  { route: 'GET /whoami', scope: null, door: 'any' },
  { route: 'ANY /files/{proxy+}', scope: 'read:orders', door: 'any' },
  { route: 'PUT /files/{proxy+}', scope: 'write:orders', door: 'key' },
  { route: 'GET /any', scope: { anyOf: ['read:orders', 'write:orders'] }, door: 'any' },
  { route: 'GET /all', scope: { allOf: ['read:orders', 'write:orders'] }, door: 'token' },
];
const deflated = (encoded: string): string => deflateRawSync(Buffer.from(encoded, 'base64')).toString('base64');
const table = decodeRoutes(encodeRoutes(ROUTES));

describe('the route table', () => {
  test.each(ROUTES.filter(({ route }) => !route.startsWith('ANY')))(
    'has the rule of $route',
    ({ route, scope, door }) => {
      const [method = '', resource = ''] = route.split(' ');

      expect(routeRule(table, method, resource)).toEqual({ scope, door });
    },
  );

  test('takes the rule of ANY only where the method has none of its own', () => {
    expect(routeRule(table, 'PATCH', '/files/{proxy+}')).toEqual({ scope: 'read:orders', door: 'any' });
    expect(routeRule(table, 'PUT', '/files/{proxy+}')).toEqual({ scope: 'write:orders', door: 'key' });
  });

  test.each([
    ['POST', '/orders'],
    ['get', '/orders'],
    ['GET', '/orders/'],
    ['GET', '/orders/1'],
    ['GET', '/ORDERS'],
    ['GET', '//orders'],
    ['ANY', '/orders'],
    ['', ''],
  ])('has no rule for %s %s, which is a defect and no verdict', (method, resource) => {
    expect(() => routeRule(table, method, resource)).toThrow(InvariantError);
  });

  test.each([
    ['GET /orders/{id}', true],
    ['PATCH /files/{proxy+}', true],
    ['GET /orders/7', false],
    ['patch /files/{proxy+}', false],
    ['ASECRETTHATISNOMETHOD /files/{proxy+}', false],
    ['GET /orders/{id} and more', false],
    ['GET', false],
    ['', false],
  ])('knows its own routes by method and template: %s', (text, expected) => {
    expect(isRouteIn(table, text)).toBe(expected);
  });

  test.each([
    ['read:orders', true],
    ['read:orders or write:orders', true],
    ['read:orders and write:orders', true],
    ['write:orders or read:orders', false],
    ['admin:orders', false],
    ['', false],
  ])('knows what its own routes ask for: %s', (text, expected) => {
    expect(isRuleIn(table, text)).toBe(expected);
  });

  test('holds 300 routes with 100 scopes', () => {
    const many = Array.from({ length: 300 }, (_, at): RouteGiven => {
      return { route: `GET /resource-${at}/{id}`, scope: `read:resource-${at % 100}`, door: 'any' };
    });

    const decoded = decodeRoutes(encodeRoutes(many));

    expect(decoded.size).toBe(300);
    expect(routeRule(decoded, 'GET', '/resource-299/{id}').scope).toBe('read:resource-99');
  });

  test('is the same table deflated, as a long one is, and as it is', () => {
    const plain = encodeRoutes(ROUTES);

    expect(decodeRoutes(deflated(plain))).toEqual(decodeRoutes(plain));
    expect(deflated(plain)).not.toBe(plain);
  });

  test('may be empty', () => {
    expect(decodeRoutes(encodeRoutes([])).size).toBe(0);
  });

  test.each([
    ['text that is neither a table nor deflate', 'AAAA'],
    ['nothing', ''],
    ['no line end', encodeTable('[]', new Uint8Array())],
    ['scopes that are no JSON', encodeTable('[\n', new Uint8Array())],
    ['scopes that are no list', encodeTable('{}\n', new Uint8Array())],
    ['a scope that is no text', encodeTable('[1]\n', new Uint8Array())],
    ['a rule that is none', encodeTable('["a:b or "]\n', new Uint8Array())],
    ['a rule of both kinds', encodeTable('["a:b or c:d and e:f"]\n', Buffer.of(1, 2, 3, 4, 0, 0))],
    ['a bad rule that no row names', encodeTable('["a:b",""]\n', Buffer.of(1, 2, 3, 4, 0, 0))],
    ['half a row', encodeTable('["a:b"]\n', Buffer.of(1, 2, 3, 4, 0))],
    ['a scope that is not listed', encodeTable('["a:b"]\n', Buffer.of(1, 2, 3, 4, 1, 0))],
    ['a door that is none', encodeTable('["a:b"]\n', Buffer.of(1, 2, 3, 4, 0, 3))],
  ])('is refused whole, also deflated, when it is %s', (_, encoded) => {
    expect(() => decodeRoutes(encoded)).toThrow(InvariantError);
    expect(() => decodeRoutes(deflated(encoded))).toThrow(InvariantError);
  });

  test('is inflated to 65,536 bytes at most, so that no text makes the process run out of memory', () => {
    const ofSize = (size: number) => {
      const rules = '["a:b"]';
      const spaces = ' '.repeat((size - rules.length - 1) % 6);
      const begin = `${rules}${spaces}\n`;
      return encodeTable(begin, Buffer.alloc(size - begin.length));
    };

    expect(decodeRoutes(ofSize(TABLE_MAX_BYTES)).size).toBe(1);
    expect(() => decodeRoutes(ofSize(TABLE_MAX_BYTES + 1))).toThrow(InvariantError);
  });
});
