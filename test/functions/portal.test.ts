/** The deployed function of the portal: its bundle beside a page, with the environment that the constructs give it. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portalSettings } from '../../lambda/functions/wiring/portal-settings';
import type { ProxyEvent } from '../../lambda/http/event';
import type { Response } from '../../lambda/http/problems';

const VARIABLES = {
  PORTAL: '{"name":"Orders","colors":{"brand":"#0b5fff"}}',
  ENVIRONMENT: 'test',
  KEY_PREFIX: 'sp',
  EXAMPLE_URL: 'https://abc.execute-api.eu-west-1.amazonaws.com/prod/orders',
  TOKEN_URL: 'https://orders-1.auth.eu-west-1.amazoncognito.com/oauth2/token',
  SIGN_IN_ORIGIN: 'https://orders-1-people.auth.eu-west-1.amazoncognito.com',
  PEOPLE_ISSUER: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
  PEOPLE_CLIENT_ID: '6wapyxb2js6iopvo9278lh0u1b',
  PEOPLE_SCOPE: 'orders-people/portal',
};

test('serves the page that lies beside its code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-portal-'));
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>');
  copyFileSync('dist/functions/portal/index.js', join(folder, 'index.js'));
  const before = { ...process.env };
  Object.assign(process.env, VARIABLES);

  const { handler } = (await import(join(folder, 'index.js'))) as { handler: (event: ProxyEvent) => Promise<Response> };
  const page = await handler({ httpMethod: 'GET', resource: '/portal', requestContext: { path: '/v1/portal/' } });
  const config = await handler({
    httpMethod: 'GET',
    resource: '/portal/{file+}',
    pathParameters: { file: 'config.json' },
  });

  expect(page).toMatchObject({ statusCode: 200, body: '<!doctype html>' });
  expect(JSON.parse(config.body)).toMatchObject({ name: 'Orders', environment: 'test', keyPrefix: 'sp' });
  process.env = before;
  rmSync(folder, { recursive: true });
});

test.each([
  ['PORTAL', 'orders'],
  ['ENVIRONMENT', 'prod'],
  ['KEY_PREFIX', 'SP'],
  ['EXAMPLE_URL', 'javascript:alert(1)'],
  ['TOKEN_URL', 'javascript:alert(1)'],
  ['SIGN_IN_ORIGIN', "https://a.example; script-src 'unsafe-inline'"],
  ['PEOPLE_ISSUER', ''],
  ['PEOPLE_CLIENT_ID', 'a b'],
  ['PEOPLE_SCOPE', 'portal'],
])('a wrong %s stops it at its start, with the variable’s name', (name, value) => {
  expect(portalSettings(VARIABLES).clientId).toBe(VARIABLES.PEOPLE_CLIENT_ID);
  expect(() => portalSettings({ ...VARIABLES, [name]: value })).toThrow(`Environment variable ${name} is not`);
});
