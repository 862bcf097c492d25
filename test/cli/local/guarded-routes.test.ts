/** The routes that a start lists are those of the guarded API, each with what `protect` was told. */
import { type GuardedRoute, guardedRoutes } from '../../../cli/local/guarded-routes';
import type { ServedRoute } from '../../../local/served-api';
import { encodeRoutes } from '../../support/routes';

const URL = 'http://127.0.0.1:3000/prod';
const ROUTES = encodeRoutes([
  { route: 'GET /orders', scope: 'read:orders', door: 'any' },
  { route: 'POST /orders', scope: { allOf: ['read:orders', 'write:orders'] }, door: 'key' },
  { route: 'ANY /any', scope: null, door: 'token' },
]);
const JUDGE: ServedRoute['guard'] = { kind: 'function', functionName: 'Judge' };

const served = (text: string, guard: ServedRoute['guard']): ServedRoute => {
  const [method = '', path = ''] = text.split(' ');
  return { method, path, guard, bodySchema: undefined };
};
const listed = (...routes: ServedRoute[]): readonly GuardedRoute[] =>
  guardedRoutes(
    {
      apis: {
        Other: { name: 'Other', url: 'http://127.0.0.1:1/v1', routes: [] },
        Api: { name: 'Api', url: URL, routes },
      },
      environments: { Judge: { ROUTES }, Own: { ROUTES: 'none' }, Bare: {} },
    },
    URL,
  );

test.each<[string, ServedRoute['guard'], Pick<GuardedRoute, 'door' | 'scope'>]>([
  ['GET /orders', JUDGE, { door: 'any', scope: 'read:orders' }],
  ['POST /orders', JUDGE, { door: 'key', scope: 'read:orders and write:orders' }],
  ['ANY /any', JUDGE, { door: 'token', scope: undefined }],
  ['GET /unknown', JUDGE, { door: 'other', scope: undefined }],
  ['GET /own', { kind: 'function', functionName: 'Own' }, { door: 'other', scope: undefined }],
  ['GET /bare', { kind: 'function', functionName: 'Bare' }, { door: 'other', scope: undefined }],
  ['GET /lost', { kind: 'function', functionName: undefined }, { door: 'other', scope: undefined }],
  ['GET /c', { kind: 'cognito', scopes: ['o/read:a', 'o/read:b'] }, { door: 'cognito', scope: 'read:a or read:b' }],
  ['GET /iam', { kind: 'unserved', authorization: 'AWS_IAM' }, { door: 'IAM', scope: undefined }],
  ['GET /python', { kind: 'unserved', authorization: 'CUSTOM' }, { door: 'other', scope: undefined }],
  ['GET /odd', { kind: 'unserved', authorization: 'NONE' }, { door: 'open', scope: undefined }],
  ['GET /health', { kind: 'none' }, { door: 'open', scope: undefined }],
])('%s behind %j is %j', (text, guard, expected) => {
  expect(listed(served(text, guard))).toEqual([expect.objectContaining(expected)]);
});

test('they are listed by path and then by method, without CORS preflights', () => {
  const routes = ['DELETE /orders', 'GET /a', 'POST /orders', 'GET /orders', 'ANY /orders'].map((one) =>
    served(one, JUDGE),
  );

  const others = [
    served('OPTIONS /a', { kind: 'none' }),
    served('OPTIONS /b', JUDGE),
    { ...served('OPTIONS /c', { kind: 'none' }), nativeKey: true as const },
  ];

  const names = listed(...routes, ...others).map(({ method, path }) => `${method} ${path}`);

  expect(names).toEqual([
    'GET /a',
    'OPTIONS /b',
    'OPTIONS /c',
    'GET /orders',
    'POST /orders',
    'DELETE /orders',
    'ANY /orders',
  ]);
});

test('another API, and an address that no API has, list nothing of it', () => {
  expect(guardedRoutes({ apis: {}, environments: {} }, URL)).toEqual([]);
});
