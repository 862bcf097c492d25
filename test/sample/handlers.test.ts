import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { orders, recordShipment } from '../../sample/handlers';

const AUTHORIZED = {
  accountId: '0123456789',
  credentialId: '0123456789ABCDEFGH',
  credentialType: 'apiKey',
  scopes: 'read:orders write:orders',
  environment: 'live',
  metadata: '{}',
  scope: '',
  route: '/whoami',
};
const CLAIMS = { claims: { token_use: 'access', client_id: 'c1', scope: 'orders/write:orders' } };

interface Call {
  readonly resource: string;
  readonly id?: string;
  readonly body?: string;
  readonly authorizer?: unknown;
  readonly headers?: Readonly<Record<string, string>> | null;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const eventOf = (
  method: string,
  { resource, id, body, authorizer = AUTHORIZED, headers = JSON_TYPE }: Call,
): APIGatewayProxyEvent =>
  ({
    httpMethod: method,
    resource,
    headers: headers && { Authorization: 'Bearer secret', ...headers },
    pathParameters: id === undefined ? null : { id },
    body: body ?? null,
    requestContext: { extendedRequestId: 'r1', requestId: 'chosen', authorizer },
  }) as unknown as APIGatewayProxyEvent;

const read = ({ statusCode, body }: APIGatewayProxyResult): [number, unknown] => [
  statusCode,
  body === '' ? '' : JSON.parse(body),
];
const call = async (method: string, of: Call) => read(await orders(eventOf(method, of), undefined));

const calledBy = expect.objectContaining({ type: 'apiKey', accountId: AUTHORIZED.accountId });

test('every answer with a body says who called', async () => {
  await expect(call('GET', { resource: '/orders' })).resolves.toEqual([200, { items: expect.any(Array), calledBy }]);
  await expect(call('GET', { resource: '/orders/{id}', id: '1001' })).resolves.toEqual([
    200,
    expect.objectContaining({ id: '1001', calledBy }),
  ]);
  await expect(call('GET', { resource: '/whoami' })).resolves.toEqual([200, { calledBy }]);
});

test('an order is cancelled without a word, and an unknown one is not found', async () => {
  await expect(call('DELETE', { resource: '/orders/{id}', id: '1001' })).resolves.toEqual([204, '']);
  await expect(call('DELETE', { resource: '/orders/{id}', id: '9' })).resolves.toEqual([404, expect.any(Object)]);
  await expect(call('GET', { resource: '/orders/{id}', id: '9' })).resolves.toEqual([404, expect.any(Object)]);
});

test('an order is placed by the caller who may list orders too, and echoed', async () => {
  const body = '{"item":"lantern","quantity":1}';

  await expect(call('POST', { resource: '/orders', body })).resolves.toEqual([
    201,
    { id: 'r1', order: { item: 'lantern', quantity: 1 }, calledBy },
  ]);
  await expect(call('POST', { resource: '/orders', body: 'no JSON' })).resolves.toEqual([400, expect.any(Object)]);
});

test('a shipment is recorded by a first-party client and echoed', async () => {
  const record = async (body: string) =>
    read(await recordShipment(eventOf('POST', { resource: '/shipments', body, authorizer: CLAIMS }), undefined));

  await expect(record('{"item":"lantern","quantity":1}')).resolves.toEqual([
    201,
    {
      id: 'r1',
      shipment: { item: 'lantern', quantity: 1 },
      calledBy: { type: 'firstParty', clientId: 'c1', scopes: ['orders/write:orders'] },
    },
  ]);
  await expect(record('no JSON')).resolves.toEqual([400, expect.any(Object)]);
});

test.each([
  [415, { 'Content-Type': 'text/plain' }],
  [415, { 'content-type': 'application/jsonp' }],
  [415, { 'Content-Type': '' }],
  [415, {}],
  [415, null],
  [201, { 'content-TYPE': 'Application/JSON; charset=utf-8' }],
])('a body that the gateway did not validate as JSON is not read: %i for %j', async (status, headers) => {
  const event = eventOf('POST', { resource: '/shipments', body: '{"any":"thing"}', authorizer: CLAIMS, headers });

  const answered = await recordShipment(event, undefined);

  expect(answered.statusCode).toBe(status);
});

test('a handler asks for its own scope, whatever was judged', async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const reader = { ...AUTHORIZED, scopes: 'read:orders', scope: 'read:orders', route: '/{proxy+}' };

  await expect(call('DELETE', { resource: '/orders/{id}', id: '1001', authorizer: reader })).resolves.toEqual([
    403,
    expect.objectContaining({ requiredScope: 'write:orders' }),
  ]);
  await expect(call('GET', { resource: '/orders/{id}', id: '1001', authorizer: reader })).resolves.toEqual([
    200,
    expect.objectContaining({ id: '1001' }),
  ]);
});

test('a route that the function does not have is not found', async () => {
  await expect(call('PUT', { resource: '/orders/{id}' })).resolves.toEqual([404, expect.any(Object)]);
});

test('nothing runs without a principal', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);

  await expect(call('GET', { resource: '/orders', authorizer: {} })).resolves.toEqual([500, expect.any(Object)]);
});
