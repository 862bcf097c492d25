/** What the client of the authorizer and the token cache makes of DynamoDB's answers. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromItemJson, toItemJson } from '../../../lambda/aws/dynamodb/attribute-values';
import { itemKeyOf } from '../../../lambda/aws/dynamodb/item-keys';
import { toItem } from '../../../lambda/aws/dynamodb/table-items';
import { SignedClient } from '../../../lambda/aws/dynamodb/signed-client';
import { RECORD_CODECS } from '../../../lambda/aws/dynamodb/codecs/record-codecs';
import { signedReader } from '../../../lambda/aws/dynamodb/signed-reader';
import { callTimeOn, TABLE_NAME } from '../../support/local-table';
import { ManualTimers } from '../../support/manual-timers';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../support/records';

const SECRET = 'Secret0Secret0Secret0Secret0Secret0Secret0';
const SESSION = 'Session0Session0Session0Session0Session0';
const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const KEY = { kind: 'key', keyId: KEY_ID } as const;
const MINUTE = 60_000;

interface Answer {
  readonly status?: number;
  readonly date?: string;
  readonly text: string;
}

let server: Server;
let asked: IncomingHttpHeaders[];
let answers: Answer[];
let timers: ManualTimers;
let client: SignedClient;
let now: number;

beforeEach(async () => {
  asked = [];
  now = NOW;
  timers = new ManualTimers();
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(request.headers);
      reply(response, answers.length > 1 ? answers.shift() : answers[0]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new SignedClient(
    {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: SESSION,
    },
    { timers, now: () => now },
  );
});
afterEach(async () => {
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function reply(response: ServerResponse, { status = 200, date, text }: Answer = { text: '' }): void {
  if (date === '') response.sendDate = false;
  else if (date !== undefined) response.setHeader('date', date);
  response.writeHead(status).end(text);
}
const error = (type: string, more: Partial<Answer> = {}): Answer => ({
  status: 400,
  text: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `${SECRET} ${SESSION}` }),
  ...more,
});
const batch = (...records: Parameters<typeof toItem>[0][]): Answer => ({
  text: JSON.stringify({
    Responses: { [TABLE_NAME]: records.map((record) => toItemJson(toItem(record))) },
    UnprocessedKeys: {},
  }),
});
const inTable = (content: unknown) => ({ [TABLE_NAME]: content });
const answerWith = (Responses: object, UnprocessedKeys: unknown): Answer => ({
  text: JSON.stringify({ Responses, UnprocessedKeys }),
});
const FOUND = [toItemJson(toItem(account()))];
/** Of a key's item. */
const LEFT = toItemJson(itemKeyOf(apiKey()));
const read = () =>
  signedReader({ tableName: TABLE_NAME, codecs: RECORD_CODECS }, client)(callTimeOn(timers)).read([KEY, ACCOUNT]);
const failure = (): Promise<unknown> => read().then(Promise.reject.bind(Promise), (thrown: unknown) => thrown);
const datesAsked = () => asked.map((headers) => headers['x-amz-date']);

test('a request names its operation, its time and the session, and signs all three', async () => {
  answers = [batch(apiKey(), account())];

  expect(await read()).toEqual([apiKey(), account()]);
  const [headers = {}] = asked;
  expect(headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.BatchGetItem',
    'x-amz-security-token': SESSION,
    'x-amz-date': new Date(NOW).toISOString().replace(/[-:]|\.\d+/g, ''),
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[\da-f]{64}$/,
    ),
  });
  expect(JSON.stringify(headers)).not.toContain(SECRET);
});

describe('a clock that is wrong', () => {
  it.each([20, -20])('by %d minutes is corrected by DynamoDB’s once, without a pause', async (minutes) => {
    const theirs = NOW + minutes * MINUTE;
    answers = [
      error('InvalidSignatureException', { date: new Date(theirs).toUTCString() }),
      batch(apiKey(), account()),
    ];

    const first = await read();
    now += MINUTE;
    const second = await read();

    expect([first, second]).toEqual([
      [apiKey(), account()],
      [apiKey(), account()],
    ]);
    const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
    expect(datesAsked()).toEqual([NOW, theirs, theirs + MINUTE].map((at) => stamp(Math.floor(at / 1000) * 1000)));
    expect(timers.pauses).toEqual([]);
  });

  it('is corrected again when it is set right', async () => {
    const ahead = (at: number) => error('InvalidSignatureException', { date: new Date(at).toUTCString() });
    answers = [ahead(NOW + 20 * MINUTE), batch(), ahead(NOW + 20 * MINUTE), batch()];
    await read();
    now = NOW + 20 * MINUTE;

    await read();

    expect(asked).toHaveLength(4);
  });

  it.each<[string, string]>([
    ['shows the time that this clock shows', new Date(NOW).toUTCString()],
    ['is missing', ''],
    ['is no date', 'yesterday'],
  ])('is not the cause if the answer’s date %s: the read fails after one request', async (_, date) => {
    answers = [error('InvalidSignatureException', { date })];

    expect(await failure()).toMatchObject({ dependency: 'table', cause: { name: 'InvalidSignatureException' } });
    expect(asked).toHaveLength(1);
  });

  it('is corrected once for a request: a second refusal fails the read', async () => {
    let minutes = 0;
    answers = [20, 40, 60].map((at) =>
      error('InvalidSignatureException', { date: new Date(NOW + (minutes = at) * MINUTE).toUTCString() }),
    );

    expect(await failure()).toMatchObject({ cause: { name: 'InvalidSignatureException' } });
    expect([asked.length, minutes]).toEqual([2, 60]);
  });
});

describe('an error', () => {
  it.each([
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'AccessDeniedException',
    'ResourceNotFoundException',
    'ValidationException',
  ])('that a repetition would get again is not repeated: %s', async (type) => {
    answers = [error(type)];

    expect(await failure()).toMatchObject({ dependency: 'table', cause: { name: type } });
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['ProvisionedThroughputExceededException', error('ProvisionedThroughputExceededException')],
    ['RequestLimitExceeded', error('RequestLimitExceeded')],
    ['ThrottlingException', error('ThrottlingException')],
    ['InternalServerError', error('InternalServerError', { status: 500 })],
    ['a proxy’s page', { status: 502, text: '<html>Bad Gateway</html>' }],
    ['an empty 503', { status: 503, text: '' }],
    ['a redirection', { status: 307, text: '' }],
    ['200 with a page', { text: '<html></html>' }],
    ['200 with null', { text: 'null' }],
    ['200 with nothing', { text: '' }],
    ['200 for another table', { text: '{"Responses":{"other":[]},"UnprocessedKeys":{}}' }],
    [
      '200 with a list of keys of another form',
      { text: `{"Responses":{"${TABLE_NAME}":[]},"UnprocessedKeys":{"${TABLE_NAME}":{"Keys":7}}}` },
    ],
    ['200 with half of the keys left, and nothing found', answerWith({}, inTable({ Keys: [LEFT] }))],
    ['200 with one key left twice, and nothing found', answerWith({}, inTable({ Keys: [LEFT, LEFT] }))],
    [
      '200 with a key left that nobody asked for',
      answerWith(inTable(FOUND), inTable({ Keys: [{ ...LEFT, SK: { S: 'other' } }] })),
    ],
    ['200 with one item twice', answerWith(inTable([...FOUND, ...FOUND]), {})],
    ['200 with no list of the keys left', answerWith(inTable(FOUND), inTable({}))],
    ['200 with null for the keys left', answerWith(inTable(FOUND), inTable(null))],
    ['200 with keys left in another table', answerWith(inTable(FOUND), { other: { Keys: [LEFT] } })],
    ['200 with a text for the keys left', answerWith(inTable(FOUND), 'none')],
    ['200 with a number for the keys left', answerWith(inTable(FOUND), 7)],
    ['200 with a null item', { text: `{"Responses":{"${TABLE_NAME}":[null]},"UnprocessedKeys":{}}` }],
    ['200 with an item that nobody asked for', batch(account({ accountId: 'Acc0000002' }))],
  ])('that may pass is repeated while the time lasts, and never taken for an absent record: %s', async (_, answer) => {
    answers = [answer, batch(apiKey(), account())];
    const once = await read();
    answers = [answer];
    const always = await failure();

    expect(once).toEqual([apiKey(), account()]);
    expect(always).toMatchObject({ dependency: 'table' });
  });

  it('says nothing of the request or the answer', async () => {
    answers = [error('ValidationException')];

    const { message, cause } = (await failure()) as Error & { cause: Error };

    expect([message, cause.message]).toEqual(['the call failed', 'DynamoDB answered with status 400']);
    expect(JSON.stringify([message, cause, String(cause.stack)])).not.toMatch(/Secret0|Session0/);
  });
});

describe('an item', () => {
  it('has values of the types that records have', () => {
    const values = { text: 'A#1', number: 1_795_435_200_000, bytes: Uint8Array.of(0, 255) };

    expect(fromItemJson(JSON.parse(JSON.stringify(toItemJson(values))))).toEqual(values);
  });

  it('keeps a value of another type as it is, which no codec takes', () => {
    const other = { BOOL: true };

    expect(fromItemJson({ flag: other, map: { M: {} }, odd: 7, empty: null })).toEqual({
      flag: other,
      map: { M: {} },
      odd: 7,
      empty: null,
    });
  });

  it('cannot give objects a prototype', () => {
    const item = fromItemJson(JSON.parse('{"__proto__":{"kind":"account"},"PK":{"S":"A#1"}}'));

    expect([item, 'kind' in item, Object.getPrototypeOf(item)]).toEqual([{ PK: 'A#1' }, false, Object.prototype]);
  });
});
