import type { ProxyEvent } from '../../lambda/http/event';
import { pageFile } from '../../lambda/portal/page-files';
import type { PortalSettings } from '../../lambda/portal/portal-config';
import { servePortal } from '../../lambda/portal/serve-portal';

const SETTINGS: PortalSettings = {
  branding: {
    name: 'Orders',
    logoUrl: 'https://static.example.com/logo.svg',
    supportUrl: undefined,
    colors: { brand: '#0b5fff', brandText: undefined, brandDark: undefined, brandTextDark: undefined },
  },
  environment: 'live',
  keyPrefix: 'sp',
  exampleUrl: 'https://api.example.com/prod/orders',
  tokenUrl: 'https://orders.auth.eu-west-1.amazoncognito.com/oauth2/token',
  signInOrigin: 'https://orders-people.auth.eu-west-1.amazoncognito.com',
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
  clientId: 'client1',
  scope: 'orders-people/portal',
};
const FILES = new Map([
  ['index.html', pageFile('text/html; charset=utf-8', '<!doctype html>')],
  ['assets/index-1.js', pageFile('text/javascript; charset=utf-8', 'start()')],
  ['icon.svg', pageFile('image/svg+xml', '<svg/>')],
]);
const answer = servePortal({ files: FILES, settings: SETTINGS });

const NO_FILE = '/portal';
const A_FILE = '/portal/{file+}';
const context = (path: string) => ({ path, extendedRequestId: 'Request=' });
const at = (path: string, headers: Record<string, string[]> = {}): ProxyEvent => ({
  httpMethod: 'GET',
  resource: NO_FILE,
  multiValueHeaders: headers,
  requestContext: context(path),
});
const file = (name: string, headers: Record<string, string[]> = {}): ProxyEvent => ({
  ...at(`/v1/portal/${name}`, headers),
  resource: A_FILE,
  pathParameters: { file: name },
});

test('the address with its slash is the page, which a browser may keep only to ask for it again', () => {
  const { statusCode, headers, body } = answer(at('/v1/portal/'));

  expect([statusCode, body]).toEqual([200, '<!doctype html>']);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    etag: FILES.get('index.html')?.etag,
  });
});

test('the address without a slash leads to the one with it, whatever base path stands before it', () => {
  const { statusCode, headers } = answer(at('/keys/portal'));

  expect(statusCode).toBe(302);
  expect(new URL(headers.location ?? '', 'https://keys.example.com/keys/portal').href).toBe(
    'https://keys.example.com/keys/portal/',
  );
});

test('a browser that has the page gets 304 without a body', () => {
  const etag = FILES.get('index.html')?.etag ?? '';

  expect(answer(at('/v1/portal/', { 'If-None-Match': [`"other", ${etag}`] }))).toMatchObject({
    statusCode: 304,
    body: '',
    headers: { etag },
  });
  expect(answer(at('/v1/portal/', { 'If-None-Match': ['W/"other"'] })).statusCode).toBe(200);
});

test('a cache keeps compressed files apart from others, as API Gateway compresses them for who asks', () => {
  const etag = FILES.get('index.html')?.etag ?? '';
  const answers = [
    answer(at('/v1/portal/')),
    answer(at('/v1/portal/', { 'If-None-Match': [etag] })),
    answer(file('assets/index-1.js')),
    answer(file('theme.css')),
  ];

  expect(answers.map(({ headers }) => headers['vary'])).toEqual(Array(4).fill('Accept-Encoding'));
});

test('a file with a hash in its name is kept for ever, and any other is asked for again', () => {
  const [hashed, other] = [answer(file('assets/index-1.js')), answer(file('icon.svg'))];

  expect(hashed).toMatchObject({ statusCode: 200, body: 'start()' });
  expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(other.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
});

test('config.json tells the page how to sign in, and is stored nowhere', () => {
  const { statusCode, headers, body } = answer(file('config.json'));

  expect([statusCode, headers['Cache-Control']]).toEqual([200, 'no-store']);
  expect(JSON.parse(body)).toEqual({
    name: 'Orders',
    logoUrl: 'https://static.example.com/logo.svg',
    environment: 'live',
    keyPrefix: 'sp',
    exampleUrl: 'https://api.example.com/prod/orders',
    tokenUrl: 'https://orders.auth.eu-west-1.amazoncognito.com/oauth2/token',
    signIn: {
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
      clientId: 'client1',
      authorizationEndpoint: 'https://orders-people.auth.eu-west-1.amazoncognito.com/oauth2/authorize',
      tokenEndpoint: 'https://orders-people.auth.eu-west-1.amazoncognito.com/oauth2/token',
      revocationEndpoint: 'https://orders-people.auth.eu-west-1.amazoncognito.com/oauth2/revoke',
      endSessionEndpoint: 'https://orders-people.auth.eu-west-1.amazoncognito.com/logout',
      scope: 'openid email orders-people/portal',
    },
  });
});

test('theme.css has the colours of the deployment', () => {
  expect(answer(file('theme.css'))).toMatchObject({
    statusCode: 200,
    body: ':root {\n  --brand: #0b5fff;\n}\n',
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' },
  });
});

test.each([
  'index.html',
  'nothing.js',
  '../serve-portal.ts',
  'assets/../../index.js',
  'assets/%2e%2e/%2e%2e/index.js',
  '/etc/passwd',
  '__proto__',
  'constructor',
])('%s is no file of the page: 404, as a problem with the request’s id', (name) => {
  const { statusCode, headers, body } = answer(file(name));

  expect([statusCode, headers['Content-Type']]).toEqual([404, 'application/problem+json']);
  expect(JSON.parse(body)).toMatchObject({ status: 404, instance: '/requests/Request=' });
});

test('without a built page its address is a 404, and an event of another form is no defect', () => {
  const empty = servePortal({ files: new Map(), settings: SETTINGS });

  expect(empty(at('/v1/portal/')).statusCode).toBe(404);
  expect(empty({ httpMethod: 'GET', resource: A_FILE }).statusCode).toBe(404);
  expect(empty({ httpMethod: 'GET', resource: NO_FILE, requestContext: null }).statusCode).toBe(302);
});

const POLICY =
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https://static.example.com; ` +
  `connect-src 'self' https://orders-people.auth.eu-west-1.amazoncognito.com; font-src 'self'; base-uri 'none'; ` +
  `form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

test.each<[string, ProxyEvent]>([
  ['the page', at('/v1/portal/')],
  ['the redirect', at('/v1/portal')],
  ['a script', file('assets/index-1.js')],
  ['config.json', file('config.json')],
  ['theme.css', file('theme.css')],
  ['a 404', file('nothing.js')],
])('a browser runs nothing of others and frames nothing: %s', (_, event) => {
  expect(answer(event).headers).toMatchObject({
    'content-security-policy': POLICY,
    'strict-transport-security': 'max-age=63072000',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
});

test('without a logo images come from the page alone', () => {
  const branding = { ...SETTINGS.branding, logoUrl: undefined };
  const plain = servePortal({ files: FILES, settings: { ...SETTINGS, branding } });

  expect(plain(at('/v1/portal/')).headers['content-security-policy']).toContain(`img-src 'self' data:;`);
});
