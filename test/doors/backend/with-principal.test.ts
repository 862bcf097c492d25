import type { APIGatewayProxyEvent, APIGatewayProxyHandler, APIGatewayProxyResult } from 'aws-lambda';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BackendEvent,
  type FirstPartyPrincipal,
  type Principal,
  PROBLEM_CODES,
  withFirstPartyPrincipal,
  withPrincipal,
} from '../../../lambda/doors/backend/with-principal';

const CONTEXT = {
  accountId: 'Acc0000001',
  credentialId: 'Acc0000001Key00001',
  credentialType: 'apiKey',
  scopes: 'read:orders write:orders',
  environment: 'live',
  metadata: '{"team":"blue"}',
  scope: 'read:orders',
  route: '/orders/{id}',
  principalId: 'Acc0000001Key00001',
  integrationLatency: 12,
};
const CLAIMS = {
  client_id: 'firstparty',
  token_use: 'access',
  scope: 'orders/read:orders orders/write:orders',
  sub: 'x',
};

const eventWith = (authorizer: unknown, headers: APIGatewayProxyEvent['headers'] | null = null) =>
  ({
    path: '/orders',
    headers,
    multiValueHeaders: headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: { extendedRequestId: 'JqBc0FvWoAMEbXg=', requestId: 'chosen', authorizer },
  }) as unknown as APIGatewayProxyEvent;

/** Calls both wrappers and returns what the inner handler got. */
async function seenBehind(event: APIGatewayProxyEvent) {
  const seen: { event: APIGatewayProxyEvent; principal: Principal | FirstPartyPrincipal }[] = [];
  const answer: APIGatewayProxyResult = { statusCode: 204, body: '' };
  const remember = (given: APIGatewayProxyEvent, principal: Principal | FirstPartyPrincipal) => {
    seen.push({ event: given, principal });
    return answer;
  };
  const any = await withPrincipal(remember)(event, {});
  const firstParty = await withFirstPartyPrincipal(remember)(event, {});
  return { seen, any, firstParty };
}

let logged: jest.SpyInstance;
beforeEach(() => {
  logged = jest.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => logged.mockRestore());

describe('a handler behind a function’s door', () => {
  test('gets the principal that the authorizer proved, and its answer is the function’s', async () => {
    const { seen, any } = await seenBehind(eventWith(CONTEXT));

    expect(any).toEqual({ statusCode: 204, body: '' });
    expect(seen.map(({ principal }) => principal)).toEqual([
      {
        type: 'apiKey',
        accountId: 'Acc0000001',
        credentialId: 'Acc0000001Key00001',
        scopes: ['read:orders', 'write:orders'],
        environment: 'live',
        metadata: { team: 'blue' },
        scope: 'read:orders',
        route: '/orders/{id}',
      },
    ]);
  });

  test('is told that its route needs no scope', async () => {
    const { seen } = await seenBehind(eventWith({ ...CONTEXT, scope: '' }));

    expect(seen[0]?.principal).toMatchObject({ scope: null, route: '/orders/{id}' });
  });

  test.each([
    ['read:orders or admin:orders', { anyOf: ['read:orders', 'admin:orders'] }],
    ['read:orders and read:bills', { allOf: ['read:orders', 'read:bills'] }],
  ])('is told which scopes its route asks for, as protect was: %s', async (scope, rule) => {
    const { seen } = await seenBehind(eventWith({ ...CONTEXT, scope }));

    expect(seen[0]?.principal).toMatchObject({ scope: rule });
  });

  test('gets no scopes when there are none', async () => {
    const { seen } = await seenBehind(
      eventWith({ ...CONTEXT, scopes: '', credentialType: 'client', environment: 'test' }),
    );

    expect(seen[0]?.principal).toMatchObject({ type: 'client', scopes: [], environment: 'test' });
  });

  test('never sees the credential, whatever the case of its header, and sees all else', async () => {
    const secrets = { Authorization: 'Bearer s', 'x-API-key': 's', authorization: 's', 'X-Api-Key': 's' };
    const event = eventWith(CONTEXT, { ...secrets, Accept: '*/*', 'X-Api-Key-Id': 'public' });

    const { seen } = await seenBehind(event);

    expect(seen[0]?.event).toMatchObject({ path: '/orders', requestContext: event.requestContext });
    expect(seen[0]?.event.headers).toEqual({ Accept: '*/*', 'X-Api-Key-Id': 'public' });
    expect(seen[0]?.event.multiValueHeaders).toEqual({ Accept: ['*/*'], 'X-Api-Key-Id': ['public'] });
  });

  test('gets an event without header maps as it came', async () => {
    const event = { requestContext: { requestId: '1', authorizer: CONTEXT } };
    const handler = withPrincipal((given: BackendEvent) => ({ headers: given.headers }));

    expect(await handler(event, {})).toEqual({ headers: null });
  });

  test('is handed Lambda’s context as it came', async () => {
    const context = { awsRequestId: '1' };
    const handler = withPrincipal((_event: APIGatewayProxyEvent, _principal, given) => Promise.resolve(given));

    expect(await handler(eventWith(CONTEXT), context)).toBe(context);
  });

  test('rejects with its own errors', async () => {
    const handler = withPrincipal<APIGatewayProxyEvent, never>(() => Promise.reject(new RangeError('own')));

    await expect(handler(eventWith(CONTEXT), {})).rejects.toThrow(RangeError);
  });

  test.each<[string, unknown]>([
    ['no authorizer', undefined],
    ['null', null],
    ['a string', 'Acc0000001'],
    ['nothing in it', {}],
    ['claims alone', { claims: CLAIMS }],
    ...Object.keys(CONTEXT)
      .slice(0, 8)
      .map((name): [string, unknown] => [`no ${name}`, { ...CONTEXT, [name]: undefined }]),
    ['an empty accountId', { ...CONTEXT, accountId: '' }],
    ['a number as credentialId', { ...CONTEXT, credentialId: 7 }],
    ['an empty route', { ...CONTEXT, route: '' }],
    ['a scope of the route that is no text', { ...CONTEXT, scope: null }],
    ['a scope of the route that is no rule', { ...CONTEXT, scope: 'read:orders or' }],
    ['a list of scopes', { ...CONTEXT, scopes: ['read:orders'] }],
    ['a type that is none', { ...CONTEXT, credentialType: 'admin' }],
    ['an environment that is none', { ...CONTEXT, environment: 'prod' }],
    ['metadata that is no JSON', { ...CONTEXT, metadata: '{' }],
    ['metadata that is a list', { ...CONTEXT, metadata: '[]' }],
    ['metadata that is null', { ...CONTEXT, metadata: 'null' }],
    ['metadata that is a number', { ...CONTEXT, metadata: '1' }],
  ])('does not run with %s in the context: 500, and nothing of the request is logged', async (_, authorizer) => {
    const { any } = await seenBehind(eventWith(authorizer, { Authorization: 'Bearer canary', 'X-Api-Key': 'canary' }));

    expect(any).toMatchObject({ statusCode: 500, headers: { 'Content-Type': 'application/problem+json' } });
    const instance = '/requests/JqBc0FvWoAMEbXg=';
    expect(JSON.parse(any.body)).toMatchObject({ status: 500, title: expect.any(String), instance });
    expect(JSON.stringify([any, logged.mock.calls])).not.toContain('canary');
    expect(logged).toHaveBeenCalled();
  });

  test('runs with a whole principal or not at all, whatever the context holds', async () => {
    const value = fc.oneof(fc.constantFrom(...Object.values(CONTEXT), undefined), fc.anything());
    const context = fc.record(Object.fromEntries(Object.keys(CONTEXT).map((name) => [name, value])));
    await fc.assert(
      fc.asyncProperty(fc.oneof(context, fc.anything()), async (authorizer) => {
        const { seen } = await seenBehind(eventWith(authorizer));

        for (const { principal } of seen)
          expect(Object.values(principal).every((field) => field !== undefined && field !== '')).toBe(true);
      }),
    );
  });
});

describe('a handler behind the door cognito', () => {
  test('gets the client and its scopes, which is another kind of principal, and no credential', async () => {
    const { seen, firstParty } = await seenBehind(eventWith({ claims: CLAIMS }, { Authorization: 'Bearer s' }));

    expect(firstParty).toEqual({ statusCode: 204, body: '' });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.principal).toEqual({
      type: 'firstParty',
      clientId: 'firstparty',
      scopes: ['orders/read:orders', 'orders/write:orders'],
    });
    expect(seen[0]?.event.headers).toEqual({});
  });

  test.each<[string, unknown]>([
    ['no authorizer', undefined],
    ['a function’s door', CONTEXT],
    ['no claims', { claims: null }],
    ['an ID token', { claims: { ...CLAIMS, token_use: 'id' } }],
    ['no client', { claims: { ...CLAIMS, client_id: undefined } }],
    ['no scope', { claims: { ...CLAIMS, scope: undefined } }],
  ])('does not run with %s: 500', async (_, authorizer) => {
    expect((await seenBehind(eventWith(authorizer))).firstParty).toMatchObject({ statusCode: 500 });
  });
});

test('a wrapped handler is a handler as @types/aws-lambda knows them', () => {
  const handler = withPrincipal((event: APIGatewayProxyEvent, { accountId }) => {
    return { statusCode: 200, body: accountId + event.path };
  }) satisfies APIGatewayProxyHandler;

  expect(handler).toHaveLength(2);
});

describe('the lists for users', () => {
  const ROOT = join(__dirname, '..', '..', '..');

  test('hold every problem code that has a page, and no other', () => {
    const pages = readdirSync(join(ROOT, 'docs', 'problems')).filter((file) => file !== 'README.md');

    expect(PROBLEM_CODES.map((code) => `${code}.md`).sort()).toEqual(pages.sort());
  });
});
