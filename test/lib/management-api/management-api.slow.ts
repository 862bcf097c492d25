import type { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Sallyport } from 'sallyport';
import { GUARDED_ROUTES, ROUTES } from '../../support/endpoints';
import { anIntegration, methodsOf, PROPS, resourcesOf, sampleTemplate, templateOf, templateWith } from '../support';

const PAGE = ['GET /portal', 'GET /portal/{file+}'];
const OPEN = ['POST /revocations', 'GET /openapi.json', 'POST /oauth2/token', ...PAGE];
let template: Template;
beforeAll(() => {
  template = sampleTemplate();
});
const managementMethods = (of: Template) => methodsOf(of).filter(({ api }) => api === 'management');

test('every route of the table is a method, and no other is', () => {
  const expected = ROUTES.map(({ method, path }) => `${method} ${path}`);

  expect(
    managementMethods(template)
      .map(({ route }) => route)
      .sort(),
  ).toEqual([...expected, ...PAGE].sort());
});

test('every method but the open ones, of all APIs, has an authorizer', () => {
  const unguarded = methodsOf(template).filter(({ properties }) => properties.AuthorizerId === undefined);

  expect(unguarded.map(({ route }) => route).sort()).toEqual([...OPEN].sort());
  for (const { properties } of unguarded) expect(properties.AuthorizationType).toBe('NONE');
});

test('every method with a Cognito authorizer lists its scopes', () => {
  const guarded = methodsOf(template).filter(({ properties }) => properties.AuthorizationType === 'COGNITO_USER_POOLS');

  expect(guarded).toHaveLength(GUARDED_ROUTES.length + 1);
  for (const { route, properties } of guarded)
    expect([route, properties.AuthorizationScopes?.length > 0]).toEqual([route, true]);
});

test('each management method lists the scopes of which its endpoint asks for one', () => {
  for (const { route, scopes } of GUARDED_ROUTES) {
    const found = managementMethods(template).find((method) => method.route === route);

    const ofMachines = found?.properties.AuthorizationScopes.filter(
      (scope: string) => scope !== 'orders-people/portal',
    );
    expect([route, ofMachines]).toEqual([route, [scopes].flat().map((scope) => `orders-management/${scope}`)]);
  }
});

test('without publicRevocation nothing is left of the revocations', () => {
  const closed = templateWith({ publicRevocation: false });

  expect(managementMethods(closed).map(({ route }) => route)).not.toContain('POST /revocations');
  expect(JSON.stringify(closed.toJSON())).not.toContain('evocations');
});

const settingsOf = (of: Template) =>
  resourcesOf(of, 'AWS::ApiGateway::Stage').flatMap(([id, { Properties }]) =>
    Properties.MethodSettings.map((one: Record<string, unknown>) => ({
      name: `${/(Guarded|Management|TokenCache)Api/.exec(id)?.[1]} ${String(one.HttpMethod)} ${String(one.ResourcePath)}`,
      throttle: [one.ThrottlingRateLimit, one.ThrottlingBurstLimit],
      level: one.LoggingLevel,
    })),
  );

test('every method is throttled: those that take access away, and the open ones, as their declarations say', () => {
  const own = ROUTES.flatMap(({ method, path, throttle }) =>
    throttle === undefined
      ? []
      : [[`Management ${method} /${path.replaceAll('/', '~1')}`, [throttle.rate, throttle.burst]] as const],
  );

  expect(own.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'Management POST /~1accounts~1{accountId}~1keys~1{keyId}~1revoke',
      'Management POST /~1revocations',
      'Management GET /~1openapi.json',
    ]),
  );
  expect(Object.fromEntries(settingsOf(template).map(({ name, throttle }) => [name, throttle]))).toEqual({
    'Guarded * /*': [1000, 500],
    'Management * /*': [100, 200],
    ...Object.fromEntries(own),
    'Management GET /~1portal': [50, 200],
    'Management GET /~1portal~1{file+}': [50, 200],
    'TokenCache * /*': [50, 100],
  });
});

test('a method with a throttle of its own logs errors as every other does', () => {
  expect(new Set(settingsOf(template).map(({ level }) => level))).toEqual(new Set(['ERROR']));
});

test('no log of any API can hold a header, a query or a body', () => {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::ApiGateway::Stage')) {
    const fields: Record<string, string> = JSON.parse(Properties.AccessLogSetting.Format);

    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['resourcePath', 'accountId', 'credentialId']));
    expect(fields).toMatchObject({ requestId: '$context.extendedRequestId', amznRequestId: '$context.requestId' });
    expect(Properties.AccessLogSetting.Format).not.toMatch(
      /header|query|apiKey|context\.path|requestOverride|userAgent|\$input/i,
    );
    for (const settings of Properties.MethodSettings) expect(settings.DataTraceEnabled).toBe(false);
    expect(Properties.TracingEnabled).toBe(true);
  }
});

test('the catalogue’s code comes with the scopes’ descriptions, which no environment has room for', () => {
  const app = new App();
  const stack = new Stack(app, 'Orders');
  const sallyport = new Sallyport(stack, 'Sallyport', PROPS);
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });
  const catalogue = resourcesOf(templateOf(stack), 'AWS::Lambda::Function').find(([id]) => id.includes('Catalogue'));
  const asset = `asset.${String(catalogue?.[1].Properties.Code.S3Key).replace('.zip', '')}`;

  const text = readFileSync(join(app.outdir, asset, 'scopes.json'), 'utf8');

  expect(JSON.parse(text)).toEqual(PROPS.scopes);
  expect(readFileSync(join(app.outdir, asset, 'index.js'), 'utf8')).not.toBe('');
});
