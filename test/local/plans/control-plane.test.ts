/** API Gateway's control plane for native keys: what it does, what it refuses as AWS does, and who may call it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Statement } from '../../../local/iam';
import { ApiGateway, type ApiGatewayOptions } from '../../../local/plans/api-gateway';
import type { PlanSpecs } from '../../../local/plans/plan-specs';
import type { ApiGatewayServer } from '../../../local/types';
import { standingClock } from '../rest-api';

const STAGE = { apiId: 'api', stage: 'prod' };
const SHARED = { keyId: 'shared', name: 'orders-shared', value: 'orders-free-shared-key', enabled: true };
const SPECS: PlanSpecs = {
  plans: [
    { planId: 'free', stages: [STAGE], quota: { limit: 1, offset: 0, period: 'DAY' } },
    { planId: 'pro', stages: [STAGE] },
    { planId: 'elsewhere', stages: [{ apiId: 'other', stage: 'prod' }] },
  ],
  keys: [SHARED],
  associations: [{ keyId: 'shared', planId: 'free' }],
};
const VALUE = 'orders-free-Acc0000001';

const clock = standingClock();
const opened: ApiGateway[] = [];
let gateway: ApiGateway;
let server: ApiGatewayServer;
async function open(options: Partial<ApiGatewayOptions> = {}): Promise<void> {
  gateway = new ApiGateway(SPECS, { clock, ...options });
  opened.push(gateway);
  server = (await gateway.open()) as ApiGatewayServer;
}
const closeAll = () => Promise.all(opened.splice(0).map((one) => one.close()));
beforeEach(() => open());
afterEach(closeAll);

async function send(route: string, body?: object, as = 'developer') {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(server.url + path, {
    method,
    headers: {
      Accept: 'application/json',
      Authorization: `AWS4-HMAC-SHA256 Credential=${as}/20261124/us-east-1/apigateway/aws4_request`,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const error = response.headers.get('x-amzn-errortype');
  return { status: response.status, error, body: text === '' ? undefined : JSON.parse(text) };
}
const create = (value = VALUE, more: object = {}) =>
  send('POST /apikeys', { name: value, value, enabled: true, ...more });
const associate = (keyId: string, planId = 'free') =>
  send(`POST /usageplans/${planId}/keys`, { keyId, keyType: 'API_KEY' });
const admitted = (value = VALUE) => gateway.admit(value, STAGE);

test('a key that is made and associated counts in its plan', async () => {
  const made = await create();
  const before = admitted();
  const associated = await associate(made.body.id);

  const seconds = Math.floor(clock.now() / 1000);
  expect(made).toMatchObject({
    status: 201,
    body: { id: expect.stringMatching(/^[a-z0-9]{10}$/), name: VALUE, value: VALUE, enabled: true, stageKeys: [] },
  });
  expect(made.body.createdDate).toBe(seconds);
  expect(before).toEqual({ refused: 'INVALID_API_KEY' });
  expect(associated).toMatchObject({
    status: 201,
    body: { id: made.body.id, type: 'API_KEY', name: VALUE, value: VALUE },
  });
  expect([admitted(), admitted()]).toEqual([
    { keyId: made.body.id, refused: undefined },
    { keyId: made.body.id, refused: 'QUOTA_EXCEEDED' },
  ]);
});

test('an association takes effect after the delay of the run, and one of the template at once', async () => {
  await open({ associationDelay: 60_000 });
  const { body } = await create();
  await associate(body.id);

  clock.advance(59_999);
  const early = admitted();
  clock.advance(1);

  expect([early.refused, admitted().refused, admitted(SHARED.value).refused]).toEqual([
    'INVALID_API_KEY',
    undefined,
    undefined,
  ]);
});

test('a value stands for one key, and a name for many', async () => {
  await create();

  const again = await create(VALUE, { name: 'another name' });
  const sameName = await create(`${VALUE}-2`, { name: VALUE });

  expect([again.status, again.error, again.body]).toEqual([
    409,
    'ConflictException',
    { message: 'API Key already exists' },
  ]);
  expect(sameName.status).toBe(201);
});

test('a key is disabled unless the request enables it', async () => {
  const { body } = await create(VALUE, { enabled: undefined });
  await associate(body.id);

  expect([body.enabled, admitted().refused]).toEqual([false, 'INVALID_API_KEY']);
});

test.each<[string, string, object | undefined]>([
  ['a value of 19 characters', 'POST /apikeys', { value: 'x'.repeat(19) }],
  ['a value of 129 characters', 'POST /apikeys', { value: 'x'.repeat(129) }],
  ['a member that is not served', 'POST /apikeys', { value: VALUE, stageKeys: [] }],
  ['no JSON', 'POST /apikeys', undefined],
  ['a page of 501', 'GET /apikeys?limit=501', undefined],
  ['another type of key', 'POST /usageplans/free/keys', { keyId: 'shared', keyType: 'X' }],
])('refuses %s', async (_, route, body) => {
  const { status, error } = await send(route, body);

  expect([status, error]).toEqual([400, 'BadRequestException']);
});

test('says what it does not serve', async () => {
  const hal = await fetch(`${server.url}/apikeys`);

  expect(await send('GET /usageplans')).toMatchObject({ status: 400, error: 'NotServedByLocalGateway' });
  expect([hal.status, hal.headers.get('x-amzn-errortype')]).toEqual([400, 'NotServedByLocalGateway']);
});

test('refuses a key beyond the most that it keeps', async () => {
  await open({ maxKeys: 2 });

  const answers = [await create(), await create(`${VALUE}-2`)];

  expect(answers.map(({ status, error }) => [status, error])).toEqual([
    [201, null],
    [429, 'LimitExceededException'],
  ]);
});

test('lists the keys whose name begins so, page by page, without values unless they are asked for', async () => {
  for (const end of ['a', 'b', 'c']) await create(`orders-free-Acc000000${end}`);
  await create('shop-free-Acc00000001');

  const first = await send('GET /apikeys?name=orders-free-&limit=2&includeValues=false');
  const second = await send(`GET /apikeys?name=orders-free-&limit=2&position=${first.body.position}`);
  const valued = await send('GET /apikeys?name=shop&includeValues=true');

  const names = [...first.body.item, ...second.body.item].map(({ name }: { name: string }) => name).sort();
  expect(names).toEqual(['a', 'b', 'c'].map((end) => `orders-free-Acc000000${end}`));
  expect([first.body.item.length, second.body.position]).toEqual([2, undefined]);
  expect(first.body.item[0]).not.toHaveProperty('value');
  expect(valued.body.item[0].value).toBe('shop-free-Acc00000001');
});

test('lists the keys of a plan', async () => {
  const { body } = await create();
  await associate(body.id);

  const all = await send('GET /usageplans/free/keys');
  const one = await send(`GET /usageplans/free/keys?name=${VALUE}`);
  const first = await send('GET /usageplans/free/keys?limit=1');

  expect(all.body.item.map(({ name }: { name: string }) => name).sort()).toEqual([VALUE, SHARED.name].sort());
  expect(one.body).toEqual({ item: [{ id: body.id, type: 'API_KEY', name: VALUE, value: VALUE }] });
  expect([first.body.item.length, typeof first.body.position]).toEqual([1, 'string']);
  expect(await send('GET /usageplans/gone/keys')).toMatchObject({ status: 404, error: 'NotFoundException' });
});

test('a deleted key counts no more, and its value is free', async () => {
  const { body } = await create();
  await associate(body.id);

  const deleted = await send(`DELETE /apikeys/${body.id}`);

  expect([deleted.status, deleted.body, admitted().refused]).toEqual([202, undefined, 'INVALID_API_KEY']);
  expect(await send(`DELETE /apikeys/${body.id}`)).toMatchObject({ status: 404, error: 'NotFoundException' });
  expect((await create()).status).toBe(201);
});

test('a key is in one plan of a stage, and may be in a plan of another stage', async () => {
  const { body } = await create();
  const answers = [
    await associate(body.id),
    await associate(body.id),
    await associate(body.id, 'pro'),
    await associate(body.id, 'elsewhere'),
  ];

  expect(answers.map(({ status, error }) => [status, error])).toEqual([
    [201, null],
    [409, 'ConflictException'],
    [409, 'ConflictException'],
    [201, null],
  ]);
  expect(server.nativeKeys().at(-1)?.plans).toEqual(['free', 'elsewhere']);
});

test('an unknown plan and an unknown key are 404', async () => {
  const answers = [await associate('shared', 'gone'), await associate('gone')];

  expect(answers.map(({ status, error }) => [status, error])).toEqual([
    [404, 'NotFoundException'],
    [404, 'NotFoundException'],
  ]);
});

test('fails as injected, for one operation or for all', async () => {
  server.fail('throttle', { operation: 'CreateApiKey', times: 1 });
  const throttled = [await create(), await send('GET /apikeys'), await create()];
  server.fail('lost', { operation: 'CreateUsagePlanKey' });
  const lost = await associate(throttled[2]?.body.id).catch(() => 'reset');
  server.fail('error');

  expect(throttled.map(({ status, error }) => [status, error])).toEqual([
    [429, 'TooManyRequestsException'],
    [200, null],
    [201, null],
  ]);
  expect([lost, server.nativeKeys().at(-1)?.plans]).toEqual(['reset', ['free']]);
  expect((await send('GET /apikeys')).status).toBe(500);
});

describe('a function', () => {
  const allow = (Action: string, Resource: string): Statement => ({
    Effect: 'Allow',
    Action: [`apigateway:${Action}`],
    Resource: [`arn:aws:apigateway:us-east-1::${Resource}`],
  });
  const callersWith = (...statements: Statement[]) => ({
    callers: { Clients: { region: 'us-east-1', account: '123456789012', statements } },
  });

  it.each<[string, Statement, number[]]>([
    ['make keys', allow('POST', '/apikeys'), [201, 403, 403, 403]],
    ['list keys', allow('GET', '/apikeys'), [403, 200, 403, 403]],
    ['delete keys', allow('DELETE', '/apikeys/*'), [403, 403, 202, 403]],
    ['associate keys with this plan', allow('POST', '/usageplans/elsewhere/keys'), [403, 403, 403, 201]],
    ['associate keys with another plan', allow('POST', '/usageplans/free/keys'), [403, 403, 403, 403]],
  ])('whose role allows it to %s has that alone', async (_, statement, expected) => {
    await open(callersWith(statement));
    const { body } = await create('key-that-the-developer-made');

    const answers = [
      await send('POST /apikeys', { value: VALUE }, 'Clients'),
      await send('GET /apikeys', undefined, 'Clients'),
      await send(`DELETE /apikeys/${body.id}`, undefined, 'Clients'),
      await send('POST /usageplans/elsewhere/keys', { keyId: 'shared', keyType: 'API_KEY' }, 'Clients'),
    ];

    expect(answers.map(({ status }) => status)).toEqual(expected);
  });

  it('without a permission is told which one it lacks, whatever else is wrong', async () => {
    await open(callersWith());

    expect(await send('DELETE /apikeys/gone', undefined, 'Clients')).toEqual({
      status: 403,
      error: 'AccessDeniedException',
      body: {
        message:
          'User: Clients is not authorized to perform: apigateway:DELETE on resource: arn:aws:apigateway:us-east-1::/apikeys/gone because no identity-based policy allows the apigateway:DELETE action',
      },
    });
  });
});

describe('a data directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'native-keys-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('keeps what was made, associated and deleted', async () => {
    await open({ directory, associationDelay: 1000 });
    const { body } = await create();
    await associate(body.id);
    await send('DELETE /apikeys/shared');
    const early = admitted();
    await closeAll();

    clock.advance(1000);
    await open({ directory });

    expect(early.refused).toBe('INVALID_API_KEY');
    expect(admitted()).toEqual({ keyId: body.id, refused: undefined });
    expect(server.nativeKeys().map(({ name }) => name)).toEqual([VALUE]);
  });

  it('with another file in its place refuses the start', () => {
    writeFileSync(join(directory, 'native-keys.json'), '{}');

    expect(() => new ApiGateway(SPECS, { clock, directory })).toThrow(
      /native-keys.json is not a list of native keys of this version; remove the file to start with the keys of the template/,
    );
  });
});

test('a template without plans and keys has no control plane', async () => {
  const none = new ApiGateway({ plans: [], keys: [], associations: [] }, { clock });

  expect(await none.open()).toBeUndefined();
  await none.close();
});
