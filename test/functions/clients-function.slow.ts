/** The clients' function as Lambda starts it: over the wire to a table and to a user pool, called and on a schedule. */
import { appClientName } from '../../lambda/provisioning/app-clients';
import type { ProxyEvent } from '../../lambda/http/event';
import type { Response } from '../../lambda/http/problems';
import { ApiGateway } from '../../local/plans/api-gateway';
import type { ApiGatewayServer } from '../../local/types';
import { standingClock } from '../local/rest-api';
import { coldStart } from '../support/cold-start';
import { type CannedService, openCannedService, replyException, replyJson } from '../support/canned-service';
import { issuedClient } from '../support/issued';
import { openLocalTable, TABLE_NAME } from '../support/local-table';
import { eventOf } from '../support/management';
import { account, ACCOUNT_ID, apiKey, CLIENT_ID, NOW } from '../support/records';
import { accessToken, KID, signingKey } from '../support/tokens';
import { indexed, operator } from '../support/world';

type Event = ProxyEvent | { readonly task: string; readonly usagePlans?: Readonly<Record<string, string>> };
type Handler = (event: Event) => Promise<Response | undefined>;

const ISSUED = 'issued0000000000000000made';
const SECRET = 'a'.repeat(52);
/** One that was made here long ago and never got a record. */
const LOST = {
  ClientId: 'lost',
  ClientName: appClientName({ server: 'orders-accounts', accountId: ACCOUNT_ID, askedAt: NOW }),
};
const kept = { ...process.env };
const written: string[] = [];
let local: Awaited<ReturnType<typeof openLocalTable>>;
let cognito: CannedService;

beforeAll(async () => {
  local = await openLocalTable();
  cognito = await openCannedService();
  const pending = issuedClient({ issuerState: 'of another time' });
  const records = [account(), pending, operator({ createdAt: NOW }), ...indexed(pending)];
  await local.table.commit(records.map((record) => ({ type: 'insert', record })));
});
afterAll(async () => {
  process.env = kept;
  await cognito.close();
  await local.close();
});
beforeEach(async () => {
  written.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  await local.table.commit([{ type: 'mark', record: { kind: 'pendingMark', accountId: ACCOUNT_ID, mark: 'mark' } }]);
});
afterEach(() => jest.restoreAllMocks());

const start = (variables: Readonly<Record<string, string>> = {}) =>
  coldStart(
    'clients',
    { kept },
    {
      AWS_ENDPOINT_URL_DYNAMODB: local.server.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
      TABLE_NAME,
      ...variables,
    },
  ) as Handler;

const lines = () => written.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text));
const marks = async () => (await local.table.listPendingMarks({ limit: 9 })).items;
const asked = () => cognito.asked.slice(-1)[0];

test('issues a client at the user pool that its settings name, and logs no secret', async () => {
  const handler = start();
  cognito.answer(replyJson({ UserPoolClient: { ClientId: ISSUED, ClientSecret: SECRET } }));

  const event = eventOf(`POST /accounts/${ACCOUNT_ID}/clients`, { body: { label: 'x', scopes: ['read:orders'] } });
  const answer = await handler(event);

  expect([answer?.statusCode, JSON.parse(answer?.body ?? '')]).toMatchObject([
    201,
    { id: ISSUED, clientSecret: SECRET },
  ]);
  expect(asked()).toMatchObject({
    operation: 'CreateUserPoolClient',
    input: { UserPoolId: 'us-east-1_test', AllowedOAuthScopes: ['orders-accounts/read:orders'] },
  });
  expect(lines()).toMatchObject([{ message: 'operation', action: 'issueClient', status: 201 }]);
  expect(written.join('')).not.toContain(SECRET);
});

test('issues an operator under the resource server of operators', async () => {
  const handler = start();
  cognito.answer(replyJson({ UserPoolClient: { ClientId: 'desk', ClientSecret: SECRET } }));

  const answer = await handler(eventOf('POST /operators', { body: { label: 'x', scopes: ['read:keys'] } }));

  expect(answer?.statusCode).toBe(201);
  expect(asked()?.input).toMatchObject({ AllowedOAuthScopes: ['orders-management/read:keys'] });
});

test('adopts nothing while the key set cannot be read: 503, and the log has no token', async () => {
  const handler = start({ KEY_SET_URL: 'http://127.0.0.1:9/closed' });
  const token = accessToken(signingKey(KID));

  const body = { label: 'x', scopes: ['read:orders'], token };
  const answer = await handler(eventOf(`PUT /accounts/${ACCOUNT_ID}/clients/${CLIENT_ID}x`, { body }));

  expect(answer?.statusCode).toBe(503);
  expect(lines()).toMatchObject([
    { level: 'ERROR', message: 'failure', at: 'adoptClient', dependency: 'key-set' },
    { message: 'operation', action: 'adoptClient', status: 503 },
  ]);
  expect(written.join('')).not.toContain(token.slice(-40));
});

test('fails a reconciling that cannot do its work, says so in the log, and keeps the mark', async () => {
  const handler = start({ TABLE_NAME: 'another' });

  await expect(handler({ task: 'reconcile' })).rejects.toThrow();

  expect(lines()).toMatchObject([{ level: 'ERROR', message: 'failure', at: 'reconcile', dependency: 'table' }]);
  expect(await marks()).toHaveLength(1);
});

test('keeps the mark of what the issuer could not be told, forgets a deleted account all the same, and counts as failed', async () => {
  const handler = start();
  cognito.answer(replyException('AccessDeniedException'));
  const [gone, left] = [
    { kind: 'deletedAccount', accountId: 'Acc0000009' } as const,
    apiKey({ accountId: 'Acc0000009', keyId: 'Acc0000009Key00001' }),
  ];
  await local.table.commit([gone, left, ...indexed(left)].map((record) => ({ type: 'insert', record })));

  await expect(handler({ task: 'reconcile' })).rejects.toThrow('failures: 1');

  expect(lines()).toMatchObject([
    { level: 'ERROR', message: 'failure', at: 'provisioning', dependency: 'pool' },
    { level: 'INFO', message: 'task', task: 'reconcile', settled: 0, pending: 1, forgotten: 2 },
  ]);
  expect(await marks()).toHaveLength(1);
  expect(await local.table.listOwned('Acc0000009', 9)).toEqual([]);
});

test('fails a sweep that cannot list what there is', async () => {
  const handler = start();
  cognito.answer(replyException('AccessDeniedException'));

  await expect(handler({ task: 'sweep' })).rejects.toThrow();

  expect(lines()).toMatchObject([{ level: 'ERROR', message: 'failure', at: 'sweep', dependency: 'pool' }]);
});

test('removes what has no record on a schedule, and logs how many', async () => {
  const handler = start();
  cognito.answer(replyJson({ UserPoolClients: [LOST, { ClientId: 'theirs', ClientName: 'console' }] }), replyJson({}));

  const answer = await handler({ task: 'sweep' });

  expect([answer, asked()]).toMatchObject([
    undefined,
    { operation: 'DeleteUserPoolClient', input: { ClientId: 'lost' } },
  ]);
  expect(lines()).toMatchObject([{ level: 'INFO', message: 'task', task: 'sweep', removed: 1 }]);
});

describe('in a deployment with plans', () => {
  const PREFIX = '0123456789-orders-live';
  const onPlan = account({ accountId: 'Acc0000007', grant: { scopes: ['read:orders'], plan: 'free' } });
  const own = `${PREFIX}-free-${onPlan.accountId}`;
  let gateway: ApiGateway;
  let server: ApiGatewayServer;
  beforeAll(async () => {
    const stages = [{ apiId: 'api', stage: 'prod' }];
    gateway = new ApiGateway(
      { plans: [{ planId: 'a1b2c3', stages }], keys: [], associations: [] },
      { clock: standingClock(), maxKeys: 1 },
    );
    server = (await gateway.open()) as ApiGatewayServer;
    await local.table.commit([{ type: 'insert', record: onPlan }]);
  });
  afterAll(() => gateway.close());

  const usagePlans = { free: 'a1b2c3' };
  const startWithPlans = () =>
    start({
      AWS_ENDPOINT_URL_API_GATEWAY: server.url,
      PLANS: 'free 5 10 10000 month',
      NATIVE_KEY_PREFIX: PREFIX,
    });
  const mark = (ownerId: string) =>
    local.table.commit([{ type: 'mark', record: { kind: 'planMark', ownerId, mark: 'mark' } }]);
  const planMarks = async () => (await local.table.listPlanMarks({ limit: 9 })).items.map(({ ownerId }) => ownerId);
  const read = async () => (await local.table.read([{ kind: 'account', accountId: onPlan.accountId }]))[0];

  it('gives a marked account its native key, and tells of one for whom there was no room', async () => {
    const handler = startWithPlans();
    cognito.answer(replyJson({ UserPoolClient: { ClientId: CLIENT_ID } }));
    await mark(onPlan.accountId);
    await handler({ task: 'reconcile', usagePlans });
    const other = { ...onPlan, accountId: 'Acc0000008' };
    await local.table.commit([{ type: 'insert', record: other }]);
    await mark(other.accountId);

    await handler({ task: 'reconcile', usagePlans });

    expect(server.nativeKeys()).toEqual([expect.objectContaining({ name: own, value: own, plans: ['a1b2c3'] })]);
    expect((await read())?.association).toMatchObject({ plan: 'free', deployment: PREFIX });
    expect(lines()).toMatchObject([
      { message: 'task', task: 'reconcile', nativeKeysOverLimit: 0 },
      { message: 'task', task: 'reconcile', nativeKeysOverLimit: 1 },
    ]);
    expect(await planMarks()).toEqual([other.accountId]);
  });

  it('logs what API Gateway did not do, keeps the mark, and counts as failed', async () => {
    const handler = startWithPlans();
    cognito.answer(replyJson({ UserPoolClient: { ClientId: CLIENT_ID } }));
    server.fail('error');
    await mark(onPlan.accountId);

    await expect(handler({ task: 'reconcile', usagePlans })).rejects.toThrow('the reconcile run had failures');
    server.fail('none');

    expect(lines()).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ level: 'ERROR', at: 'provisioning', dependency: 'api-gateway' }),
      ]),
    );
    expect(await planMarks()).toContain(onPlan.accountId);
  });

  it('sweeps the native key of an account that has no plan any more', async () => {
    const handler = startWithPlans();
    cognito.answer(replyJson({ UserPoolClients: [] }));
    await local.table.commit([
      {
        type: 'update',
        ref: { kind: 'account', accountId: onPlan.accountId },
        when: {},
        set: { grant: { scopes: [] }, association: undefined },
        increment: ['grantVersion'],
      },
    ]);

    await handler({ task: 'sweep', usagePlans });

    expect([server.nativeKeys(), lines()]).toMatchObject([[], [{ message: 'task', task: 'sweep', removed: 1 }]]);
  });

  it.each([
    ['a deployment without plans', () => start({ AWS_ENDPOINT_URL_API_GATEWAY: server.url }), { usagePlans }],
    ['a run whose event names no usage plans', startWithPlans, {}],
  ])('%s asks API Gateway nothing', async (_, starting, more) => {
    const handler = starting();
    cognito.answer(replyJson({ UserPoolClient: { ClientId: CLIENT_ID } }));
    let hits = 0;
    server.fail('error', { onHit: () => (hits += 1) });

    await handler({ task: 'reconcile', ...more });
    server.fail('none');

    expect([hits, lines()[0]]).toEqual([0, expect.not.objectContaining({ nativeKeysOverLimit: expect.anything() })]);
  });
});

test.each([
  'USER_POOL_ID',
  'ACCOUNTS_RESOURCE_SERVER',
  'MANAGEMENT_RESOURCE_SERVER',
  'TABLE_NAME',
  'KEY_SET_URL',
  'PLANS',
])('does not start without a good %s', (name) => {
  expect(() => start({ [name]: '!' })).toThrow(name);
});
