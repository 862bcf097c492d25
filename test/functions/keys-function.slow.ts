/** The keys' function as Lambda starts it: over the wire to a table, called by an operator and by the daily schedule. */
import type { Response } from '../../lambda/http/problems';
import { coldStart } from '../support/cold-start';
import { openLocalTable, TABLE_NAME } from '../support/local-table';
import { eventOf } from '../support/management';
import { account, ACCOUNT_ID, apiKey, DAY, KEY_ID } from '../support/records';
import { indexed } from '../support/world';

type Handler = (event: unknown) => Promise<Response | undefined>;

const kept = { ...process.env };
const written: string[] = [];
let local: Awaited<ReturnType<typeof openLocalTable>>;
const now = Date.now();
const key = apiKey({ createdAt: now - 100 * DAY, expiresAt: now + 6.5 * DAY });

beforeAll(async () => {
  local = await openLocalTable();
  await local.table.commit([account(), key, ...indexed(key)].map((record) => ({ type: 'insert', record })));
});
afterAll(async () => {
  process.env = kept;
  await local.close();
});
beforeEach(() => {
  written.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());

const start = (variables: Readonly<Record<string, string>> = {}) =>
  coldStart('keys', { kept }, { AWS_ENDPOINT_URL_DYNAMODB: local.server.url, TABLE_NAME, ...variables }) as Handler;

const lines = () => written.flatMap((text) => text.trim().split('\n')).map((text) => JSON.parse(text) as object);
const events = async () => (await local.table.listEvents(ACCOUNT_ID, { limit: 10 })).items.map(({ action }) => action);

it('answers an operator who reads a key', async () => {
  const answer = await start()(eventOf(`GET /accounts/${ACCOUNT_ID}/keys/${KEY_ID}`));

  expect(answer?.statusCode).toBe(200);
});

it('tells of nothing that the deployer chose no day for', async () => {
  expect(await start()({ task: 'daily' })).toBeUndefined();

  expect(await events()).toEqual([]);
  expect(lines()).toMatchObject([{ level: 'INFO', message: 'task', task: 'daily', told: 0, ended: 0 }]);
});

it('tells of keys that expire by the days that it was given, once, and logs the run', async () => {
  await local.table.commit([{ type: 'forget', ref: { kind: 'dailyRun' } }]);
  const handler = start({ EXPIRY_NOTICE_DAYS: '14 7', INACTIVITY_DAYS: '5', USAGE: 'counted' });

  await handler({ task: 'daily' });
  await handler({ task: 'daily' });

  expect(await events()).toEqual(['key.expiring']);
  expect(lines()).toMatchObject([
    { task: 'daily', told: 1, ended: 0 },
    { task: 'daily', told: 0, ended: 0 },
  ]);
});

it('fails the run, and logs why, when an account failed or the table does', async () => {
  await local.table.commit([{ type: 'forget', ref: { kind: 'dailyRun' } }]);
  const handler = start({ EXPIRY_NOTICE_DAYS: '7' });
  local.server.fail('malformed', { operation: 'Query', times: 1_000 });

  await expect(handler({ task: 'daily' })).rejects.toMatchObject({ name: 'DependencyError' });
  local.server.fail('none');

  expect(lines()).toContainEqual(expect.objectContaining({ message: 'failure', at: 'daily', dependency: 'table' }));
});

it.each([
  [{ EXPIRY_NOTICE_DAYS: '7 x' }, 'EXPIRY_NOTICE_DAYS'],
  [{ INACTIVITY_DAYS: '0' }, 'INACTIVITY_DAYS'],
  [{ USAGE: 'yes' }, 'USAGE'],
])('does not start with %j', (variables, name) => {
  expect(() => start(variables)).toThrow(name);
});
