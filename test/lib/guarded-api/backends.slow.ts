/**
 * The integrations of docs/backends.md, taken from the page: `protect` puts its door before each, and leaves to each what it
 * sends to its backend.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { blocksOf } from '../../snippets/blocks';
import { aSallyport, type Json, methodsOf } from '../support';

const LOCAL = join(__dirname, '..', '..', '..', '.local');
const blocks = blocksOf('docs/backends.md').filter(({ language }) => language === 'ts');

let place: string;
let methods: Record<string, Json>;

beforeAll(() => {
  mkdirSync(LOCAL, { recursive: true });
  place = mkdtempSync(join(LOCAL, 'backends-'));
  const { stack, sallyport } = aSallyport();
  Object.assign(globalThis, { stack, sallyport, orders: sallyport.api.root.addResource('orders') });
  blocks.forEach(({ code }, at) => {
    const file = join(place, `${at}.ts`);
    writeFileSync(file, code);
    jest.requireActual(file);
  });
  methods = Object.fromEntries(
    methodsOf(Template.fromStack(stack)).map(({ route, properties }) => [route, properties]),
  );
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const NO_CREDENTIAL = {
  'integration.request.header.Authorization': "'none'",
  'integration.request.header.X-Api-Key': "'none'",
};

test.each(['GET /orders/{id}', 'GET /orders', 'POST /orders', 'PUT /orders'])('%s has the door', (route) => {
  expect(methods[route]).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: expect.anything() });
});

test('an HTTP server gets the account, the parameter of the path and no credential', () => {
  expect(methods['GET /orders/{id}']).toMatchObject({
    RequestParameters: { 'method.request.path.id': true },
    Integration: {
      Type: 'HTTP_PROXY',
      RequestParameters: {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.header.X-Account-Id': 'context.authorizer.accountId',
        ...NO_CREDENTIAL,
      },
    },
  });
});

test('a server behind a VPC link gets the account and no credential', () => {
  expect(methods['GET /orders'].Integration).toMatchObject({
    ConnectionType: 'VPC_LINK',
    RequestParameters: { 'integration.request.header.X-Account-Id': 'context.authorizer.accountId', ...NO_CREDENTIAL },
  });
});

test('a queue and a state machine get the account from the context, and no header of the caller', () => {
  const { POST, PUT } = { POST: methods['POST /orders'].Integration, PUT: methods['PUT /orders'].Integration };

  expect(POST.RequestTemplates['application/json']).toMatch(/StringValue=\$context\.authorizer\.accountId$/);
  expect(JSON.stringify(PUT.RequestTemplates)).toMatch(/includeHeaders = false.*includeAuthorizer = true/);
  expect([POST.Type, PUT.Type]).toEqual(['AWS', 'AWS']);
});
