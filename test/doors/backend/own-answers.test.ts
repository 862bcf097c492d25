/** The 403 and the 500 that a wrapper answers itself: which pages may read them, and what the log says of a 500. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { InvariantError } from '../../../lambda/domain/outcome';
import {
  type GuardOptions,
  type Principal,
  principalContext,
  withFirstPartyPrincipal,
  withPrincipal,
} from '../../../lambda/doors/backend/with-principal';

const APP = 'https://app.example.com';
const ADMIN = 'https://admin.example.com:8443';

const READER: Principal = {
  type: 'apiKey',
  accountId: 'Acc0000001',
  credentialId: 'Acc0000001Key00001',
  scopes: ['read:orders'],
  environment: 'live',
  metadata: {},
  route: '/orders',
  scope: null,
};
const CLAIMS = { client_id: 'first', token_use: 'access', scope: 'orders/read:orders' };

const eventOf = (authorizer: unknown, origin?: string) =>
  ({
    headers: origin === undefined ? null : { oRiGiN: origin },
    requestContext: { authorizer },
  }) as unknown as APIGatewayProxyEvent;
const DONE = { statusCode: 204, headers: {}, body: '' };

let logged: jest.SpyInstance;
beforeEach(() => {
  logged = jest.spyOn(console, 'error').mockReturnValue();
  jest.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => jest.restoreAllMocks());

/** The headers about CORS of the 403 and of the 500 to a page of this origin. */
async function corsOf(options: GuardOptions, origin?: string) {
  const handler = withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, {
    requireScope: 'write:orders',
    ...options,
  });
  const forbidden = await handler(eventOf(principalContext(READER), origin), {});
  const broken = await handler(eventOf(undefined, origin), {});

  expect([forbidden.statusCode, broken.statusCode]).toEqual([403, 500]);
  const about = ({ headers }: { headers: object }) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => /^(?:Access-Control|Vary)/.test(name)));
  expect(about(forbidden)).toEqual(about(broken));
  return about(forbidden);
}
const readableBy = (origin: string) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Expose-Headers': 'WWW-Authenticate',
});

describe('the answers of the wrapper name', () => {
  test.each<[string, GuardOptions & { readonly asking?: string }, object]>([
    ['no origin without corsOrigins', { asking: APP }, {}],
    ['no origin of an empty list', { corsOrigins: [], asking: APP }, {}],
    ['the one origin, whatever page asks', { corsOrigins: [APP], asking: ADMIN }, readableBy(APP)],
    ['the one origin where none asks', { corsOrigins: [APP] }, readableBy(APP)],
    ['every origin', { corsOrigins: ['*'], asking: APP }, readableBy('*')],
    ['every origin, also beside others', { corsOrigins: [APP, '*'], asking: ADMIN }, readableBy('*')],
    [
      'of several origins the one that asks',
      { corsOrigins: [APP, ADMIN], asking: ADMIN },
      { Vary: 'Origin', ...readableBy(ADMIN) },
    ],
    ['of several origins none if none asks', { corsOrigins: [APP, ADMIN] }, { Vary: 'Origin' }],
    [
      'no origin that is not in the list',
      { corsOrigins: [APP, ADMIN], asking: `${APP}.evil.example` },
      { Vary: 'Origin' },
    ],
  ])('%s', async (_, { asking, ...options }, expected) => {
    expect(await corsOf(options, asking)).toEqual(expected);
  });

  test('keep their own headers', async () => {
    const handler = withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, { corsOrigins: [APP] });

    expect(await handler(eventOf(undefined), {})).toMatchObject({
      headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
    });
  });

  test('what the handler answers stays as it is', async () => {
    const options = { corsOrigins: [APP] };
    const any = withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, options);
    const own = withFirstPartyPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, options);

    expect(await any(eventOf(principalContext(READER), APP), {})).toBe(DONE);
    expect(await own(eventOf({ claims: CLAIMS }, APP), {})).toBe(DONE);
  });

  test.each<[unknown, unknown[]]>([
    [APP, [APP]],
    [[`${APP}/`], [`${APP}/`]],
    [[APP, 'app.example.com'], ['app.example.com']],
    [['ftp://app.example.com'], ['ftp://app.example.com']],
    [[`${APP}\r\nX-Evil: 1`], [`${APP}\r\nX-Evil: 1`]],
    [
      [7, 'null'],
      [7, 'null'],
    ],
    [null, [null]],
  ])('a function with the corsOrigins %j does not start', (corsOrigins, wrong) => {
    const message =
      'corsOrigins is a list of "*" or of origins, such as ["https://app.example.com"], and has ' +
      `${JSON.stringify(wrong)}.`;

    for (const wrap of [withPrincipal, withFirstPartyPrincipal])
      expect(() => wrap(() => DONE, { corsOrigins } as GuardOptions)).toThrow(new InvariantError(message));
  });

  test('corsOrigins that are there and undefined are none', async () => {
    const options = { corsOrigins: undefined } as unknown as GuardOptions;

    expect(
      await withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE, options)(eventOf(undefined), {}),
    ).toHaveProperty('statusCode', 500);
  });
});

describe('the log line of a 500', () => {
  const context = principalContext(READER);

  test.each<[string, unknown]>([
    ['accountId', undefined],
    ['accountId', { claims: CLAIMS }],
    ['accountId', { ...context, accountId: '' }],
    ['credentialId', { ...context, credentialId: 7, environment: 'canary' }],
    ['credentialType', { ...context, credentialType: 'canary' }],
    ['scopes', { ...context, scopes: ['canary'] }],
    ['environment', { ...context, environment: 'canary' }],
    ['metadata', { ...context, metadata: '{canary' }],
    ['route', { ...context, route: undefined }],
    ['scope', { ...context, scope: 'canary or ' }],
  ])('names the first field at fault, %s, and no value', async (field, authorizer) => {
    await withPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE)(eventOf(authorizer), {});

    expect(logged.mock.calls).toEqual([
      [
        `The event has no principal: requestContext.authorizer.${field} is missing or has a wrong form. ` +
          'Protect this method with the door any, key or token.',
      ],
    ]);
  });

  test.each<[string, unknown]>([
    ['claims.token_use', context],
    ['claims.token_use', { claims: { ...CLAIMS, token_use: 'id' } }],
    ['claims.client_id', { claims: { ...CLAIMS, client_id: '' } }],
    ['claims.scope', { claims: { ...CLAIMS, scope: undefined } }],
  ])('names %s at the door cognito', async (field, authorizer) => {
    await withFirstPartyPrincipal<APIGatewayProxyEvent, typeof DONE>(() => DONE)(eventOf(authorizer), {});

    expect(logged.mock.calls.join()).toContain(`requestContext.authorizer.${field} is missing or has a wrong form.`);
  });
});
