/**
 * The time of a request ends in each kind of call, in each function: the caller gets a 503 while Lambda still waits, and
 * the log says what the function waited for.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toItem } from '../../lambda/aws/dynamodb/table-items';
import type { AuthorizerEvent } from '../../lambda/doors/authorizer/authorize';
import type { ProxyEvent } from '../../lambda/http/event';
import type { FunctionContext } from '../../lambda/functions/wiring/invocation';
import type { Response } from '../../lambda/http/problems';
import { MANAGEMENT_FUNCTIONS } from '../../lambda/management/management-functions';
import { type CannedService, openCannedService, type Reply, replyError, replyJson } from '../support/canned-service';
import { coldStart } from '../support/cold-start';
import { GUARDED, goodRecords, POOL_KEY, requestOf } from '../support/doors';
import { ROUTES } from '../support/endpoints';
import { issuedClient } from '../support/issued';
import { openLocalTable, TABLE_NAME } from '../support/local-table';
import { eventOf } from '../support/management';
import { ManualTimers } from '../support/manual-timers';
import { ACCOUNT_ID, account, CLIENT_ID, KEY_ID, presentedKey } from '../support/records';
import { encodeRoutes } from '../support/routes';
import { AWS_REQUEST_ID, contextOn } from '../support/time-budgets';
import { postEvent } from '../support/token-events';
import { accessToken, claimsAt, ISSUER } from '../support/tokens';
import { indexed, operator } from '../support/world';

type Event = ProxyEvent | AuthorizerEvent | { readonly task: string };
type Handler = (event: Event, context?: FunctionContext) => Promise<Response>;

const NO_DECISION = 'The authorizer made no decision because a dependency failed';
const kept = { ...process.env };
let table: CannedService;
let cognito: CannedService;
/** The key set and the token endpoint. */
let issuer: Server;
let answerOfIssuer: (response: ServerResponse) => void;
let timers: ManualTimers;
let written: string[];

beforeAll(async () => {
  table = await openCannedService();
  cognito = await openCannedService();
  issuer = createServer((_, response) => answerOfIssuer(response));
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  process.env = kept;
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
  await table.close();
  await cognito.close();
});
beforeEach(() => {
  timers = new ManualTimers();
  written = [];
  answerOfIssuer = hangs;
  cognito.answer(hangs);
  table.answer(holding());
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(timers.pending).toBe(0);
});

/** Sends no answer: the time moves on to the next limit. */
const hangs = (): void => timers.expireNext();
const items = (records: readonly object[]) =>
  records.map((record) => marshall(record, { removeUndefinedValues: true }));
const HELD = [operator(), ...goodRecords(), issuedClient()];

/** Answers a batch read with those of the held records that it asks for, and anything else with `other`. */
function holding(other: Reply = hangs): Reply {
  return (response) => {
    const { operation, input } = table.asked.at(-1) ?? {};
    const asked = JSON.stringify(input);
    const found = items(HELD.map(toItem)).filter((item) =>
      asked.includes(JSON.stringify({ PK: item.PK, SK: item.SK })),
    );
    const unique = [
      ...new Map(found.map((item) => [JSON.stringify(item.PK) + JSON.stringify(item.SK), item])).values(),
    ];
    if (operation === 'BatchGetItem') replyJson({ Responses: { [TABLE_NAME]: unique }, UnprocessedKeys: {} })(response);
    else other(response);
  };
}

function start(name: string, tableUrl = table.url): Handler {
  const origin = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  const settings = {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_DYNAMODB: tableUrl,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    TABLE_NAME,
    CACHE_TABLE_NAME: TABLE_NAME,
    TOKEN_URL: `${origin}/oauth2/token`,
    KEY_SET_URL: `${origin}/pool/.well-known/jwks.json`,
    ...(name === 'authorizer' && {
      ISSUER,
      KEY_PREFIX: 'sp',
      ENVIRONMENT: 'live',
      RESOURCE_SERVERS: 'orders orders-accounts',
      ROUTES: encodeRoutes(GUARDED),
    }),
    ...(name === 'token' && { BOOTSTRAP_OPERATOR: 'bootstrap' }),
  };
  return coldStart(name, { kept, timers }, settings) as Handler;
}

const failures = () =>
  written
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as Record<string, unknown>)
    .filter(({ message }) => message === 'failure');
const OVER = 'the time of this request ended';
const over = (dependency: string) => ({ dependency, detail: OVER, awsRequestId: AWS_REQUEST_ID });

const withKey = requestOf('GET /orders', { 'x-api-key': presentedKey() });
const withToken = (now = Date.now()) =>
  requestOf('GET /orders', {
    authorization: `Bearer ${accessToken(POOL_KEY, claimsAt(Math.floor(now / 1000) * 1000))}`,
  });

describe('the authorizer', () => {
  test('makes no decision when the table does not answer, 0.2 s before its 2.5 s are over', async () => {
    table.answer(hangs);

    await expect(start('authorizer')(withKey)).rejects.toThrow(NO_DECISION);

    expect(timers.now).toBe(2_300);
    expect(failures()).toMatchObject([{ at: 'GET /orders', ...over('table'), cause: /^TimeoutError/ }]);
  });

  test('ends before Lambda does when less than its 2.5 s is left', async () => {
    table.answer(hangs);

    await expect(start('authorizer')(withKey, contextOn(timers, 700))).rejects.toThrow(NO_DECISION);

    expect(timers.now).toBe(500);
  });

  /** A warm process whose keys are old, at a moment when Cognito does not answer. */
  async function withOldKeys() {
    const handler = start('authorizer');
    answerOfIssuer = (response) => void response.end(JSON.stringify({ keys: [POOL_KEY.jwk] }));
    await handler(withToken());
    answerOfIssuer = hangs;
    const later = Date.now() + 300_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    written = [];
    return { handler, event: withToken(later), start: timers.now };
  }

  test('still has time for a slow table after a key set that does not answer', async () => {
    const { handler, event, start: at } = await withOldKeys();
    table.answer(hangs, holding());

    const answer = await handler(event);

    expect(answer).toMatchObject({ principalId: CLIENT_ID });
    expect(timers.now - at).toBeLessThan(2_000);
    expect(failures()).toMatchObject([{ at: 'key-set refresh', dependency: 'key-set', awsRequestId: AWS_REQUEST_ID }]);
  });

  test('makes no decision, in time, when after the key set the table does not answer either', async () => {
    const { handler, event, start: at } = await withOldKeys();
    const before = table.asked.length;
    table.answer(hangs);

    await expect(handler(event)).rejects.toThrow(NO_DECISION);

    expect(timers.now - at).toBe(2_300);
    expect(table.asked.length - before).toBeGreaterThanOrEqual(2);
    expect(failures()).toMatchObject([{ dependency: 'key-set' }, { at: 'GET /orders', ...over('table') }]);
  });

  test('makes no decision when the time ends while it fetches the key set', async () => {
    await expect(start('authorizer')(withToken(), contextOn(timers, 700))).rejects.toThrow(NO_DECISION);

    expect(timers.now).toBe(500);
    expect(failures()).toMatchObject([{ dependency: 'key-set', cause: /the time of this request ended/ }]);
  });
});

describe.each(MANAGEMENT_FUNCTIONS.filter((name) => name !== 'catalogue'))('the %s function', (name) => {
  // The first that is not for people alone.
  const route = ROUTES.find((one) => one.function === name && one.scopes.length > 0);
  const method = route?.route ?? '';

  test('answers 503 when the table does not, before its time is over', async () => {
    table.answer(hangs);
    const path = method.replace('{accountId}', ACCOUNT_ID).replace('{keyId}', KEY_ID).replace('{clientId}', CLIENT_ID);
    const body = name === 'verify' ? { credential: presentedKey() } : { key: presentedKey() };

    const answer = await start(name)(eventOf(path, method.startsWith('POST') ? { body: BODIES[name] ?? body } : {}));

    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 503, title: 'A service we depend on is unavailable' });
    expect(timers.now).toBe(name === 'clients' ? 16_800 : 9_800);
    expect(failures()).toMatchObject([{ at: route?.id, ...over('table'), cause: /^TimeoutError/ }]);
  });
});
/** Of functions whose first endpoint makes something. */
const BODIES: Readonly<Record<string, object>> = {
  accounts: { name: 'A' },
  keys: { label: 'x', scopes: ['read:orders'] },
  clients: { label: 'x', scopes: ['read:orders'] },
};
const createKey = () =>
  eventOf(`POST /accounts/${ACCOUNT_ID}/keys`, {
    body: { label: 'x', scopes: [] },
    headers: { 'Idempotency-Key': '1' },
  });

describe('a change', () => {
  test('whose commit is not answered is a 503 that tells to send the request again', async () => {
    const answer = await start('keys')(createKey());

    expect([answer.statusCode, JSON.parse(answer.body).detail]).toEqual([
      503,
      expect.stringMatching(/^It is not known whether the request took effect.*same Idempotency-Key/),
    ]);
    expect(failures()).toMatchObject([{ at: 'issueKey', ...over('table') }]);
  });

  test('that other writers are always first with is a 503 when the time is over, and says so', async () => {
    const codes = [{ Code: 'TransactionConflict' }, ...Array.from({ length: 3 }, () => ({ Code: 'None' }))];
    table.answer(holding(replyError('TransactionCanceledException', { CancellationReasons: codes })));

    const answer = await start('keys')(createKey());

    expect(answer.statusCode).toBe(503);
    expect(timers.now).toBe(9_800);
    expect(failures()).toMatchObject([
      { dependency: 'table', detail: /^other writers changed the records during each of \d\d attempts$/ },
    ]);
  });

  test('whose answer was lost when the time ended was made once, and the same request again tells its result', async () => {
    const local = await openLocalTable();
    await local.table.commit([operator(), account()].map((record) => ({ type: 'insert', record })));
    local.server.fail('lost', { operation: 'TransactWriteItems', onHit: () => timers.advance(9_800) });
    const handler = start('keys', local.server.url);

    const lost = await handler(createKey());
    local.server.fail('none');
    const again = await handler(createKey());
    const { items: made } = await local.table.listKeys(ACCOUNT_ID, { limit: 9 });
    await local.close();

    expect([lost.statusCode, again.statusCode]).toEqual([503, 200]);
    expect(made).toHaveLength(1);
    expect(JSON.parse(again.body)).toMatchObject({ id: made[0]?.keyId, secretShown: false });
  });
});

describe('the user pool', () => {
  const SECRETS = `POST /accounts/${ACCOUNT_ID}/clients/${CLIENT_ID}/secrets`;
  /** Before the first request is given up, the table's time ends, which is shorter than the pool's. */
  const neverAnswers: readonly Reply[] = [
    () => {
      hangs();
      hangs();
    },
    hangs,
  ];

  test('that has not answered when the time is over is a 503', async () => {
    cognito.answer(...neverAnswers);

    const answer = await start('clients')(eventOf(SECRETS.replace('POST', 'GET')), contextOn(timers, 4_000));

    expect(answer.statusCode).toBe(503);
    expect(failures()).toMatchObject([{ at: 'listClientSecrets', dependency: 'pool', awsRequestId: AWS_REQUEST_ID }]);
    expect(failures()[0]?.detail).toBe(`${OVER}: TimeoutError`);
  });

  test('keeps no secret that could not be recorded: the table’s time ends first, so that there is time to undo', async () => {
    const descriptor = { ClientSecretId: 'second', ClientSecretCreateDate: 1, ClientSecretValue: 'a'.repeat(52) };
    cognito.answer(replyJson({ ClientSecretDescriptor: descriptor }), replyJson({}));

    const answer = await start('clients')(eventOf(SECRETS));

    expect([answer.statusCode, timers.now]).toEqual([503, 16_800]);
    expect(cognito.asked.slice(-2).map(({ operation }) => operation)).toEqual([
      'AddUserPoolClientSecret',
      'DeleteUserPoolClientSecret',
    ]);
    expect(failures()).toMatchObject([over('table')]);
  });

  test.each([
    ['reconcile', 'the reconcile run had failures: 1'],
    ['sweep', `${OVER}: TimeoutError`],
  ])('that does not answer a %s ends the run in time, with lines that say so', async (task, message) => {
    const local = await openLocalTable();
    const pending = issuedClient({ issuerState: 'of another time' });
    const mark = { kind: 'pendingMark', accountId: ACCOUNT_ID, mark: 'mark' } as const;
    await local.table.commit(
      [operator(), account(), pending, ...indexed(pending), mark].map((record) => ({ type: 'insert', record })),
    );
    cognito.answer(...neverAnswers);

    const context = contextOn(timers, task === 'sweep' ? 4_000 : 5_000);
    const end: unknown = await start('clients', local.server.url)({ task }, context).catch((error: unknown) => error);
    await local.close();

    expect(end).toMatchObject({ name: 'DependencyError', message });
    expect(context.getRemainingTimeInMillis()).toBeGreaterThanOrEqual(200);
    expect(failures()).toMatchObject([{ dependency: 'pool', awsRequestId: AWS_REQUEST_ID }]);
  });
});

describe('the token cache', () => {
  const ask = () => postEvent({ clientId: CLIENT_ID, secret: 's3cret', scopes: [] });

  test('is a 503 when the token endpoint has not answered at the end of its time', async () => {
    const answer = await start('token')(ask(), contextOn(timers, 2_200));

    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([503, { error: 'temporarily_unavailable' }]);
    expect(timers.now).toBe(2_000);
    expect(failures().at(-1)).toMatchObject({ at: 'POST /oauth2/token', ...over('token-endpoint') });
  });

  test('leaves Cognito its time when the tables do not answer', async () => {
    table.answer(replyError('ThrottlingException'));
    answerOfIssuer = (response) => void response.end('{"access_token":"t","token_type":"Bearer","expires_in":60}');

    const answer = await start('token')(ask());

    expect([answer.statusCode, timers.now]).toEqual([200, 1_500]);
    expect(failures()).toMatchObject([{ at: 'token cache, reading', dependency: 'table' }]);
  });
});

describe('a process that was frozen until its time was over', () => {
  test.each(['authorizer', 'keys'])('starts no new call when it is thawed (%s)', async (name) => {
    let frozen = 0;
    const remaining = (): number => 10_000 - frozen;
    // Time goes by and no timer notices.
    table.answer((response) => {
      frozen = 60_000;
      replyError('ThrottlingException')(response);
    });
    const context = { awsRequestId: AWS_REQUEST_ID, getRemainingTimeInMillis: remaining };
    const before = table.asked.length;

    const answer = await start(name)(name === 'keys' ? createKey() : withKey, context).catch((error: unknown) => error);

    expect(answer).toMatchObject(
      name === 'keys' ? { statusCode: 503 } : { message: expect.stringContaining(NO_DECISION) },
    );
    expect(table.asked.length - before).toBe(1);
    expect([timers.now, timers.pauses]).toEqual([0, []]);
    expect(failures()).toMatchObject([over('table')]);
  });
});
