/** What a function gets of a table's stream: over the table's own protocol, with the changes that operations make. */
import { standingClock } from '../../../local/clock';
import { type StreamMapping, TableStreams } from '../../../local/events/table-streams';
import { startTableServer } from '../../../local/table/table';
import type { Invocation, LogLine, TableServer } from '../../../local/types';

const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/things/stream/local';
const TABLE = {
  tableName: 'things',
  keySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
  ],
  indexes: [],
};
const key = (id: string) => ({ PK: { S: id }, SK: { S: 'x' } });
const item = (id: string, value = '1') => ({ ...key(id), value: { S: value } });

interface StreamedRecord {
  readonly eventName: string;
  readonly dynamodb: { readonly Keys: { PK: { S: string } }; readonly SequenceNumber: string };
}

let table: TableServer | undefined;
let streams: TableStreams | undefined;
afterEach(async () => {
  await streams?.close();
  await table?.close();
});

async function serve(given: Partial<StreamMapping> = {}, viewType = 'NEW_IMAGE') {
  const batches: StreamedRecord[][] = [];
  const lines: LogLine[] = [];
  const answers: Invocation[] = [];
  const clock = standingClock();
  const functions = {
    invoke: async (_: string, event: unknown): Promise<Invocation> => {
      batches.push((event as { Records: StreamedRecord[] }).Records);
      return answers.shift() ?? { ok: true, payload: null };
    },
  };
  const mapping: StreamMapping = {
    ...{
      logicalId: 'Stream',
      streamArn: ARN,
      functionArn: 'arn:f',
      patterns: [],
      batchSize: 100,
      reportsFailures: true,
    },
    ...given,
  };
  const parts = {
    mappings: [mapping],
    functions,
    clock,
    log: (line: LogLine) => void lines.push(line),
    region: 'us-east-1',
  };
  const made = new TableStreams(parts);
  streams = made;
  const server = await startTableServer({
    tables: [
      { ...TABLE, stream: { arn: ARN, viewType } },
      { ...TABLE, tableName: 'others' },
    ],
    changed: (changes) => made.add(changes),
  });
  table = server;
  const send = async (operation: string, input: object): Promise<number> => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': `DynamoDB_20120810.${operation}`, 'Content-Type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(input),
    });
    return response.status;
  };
  const told = () =>
    batches.map((batch) => batch.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.PK.S}`));
  return { send, told, batches, lines, answers, clock, settled: () => made.settled() };
}
const put = (id: string, value?: string) => ({ TableName: 'things', Item: item(id, value) });

it('tells of items that are made, changed and deleted, in order, by each kind of write', async () => {
  const { send, told, settled } = await serve({ batchSize: 1 });

  await send('PutItem', put('a'));
  await send('UpdateItem', {
    TableName: 'things',
    Key: key('a'),
    UpdateExpression: 'SET #v = :v',
    ExpressionAttributeNames: { '#v': 'value' },
    ExpressionAttributeValues: { ':v': { S: '2' } },
  });
  await send('DeleteItem', { TableName: 'things', Key: key('a') });
  await send('BatchWriteItem', { RequestItems: { things: [{ PutRequest: { Item: item('b') } }] } });
  await send('TransactWriteItems', {
    TransactItems: [
      { Put: put('c') },
      { Delete: { TableName: 'things', Key: key('b') } },
      { ConditionCheck: { TableName: 'things', Key: key('d'), ConditionExpression: 'attribute_not_exists(PK)' } },
    ],
  });
  await settled();

  expect(told().flat()).toEqual(['INSERT a', 'MODIFY a', 'REMOVE a', 'INSERT b', 'INSERT c', 'REMOVE b']);
});

it('tells of no read, of no write that failed or changed nothing, and of no table without a stream', async () => {
  const { send, told, settled } = await serve();
  await send('PutItem', put('a'));
  await settled();
  const before = told().length;

  await send('PutItem', put('a'));
  await send('GetItem', { TableName: 'things', Key: key('a') });
  await send('PutItem', { ...put('a', '2'), ConditionExpression: 'attribute_not_exists(PK)' });
  await send('TransactWriteItems', {
    TransactItems: [{ Put: put('b') }, { Put: { ...put('a', '2'), ConditionExpression: 'attribute_not_exists(PK)' } }],
  });
  await send('PutItem', { TableName: 'others', Item: item('a') });
  await settled();

  expect(told().length).toBe(before);
});

it.each([
  ['NEW_IMAGE', ['NewImage']],
  ['OLD_IMAGE', ['OldImage']],
  ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ['KEYS_ONLY', []],
])('%s: a changed item comes with %j', async (viewType, images) => {
  const { send, batches, settled } = await serve({}, viewType);
  await send('PutItem', put('a'));
  await settled();

  await send('PutItem', put('a', '2'));
  await settled();

  expect(Object.keys(batches.at(-1)?.[0]?.dynamodb ?? {}).filter((name) => name.endsWith('Image'))).toEqual(images);
});

it('passes on only what matches one of the patterns', async () => {
  const { send, told, settled } = await serve({
    patterns: [{ eventName: ['INSERT'], dynamodb: { Keys: { PK: { S: [{ prefix: 'E#' }] } } } }],
  });

  for (const id of ['E#1', 'A#1']) await send('PutItem', put(id));
  await send('PutItem', put('E#1', '2'));
  await settled();

  expect(told().flat()).toEqual(['INSERT E#1']);
});

it('sends a batch again from the first record that failed', async () => {
  const { send, told, answers, settled } = await serve();
  const second = '2'.padStart(21, '0');
  answers.push({ ok: true, payload: { batchItemFailures: [{ itemIdentifier: second }] } });

  await send('TransactWriteItems', { TransactItems: ['a', 'b', 'c'].map((id) => ({ Put: put(id) })) });
  await settled();

  expect(told()).toEqual([
    ['INSERT a', 'INSERT b', 'INSERT c'],
    ['INSERT b', 'INSERT c'],
  ]);
});

it.each<[string, boolean, Invocation]>([
  ['failed', true, { ok: false, errorType: 'Error', errorMessage: 'no' }],
  ['named a record that was not sent', true, { ok: true, payload: { batchItemFailures: [{ itemIdentifier: '?' }] } }],
])('sends a whole batch again when the function %s', async (_, reportsFailures, answer) => {
  const { send, told, answers, settled } = await serve({ reportsFailures });
  answers.push(answer);

  await send('PutItem', put('a'));
  await settled();

  expect(told()).toEqual([['INSERT a'], ['INSERT a']]);
});

it('takes no notice of failures that the mapping does not ask for', async () => {
  const { send, told, answers, settled } = await serve({ reportsFailures: false });
  answers.push({ ok: true, payload: { batchItemFailures: [{ itemIdentifier: '000000000000000000001' }] } });

  await send('PutItem', put('a'));
  await settled();

  expect(told()).toEqual([['INSERT a']]);
});

const FAILED: Invocation = { ok: false, errorType: 'Error', errorMessage: 'no' };

it('gives a record up after the most retries, says so, and goes on with the next', async () => {
  const { send, told, lines, answers, settled } = await serve({ batchSize: 1, mostRetries: 1 });
  answers.push(FAILED, FAILED);

  await send('TransactWriteItems', { TransactItems: ['a', 'b'].map((id) => ({ Put: put(id) })) });
  await settled();

  expect(told().flat()).toEqual(['INSERT a', 'INSERT a', 'INSERT b']);
  expect(lines).toEqual([{ source: 'Stream', text: expect.stringContaining('given up') }]);
});

it('gives a record up when it is older than the mapping allows', async () => {
  const { send, told, clock, answers, settled } = await serve({ longestTrial: 60 });
  answers.push(FAILED);
  await send('PutItem', put('a'));
  clock.advance(60_001);
  await settled();

  expect(told()).toEqual([['INSERT a']]);
});
