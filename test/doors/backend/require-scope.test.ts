/** `requireScope`: a handler runs only for a principal that has its scope, whichever route was judged. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { InvariantError } from '../../../lambda/domain/outcome';
import type { Response } from '../../../lambda/http/problems';
import {
  type FirstPartyPrincipal,
  type GuardOptions,
  type Principal,
  withFirstPartyPrincipal,
  withPrincipal,
} from '../../../lambda/doors/backend/with-principal';

const DONE = { statusCode: 204, body: '' };

/** What API Gateway sends for `/%61dmin`, which is judged as `{proxy+}` and has the path of another route. */
const escaped = (authorizer: object) =>
  ({
    resource: '/{proxy+}',
    path: '/admin',
    requestContext: { extendedRequestId: 'JqBc0FvWoAMEbXg=', authorizer },
  }) as unknown as APIGatewayProxyEvent;
const judged = (scopes: readonly string[], scope = 'read:orders') =>
  escaped({
    accountId: 'Acc0000001',
    credentialId: 'Acc0000001Key00001',
    credentialType: 'apiKey',
    scopes: scopes.join(' '),
    environment: 'live',
    metadata: '{}',
    scope,
    route: '/{proxy+}',
  });
const claims = (scope: string) => escaped({ claims: { client_id: 'firstparty', token_use: 'access', scope } });

let warned: jest.SpyInstance;
beforeEach(() => {
  warned = jest.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => warned.mockRestore());

async function callWith(event: APIGatewayProxyEvent, options?: GuardOptions) {
  const run = jest.fn<typeof DONE, [APIGatewayProxyEvent, Principal | FirstPartyPrincipal, unknown]>(() => DONE);
  const wrap = 'claims' in (event.requestContext.authorizer ?? {}) ? withFirstPartyPrincipal : withPrincipal;
  const answer = await wrap(run, options)(event, {});
  return { answer, runs: run.mock.calls.length };
}

test('a principal without the scope is a 403 and the handler does not run', async () => {
  const { answer, runs } = await callWith(judged(['read:orders']), { requireScope: 'write:orders' });

  expect(runs).toBe(0);
  expect(answer).toMatchObject({
    statusCode: 403,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
  expect(JSON.parse(answer.body)).toEqual({
    type: 'https://sallyport.github.io/sallyport/problems/insufficient-scope',
    title: 'The credential lacks a scope',
    status: 403,
    detail: 'The credential lacks what requiredScope asks for.',
    instance: '/requests/JqBc0FvWoAMEbXg=',
    requiredScope: 'write:orders',
  });
});

test.each([
  ['read:orders', 'the scope read:orders'],
  ['', 'no scope'],
])('the log names what was judged and what is missing, and no path: judged with %j', async (scope, told) => {
  await callWith(judged([], scope), { requireScope: 'write:orders' });

  expect(warned.mock.calls).toEqual([
    [
      'Request JqBc0FvWoAMEbXg= needs the scope write:orders: ' +
        `Acc0000001Key00001 was judged at the route /{proxy+} with ${told}.`,
    ],
  ]);
});

test('a first-party principal needs the scope with its resource server’s prefix', async () => {
  const options = { requireScope: 'orders/write:orders' };

  const without = await callWith(claims('orders/read:orders write:orders'), options);
  const having = await callWith(claims('orders/read:orders orders/write:orders'), options);

  expect([without.answer.statusCode, without.runs, having.answer.statusCode, having.runs]).toEqual([403, 0, 204, 1]);
  expect(warned.mock.calls).toEqual([
    [
      'Request JqBc0FvWoAMEbXg= needs the scope orders/write:orders: ' +
        'firstparty was judged at the door cognito with the scopes orders/read:orders write:orders.',
    ],
  ]);
});

test('a handler that requires none runs for any principal, and says nothing', async () => {
  for (const options of [undefined, {}]) expect(await callWith(judged([]), options)).toEqual({ answer: DONE, runs: 1 });
  expect(warned).not.toHaveBeenCalled();
});

test('a scope that is there and undefined, such as a variable that was never set, lets nobody in', async () => {
  const { answer, runs } = await callWith(judged(['undefined']), { requireScope: undefined });

  expect([answer.statusCode, runs]).toEqual([403, 0]);
});

test('a handler runs if and only if the effective scopes contain the required one, whatever was judged', async () => {
  const scope = fc.constantFrom('read:orders', 'write:orders', 'read:order', 'write:orders2', '*', 'write:*', '');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(scope), scope, scope, async (scopes, required, of) => {
      const { runs } = await callWith(judged(scopes, of), { requireScope: required });

      expect(runs === 1).toBe(required !== '' && scopes.includes(required));
    }),
  );
});

const BOTH = ['read:orders', 'write:orders'] as const;

test.each([
  [{ anyOf: BOTH }, ['write:orders'], 1],
  [{ anyOf: BOTH }, ['admin:orders'], 0],
  [{ allOf: BOTH }, ['write:orders', 'read:orders'], 1],
  [{ allOf: BOTH }, ['write:orders'], 0],
])(
  'a handler may ask for one of several scopes, or for all: %j of %j runs %i times',
  async (requireScope, held, times) => {
    const { answer, runs } = await callWith(judged(held), { requireScope });

    expect([runs, answer.statusCode]).toEqual(times === 1 ? [1, 204] : [0, 403]);
  },
);

test.each([
  [{ anyOf: BOTH }, 'read:orders or write:orders', 'read:orders'],
  [{ allOf: BOTH }, 'read:orders and write:orders', 'read:orders write:orders'],
])('a 403 says the whole rule, and challenges for scopes that are enough: %j', async (requireScope, told, enough) => {
  const { answer } = await callWith(judged(['admin:orders']), { requireScope });

  const { headers, body } = answer as unknown as Response;
  expect(JSON.parse(body).requiredScope).toBe(told);
  expect(headers['WWW-Authenticate']).toBe(`Bearer error="insufficient_scope", scope="${enough}"`);
  expect(warned.mock.calls.join()).toContain(`needs the scope ${told}: `);
});

test.each<[unknown]>([
  [{ anyOf: [] }],
  [{ allOf: [] }],
  [{ allOf: [undefined] }],
  [{ anyOf: ['read:orders'], allOf: ['read:orders'] }],
  [['read:orders']],
  [{ requireScope: 'read:orders' }],
  [null],
])('what is no scope rule lets nobody in: %j', async (requireScope) => {
  const options = { requireScope } as GuardOptions;
  const { answer, runs } = await callWith(judged(['read:orders']), options);

  expect([runs, answer.statusCode]).toEqual([0, 403]);
  expect(JSON.parse(answer.body)).not.toHaveProperty('requiredScope');
  expect(warned.mock.calls.join()).toContain('needs a requireScope that names a scope: ');
});

test.each([
  ['read:orders or admin:orders', 'the scope read:orders or admin:orders'],
  ['read:orders and admin:orders', 'the scope read:orders and admin:orders'],
])('the log tells a rule that was judged as it is: %s', async (scope, told) => {
  await callWith(judged([], scope), { requireScope: 'write:orders' });

  expect(warned.mock.calls.join()).toContain(`was judged at the route /{proxy+} with ${told}.`);
});

test.each<[string, unknown]>([
  ['requiredScope', { requiredScope: 'read:orders' }],
  ['requirescope', { requireScope: 'read:orders', requirescope: undefined }],
  ['"read:orders"', 'read:orders'],
  ['0', ['read:orders']],
  ['null', null],
])('options with another name, such as %s, stop the function before it lets anybody in', (named, options) => {
  const message = `The options are { requireScope, corsOrigins } and nothing else; remove or rename ${named}.`;

  for (const wrap of [withPrincipal, withFirstPartyPrincipal])
    expect(() => wrap(() => DONE, options as GuardOptions)).toThrow(new InvariantError(message));
});

test('a router of wrapped handlers refuses by the handler that it chose', async () => {
  const read = withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, { requireScope: 'read:orders' });
  const administer = withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, { requireScope: 'write:orders' });
  const byPath = (event: APIGatewayProxyEvent) => (event.path === '/admin' ? administer : read)(event, {});

  const reader = await byPath(judged(['read:orders']));
  const writer = await byPath(judged(['write:orders']));

  expect([reader.statusCode, writer.statusCode]).toEqual([403, 204]);
});
