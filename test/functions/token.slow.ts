/** The token cache's function as Lambda starts it, in front of a pool and two tables that answer over HTTP. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoTable } from '../../lambda/aws/dynamodb/dynamo-table';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import type { ProxyEvent } from '../../lambda/http/event';
import type { Response } from '../../lambda/http/problems';
import { startClock } from '../../local/clock';
import { startPoolServer } from '../../local/pool/pool';
import { startTableServer } from '../../local/table/table';
import type { AppClient, FailureKind, TableServer, PoolServer } from '../../local/types';
import { coldStart } from '../support/cold-start';
import { CACHE_NAME, CACHE_SPEC, callTimeOn, clientFor, TABLE_NAME, TABLE_SPEC } from '../support/local-table';
import { ManualTimers } from '../support/manual-timers';
import { ACCOUNT_ID, account, client as clientRecord } from '../support/records';
import { basicEvent, postEvent, tokenEvent } from '../support/token-events';
import { ISSUER } from '../support/tokens';

type Handler = (event: ProxyEvent) => Promise<Response>;
const SCOPES = ['orders-accounts/read:orders', 'orders-accounts/write:orders'];
const kept = { ...process.env };
let tables: TableServer;
let pool: PoolServer;
let dynamo: ReturnType<typeof clientFor>;
let app: AppClient;
let timers: ManualTimers;
let written: string[];

const start = (variables: Readonly<Record<string, string>> = {}) =>
  coldStart(
    'token',
    { kept, timers },
    {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_DYNAMODB: tables.url,
      TABLE_NAME,
      CACHE_TABLE_NAME: CACHE_NAME,
      TOKEN_URL: `${pool.url}/oauth2/token`,
      BOOTSTRAP_OPERATOR: 'bootstrap',
      ...variables,
    },
  ) as Handler;

beforeAll(async () => {
  pool = await startPoolServer(
    { logicalId: 'Pool', poolId: 'eu-central-1_Example01', issuer: ISSUER, scopes: SCOPES, clients: [] },
    { clock: startClock() },
  );
});
afterAll(() => pool.close());
beforeEach(async () => {
  written = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  tables = await startTableServer({ tables: [TABLE_SPEC, CACHE_SPEC] });
  timers = new ManualTimers();
  dynamo = clientFor(tables.url, timers);
  app = pool.createClient('Warehouse', SCOPES);
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = kept;
  pool.fail('none', { target: 'tokenEndpoint' });
  dynamo.destroy();
  await tables.close();
});

const table = () => new DynamoTable(TABLE_NAME, dynamo, callTimeOn(timers));
const put = (...records: readonly TableRecord[]) =>
  table().commit(records.map((record) => ({ type: 'insert', record })));
const records = (): TableRecord[] => [
  account(),
  clientRecord({ clientId: app.clientId }),
  { kind: 'clientOwner', clientId: app.clientId, accountId: ACCOUNT_ID },
];
const asking = (scopes: readonly string[] = []) =>
  postEvent({ clientId: app.clientId, secret: app.clientSecret, scopes });
const tokenOf = ({ body }: Response) => JSON.parse(body).access_token as string;
/** What the function wrote; Node's own warnings of a process come in between. */
const lines = () =>
  written.filter((line) => !line.startsWith('(node:')).map((line) => JSON.parse(line) as Record<string, unknown>);
const outcomes = () => lines().map(({ outcome, at }) => outcome ?? at);
const items = async () => (await dynamo.send(new ScanCommand({ TableName: CACHE_NAME }))).Items ?? [];

test('a token is fetched once, kept sealed for its time, and given to the next process as well', async () => {
  await put(...records());
  const begun = Date.now() / 1000;

  const first = await start()(asking());
  const second = await start()(
    basicEvent({ clientId: app.clientId, secret: app.clientSecret }, 'grant_type=client_credentials'),
  );

  expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
  expect(tokenOf(second)).toBe(tokenOf(first));
  expect(outcomes()).toEqual(['miss', 'hit']);
  const [item, ...more] = await items();
  const expiresAt = Number(item?.expiresAt);
  expect([more, Object.keys(item ?? {}).sort()]).toEqual([[], ['expiresAt', 'id', 'sealed']]);
  // Three quarters of an hour after it was issued, which was at a whole second between the beginning and now.
  expect(expiresAt).toBeGreaterThanOrEqual(Math.floor(begun) + 2_700);
  expect(expiresAt).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + 2_700);
});

test('neither table nor log has anything of the secret or the token', async () => {
  await put(...records());
  const handler = start();
  const token = tokenOf(await handler(asking()));
  await handler(asking());
  await handler(postEvent({ clientId: app.clientId, secret: `${app.clientSecret}0`, scopes: [] }));

  const everything = [
    ...written,
    ...(await items()).map(({ sealed, ...item }) => JSON.stringify(item) + Buffer.from(sealed).toString('latin1')),
  ].join('\n');
  const parts = [app.clientSecret, ...token.split('.').slice(1)].flatMap((text) =>
    Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8)),
  );
  expect(outcomes()).toEqual(['miss', 'hit', 'miss']);
  expect(parts.filter((part) => everything.includes(part))).toEqual([]);
});

test('a wrong secret, a scope that the client may not have, and another grant type are the issuer’s to refuse', async () => {
  const handler = start();
  await handler(asking());

  const wrong = await handler(postEvent({ clientId: app.clientId, secret: 'wrong', scopes: [] }));
  const scope = await handler(asking(['orders-accounts/delete:orders']));
  const grant = await handler(tokenEvent('grant_type=password&username=a&password=b'));

  const refusals = ['invalid_client', 'invalid_scope', 'unsupported_grant_type'];
  expect([wrong, scope, grant].map(({ statusCode, body }) => [statusCode, JSON.parse(body)])).toEqual(
    refusals.map((error) => [400, { error }]),
  );
});

test('the stack’s own operator is given a new token each time, though it has no record yet', async () => {
  const handler = start({ BOOTSTRAP_OPERATOR: app.clientId });

  const [first, second] = [await handler(asking()), await handler(asking())];

  expect(tokenOf(second)).not.toBe(tokenOf(first));
  expect(outcomes()).toEqual(['passed', 'passed']);
  expect(await items()).toEqual([]);
});

test('an operator with a record is given a new token each time as well, and nothing is a defect', async () => {
  await put({ kind: 'operator', clientId: app.clientId, label: 'Release', scopes: ['read:keys'], version: 1 });
  const handler = start();

  const [first, second] = [await handler(asking()), await handler(asking())];

  expect(tokenOf(second)).not.toBe(tokenOf(first));
  expect(outcomes()).toEqual(['passed', 'passed']);
  expect(lines().map(({ level }) => level)).toEqual(['INFO', 'INFO']);
});

test('a client that was suspended meanwhile is given nothing that is kept', async () => {
  await put(...records());
  const handler = start();
  const first = await handler(asking());
  const ref = { kind: 'client', accountId: ACCOUNT_ID, clientId: app.clientId } as const;
  await table().commit([{ type: 'update', ref, when: {}, set: { suspendedAt: Date.now() }, increment: ['version'] }]);

  const second = await handler(asking());

  expect(tokenOf(second)).not.toBe(tokenOf(first));
  expect(outcomes()).toEqual(['miss', 'passed']);
  expect(await items()).toHaveLength(1);
});

describe('trouble', () => {
  test.each<FailureKind>(['refuse', 'reset', 'throttle', 'error', 'malformed'])(
    'at the tables (%s) leaves everything to the issuer',
    async (kind) => {
      const handler = start();
      await handler(asking());
      tables.fail(kind);

      const right = await handler(asking());
      const wrong = await handler(postEvent({ clientId: app.clientId, secret: 'wrong', scopes: [] }));

      expect([right.statusCode, wrong.statusCode]).toEqual([200, 400]);
      expect(outcomes()).toEqual(['miss', 'token cache, reading', 'passed', 'token cache, reading', 'passed']);
      expect(lines().filter(({ level }) => level === 'ERROR')).toHaveLength(2);
    },
  );

  test.each<FailureKind>(['reset', 'error', 'malformed', 'hang'])(
    'at the issuer (%s) is 503 for who needs a new token, and nobody else notices',
    async (kind) => {
      const handler = start();
      await handler(asking());
      pool.fail(kind, { target: 'tokenEndpoint', ...(kind === 'hang' && { onHit: () => timers.expireNext() }) });

      const given = await handler(asking());
      const missed = await handler(asking(['orders-accounts/read:orders']));

      expect(given.statusCode).toBe(200);
      expect(missed).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1', 'Cache-Control': 'no-store' } });
      expect(JSON.parse(missed.body)).toEqual({ error: 'temporarily_unavailable' });
      expect(outcomes()).toEqual(['miss', 'hit', 'POST /oauth2/token']);
      expect([timers.now, timers.pending]).toEqual([kind === 'hang' ? 3_000 : 0, 0]);
    },
  );
});

test.each(['TABLE_NAME', 'CACHE_TABLE_NAME', 'TOKEN_URL', 'BOOTSTRAP_OPERATOR'])(
  'without %s the function does not start',
  (name) => {
    expect(() => start({ [name]: '' })).toThrow(`Environment variable ${name} is not`);
  },
);
