import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toItemJson } from '../../lambda/aws/dynamodb/attribute-values';
import { toItem } from '../../lambda/aws/dynamodb/table-items';
import type { AuthorizerEvent } from '../../lambda/doors/authorizer/authorize';
import type { AuthorizerAnswer } from '../../lambda/doors/authorizer/authorizer-answer';
import { type CannedService, openCannedService, reply, replyError, replyJson } from '../support/canned-service';
import { coldStart } from '../support/cold-start';
import { GUARDED, goodRecords, POOL_KEY, requestOf, STAGE_ARN } from '../support/doors';
import { openLocalTable, TABLE_NAME as LOCAL_TABLE } from '../support/local-table';
import { ManualTimers } from '../support/manual-timers';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, KEY_ID, presentedKey } from '../support/records';
import { encodeRoutes } from '../support/routes';
import { AWS_REQUEST_ID } from '../support/time-budgets';
import { accessToken, claimsAt, ISSUER } from '../support/tokens';

type Handler = (event: AuthorizerEvent) => Promise<AuthorizerAnswer>;

const TABLE = 'sallyport-records';
/** What a read of the presented key asks for. */
const KEYS = [toItem(apiKey()), toItem(account())].map(({ PK, SK }) => toItemJson({ PK, SK }));
let table: CannedService;
let issuer: Server;
let replyKeySet: (response: ServerResponse) => void;
let written: string[];
let handler: Handler;
let timers: ManualTimers;
const kept = { ...process.env };

function start(variables: Readonly<Record<string, string>> = {}): Handler {
  const port = (issuer.address() as AddressInfo).port;
  return coldStart(
    'authorizer',
    { kept, timers },
    {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      TABLE_NAME: TABLE,
      KEY_PREFIX: 'sp',
      ENVIRONMENT: 'live',
      ISSUER,
      KEY_SET_URL: `http://127.0.0.1:${port}/pool/.well-known/jwks.json`,
      RESOURCE_SERVERS: 'orders orders-accounts',
      ROUTES: encodeRoutes(GUARDED),
      ...variables,
    },
  ) as Handler;
}

beforeAll(async () => {
  table = await openCannedService();
  issuer = createServer((_, response) => replyKeySet(response));
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  process.env = kept;
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
  await table.close();
});
beforeEach(() => {
  written = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  replyKeySet = (response) => void response.end(JSON.stringify({ keys: [POOL_KEY.jwk] }));
  table.answer(replyJson({ Responses: { [TABLE]: [] }, UnprocessedKeys: {} }));
  timers = new ManualTimers();
  handler = start();
});
afterEach(() => jest.restoreAllMocks());

const withKey = requestOf('GET /orders', { 'x-api-key': presentedKey() });
const withToken = () =>
  requestOf('GET /orders', {
    authorization: `Bearer ${accessToken(POOL_KEY, claimsAt(Math.floor(Date.now() / 1000) * 1000))}`,
  });

describe('the authorizer function', () => {
  test('reads key and account strongly in one call, and logs the verdict and not the key', async () => {
    const before = table.asked.length;

    await expect(handler(withKey)).rejects.toThrow(/^Unauthorized$/);

    expect(table.asked.slice(before)).toMatchObject([
      { operation: 'BatchGetItem', input: { RequestItems: { [TABLE]: { ConsistentRead: true, Keys: [{}, {}] } } } },
    ]);
    expect(written.map((line) => JSON.parse(line) as object)).toMatchObject([
      { message: 'verdict', reason: 'unknown', route: 'GET /orders', door: 'any' },
    ]);
    expect(written.join('')).not.toContain(presentedKey().slice(28));
  });

  test('asks the issuer nothing before the first token, and checks that with the issuer’s keys', async () => {
    let asked = 0;
    const answer = replyKeySet;
    replyKeySet = (response) => {
      asked += 1;
      answer(response);
    };

    await expect(handler(withKey)).rejects.toThrow();
    expect(asked).toBe(0);

    await expect(handler(withToken())).rejects.toThrow(/^Unauthorized$/);
    expect(asked).toBe(1);
    expect(written.join('')).toContain('"reason":"unknown"');
  });

  test.each<[string, ReturnType<typeof reply>]>([
    ['refuses the caller', replyError('AccessDeniedException')],
    ['throttles', replyError('ThrottlingException')],
    ['answers 500', reply('', 500)],
    ['answers nonsense', reply('<html>')],
    ['hangs', () => timers.expireNext()],
    ['breaks off', (response) => void response.destroy()],
    ['leaves a record unread', replyJson({ Responses: {}, UnprocessedKeys: { [TABLE]: { Keys: KEYS } } })],
  ])('is trouble and no verdict while the table %s, within its time', async (_, trouble) => {
    table.answer(trouble);

    await expect(handler(withKey)).rejects.toMatchObject({
      message: expect.stringMatching(/^The authorizer made no decision/),
    });

    expect(timers.now).toBeLessThanOrEqual(2_300);
    expect(timers.pending).toBe(0);
    expect(written.join('')).toContain('"failure"');
  });

  test('logs a route by its whole name, however long a segment of its template is, and a path of the caller’s never', async () => {
    const route = `GET /a-literal-segment-that-is-longer-than-any-secret-or-hash/{id}`;
    handler = start({ ROUTES: encodeRoutes([{ route, scope: null, door: 'any' }]) });
    const headers = { 'x-api-key': presentedKey() };

    await expect(handler(requestOf(route, headers))).rejects.toThrow(/^Unauthorized$/);
    await expect(handler(requestOf(`GET /${presentedKey()}`, headers))).rejects.toThrow(
      /^The authorizer made no decision/,
    );

    const [verdict, defect] = written.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(verdict).toMatchObject({ message: 'verdict', route });
    expect(defect).toMatchObject({ message: 'defect', awsRequestId: AWS_REQUEST_ID });
    expect(defect).not.toHaveProperty('at');
  });

  test('logs what a credential lacks, however long the names of the scopes are', async () => {
    const local = await openLocalTable();
    await local.table.commit(goodRecords().map((record) => ({ type: 'insert', record })));
    const long = (verb: string) => `${verb}:${'orders-of-all-branches-'.repeat(2)}x`;
    const ROUTES = encodeRoutes([{ route: 'GET /all', scope: { allOf: [long('read'), long('write')] }, door: 'any' }]);
    handler = start({ AWS_ENDPOINT_URL_DYNAMODB: local.server.url, TABLE_NAME: LOCAL_TABLE, ROUTES });

    const answer = await handler(requestOf('GET /all', { 'x-api-key': presentedKey() }));
    await local.close();

    const scope = `${long('read')} and ${long('write')}`;
    expect(answer.context).toEqual({
      ...{ problem: 'insufficient-scope', requiredScope: scope },
      ...{ accountId: ACCOUNT_ID, credentialId: KEY_ID },
    });
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ message: 'verdict', reason: 'insufficient-scope', scope });
  });

  test('is trouble and no verdict while the key set is, and works with the next token after', async () => {
    const answer = replyKeySet;
    replyKeySet = (response) => void response.destroy();
    await expect(handler(withToken())).rejects.toMatchObject({ dependency: 'key-set' });

    replyKeySet = answer;
    await expect(handler(withToken())).rejects.toThrow(/^Unauthorized$/);
  });

  test('lets a good key and a good token in, over the wire to a table that holds them', async () => {
    const local = await openLocalTable();
    await local.table.commit(goodRecords().map((record) => ({ type: 'insert', record })));
    handler = start({ AWS_ENDPOINT_URL_DYNAMODB: local.server.url, TABLE_NAME: LOCAL_TABLE });

    const answers = [await handler(withKey), await handler(withToken())];
    await local.close();

    expect(answers).toMatchObject([
      { principalId: KEY_ID, context: { credentialType: 'apiKey', scopes: 'read:orders' } },
      { principalId: CLIENT_ID, context: { credentialType: 'client', scopes: 'read:orders' } },
    ]);
    for (const { policyDocument } of answers)
      expect(policyDocument.Statement).toMatchObject([
        { Effect: 'Allow', Resource: [`${STAGE_ARN}/GET/orders`, `${STAGE_ARN}/GET/orders/`] },
      ]);
  });

  test.each(['TABLE_NAME', 'KEY_PREFIX', 'ENVIRONMENT', 'ISSUER', 'KEY_SET_URL', 'RESOURCE_SERVERS', 'ROUTES'])(
    'does not start without a good %s',
    (name) => {
      expect(() => start({ [name]: '!' })).toThrow(/not|decoded|invalid/);
    },
  );
});
