/** The local tables answer like DynamoDB in what dynalite alone does not do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { startTableServer } from '../../../local/table/table';
import { TableEngine } from '../../../local/table/engine';
import type { TableServer, TableSpec } from '../../../local/types';

const TableName = 'things';
const SPEC: TableSpec = {
  tableName: TableName,
  keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  indexes: [],
};

let server: TableServer;
let client: DynamoDBClient;

const connect = (url: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

beforeEach(async () => {
  server = await startTableServer({ tables: [SPEC] });
  client = connect(server.url);
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const key = (id: string) => ({ id: { S: id } });
const put = (id: string, n = 0): TransactWriteItem => ({
  Put: { TableName, Item: { ...key(id), n: { N: String(n) } }, ConditionExpression: 'attribute_not_exists(id)' },
});
const add = (id: string, name = 'n'): TransactWriteItem => ({
  Update: {
    TableName,
    Key: key(id),
    UpdateExpression: 'ADD #n :one',
    ConditionExpression: 'attribute_exists(id)',
    ExpressionAttributeNames: { '#n': name },
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
});
const check = (id: string): TransactWriteItem => ({
  ConditionCheck: { TableName, Key: key(id), ConditionExpression: 'attribute_exists(id)' },
});
const drop = (id: string): TransactWriteItem => ({ Delete: { TableName, Key: key(id) } });

const transact = (items: TransactWriteItem[], ClientRequestToken?: string): Promise<string | (string | undefined)[]> =>
  client
    .send(new TransactWriteItemsCommand({ TransactItems: items, ClientRequestToken }))
    .then(() => 'done')
    .catch((error: unknown) => {
      const { name, CancellationReasons } = error as { name: string; CancellationReasons?: { Code?: string }[] };
      return CancellationReasons === undefined ? name : CancellationReasons.map(({ Code }) => Code);
    });

async function held(): Promise<Record<string, string | undefined>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return Object.fromEntries(Items.map((item) => [String(item.id?.S), item.n?.N]));
}

describe('a transaction', () => {
  it('puts, updates, deletes and checks together', async () => {
    await transact([put('a'), put('b'), put('c')]);

    expect(await transact([put('d', 4), add('a'), drop('b'), check('c')])).toBe('done');
    expect(await held()).toEqual({ a: '1', c: '0', d: '4' });
  });

  it('writes nothing when one condition fails, and gives the reasons in order', async () => {
    await transact([put('a')]);

    expect(await transact([put('b'), put('a'), add('a'), check('z')])).toBe('ValidationException');
    expect(await transact([put('b'), add('y'), add('a'), check('z')])).toEqual([
      'None',
      'ConditionalCheckFailed',
      'None',
      'ConditionalCheckFailed',
    ]);
    expect(await held()).toEqual({ a: '0' });
  });

  it('undoes what it wrote when a later write cannot be done', async () => {
    await transact([put('a'), put('b')]);
    await client.send(new PutItemCommand({ TableName, Item: { ...key('text'), n: { S: 'no number' } } }));

    expect(await transact([put('c'), add('a'), drop('b'), add('text')])).toEqual([
      'None',
      'None',
      'None',
      'ValidationError',
    ]);
    expect(await held()).toEqual({ a: '0', b: '0', text: undefined });
  });

  it('with the token of a finished one is that one, and with other writes is a mistake', async () => {
    await transact([put('a')]);

    const answers = [
      await transact([add('a')], 'token'),
      await transact([add('a')], 'token'),
      await transact([drop('a')], 'token'),
      await transact([add('a')], 'other'),
    ];

    expect(answers).toEqual(['done', 'done', 'IdempotentParameterMismatchException', 'done']);
    expect(await held()).toEqual({ a: '2' });
  });

  it('that failed may be tried again under its token', async () => {
    const first = await transact([add('a')], 'token');
    await transact([put('a')]);

    expect([first, await transact([add('a')], 'token')]).toEqual([['ConditionalCheckFailed'], 'done']);
  });

  it('is never seen half done', async () => {
    await transact([put('a'), put('b')]);
    const Keys = [key('a'), key('b')];
    const seen: (string | undefined)[][] = [];
    const look = async (): Promise<void> => {
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
      seen.push((Responses?.[TableName] ?? []).map(({ n }) => n?.N));
    };

    await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? transact([add('a'), add('b')]) : look())));

    expect(seen).toHaveLength(20);
    expect(seen.filter(([a, b]) => a !== b)).toEqual([]);
    expect(await held()).toEqual({ a: '20', b: '20' });
  });

  it.each<[string, TransactWriteItem[]]>([
    ['no writes', []],
    ['two writes on one item', [put('a'), check('a')]],
    ['a hundred and one writes', Array.from({ length: 101 }, (_, at) => put(String(at)))],
    ['an unknown action', [{}]],
    ['a key that is none', [{ Delete: { TableName, Key: { other: { S: 'a' } } } }]],
    ['an expression that is none', [{ Delete: { TableName, Key: key('a'), ConditionExpression: 'exists!' } }]],
  ])('with %s is refused', async (_, items) => {
    expect(await transact(items)).toBe('ValidationException');
    expect(await held()).toEqual({});
  });

  it('on a table that is not there is refused', async () => {
    const items = [{ Delete: { TableName: 'nothing', Key: key('a') } }];

    expect(await transact(items)).toBe('ResourceNotFoundException');
  });
});

describe('the server', () => {
  const post = (body: string, operation: string): Promise<Response> =>
    fetch(server.url, { method: 'POST', body, headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` } });

  it.each([
    ['no JSON', ['{', 'GetItem'], 400],
    ['a list', ['[]', 'GetItem'], 400],
    ['an unknown operation', ['{}', 'ExecuteStatement'], 400],
    ['a number for a table', ['{"TableName":1}', 'GetItem'], 400],
    ['a null for a write', ['{"TransactItems":[null]}', 'TransactWriteItems'], 500],
    ['a number for a write', ['{"TransactItems":[1]}', 'TransactWriteItems'], 400],
    ['tables that are none', ['{"RequestItems":{"things":7}}', 'BatchGetItem'], 400],
  ] as const)('answers %s with an error and lives on', async (_, [body, operation], status) => {
    expect((await post(body, operation)).status).toBe(status);
    expect(await transact([put('a')])).toBe('done');
  });

  it('fails the calls of one operation as often as injected', async () => {
    server.fail('error', { operation: 'Scan', times: 1 });

    const first = await transact([put('a')]);

    await expect(held()).rejects.toMatchObject({ name: 'InternalServerError' });
    expect([first, await held()]).toEqual(['done', { a: '0' }]);
  });

  it('throttles reads and transactions as DynamoDB does', async () => {
    server.fail('throttle');

    await expect(held()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(await transact([put('a')])).toBe('ThrottlingException');
  });

  it('leaves a key unprocessed, and the batch of one with it', async () => {
    await transact([put('a'), put('b')]);
    const read = async (...ids: string[]) => {
      const Keys = ids.map(key);
      const answer = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
      return [answer.Responses?.[TableName]?.map(({ id }) => id?.S), answer.UnprocessedKeys?.[TableName]?.Keys];
    };
    server.fail('partial', { unprocessedIndex: 1 });

    expect(await read('a', 'b')).toEqual([['a'], [key('b')]]);
    expect(await read('a')).toEqual([undefined, [key('a')]]);
  });

  it('has the TTL attribute of the template', async () => {
    const other = await startTableServer({
      tables: [
        { ...SPEC, ttlAttribute: 'ends' },
        { ...SPEC, tableName: 'rest' },
      ],
    });
    const to = connect(other.url);
    const ttl = async (name: string) =>
      (await to.send(new DescribeTimeToLiveCommand({ TableName: name }))).TimeToLiveDescription;

    expect(await ttl(TableName)).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ends' });
    expect(await ttl('rest')).toEqual({ TimeToLiveStatus: 'DISABLED' });
    to.destroy();
    await other.close();
  });

  it('closes while calls hang', async () => {
    server.fail('hang');
    const hanging = transact([put('a')]);

    await server.close();

    expect(await hanging).toMatch(/Error$/);
    server = await startTableServer({ tables: [SPEC] });
  });
});

describe('a data directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'table-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps its tables over a restart', async () => {
    for (const id of ['a', 'b']) {
      const kept = await startTableServer({ tables: [SPEC], directory });
      const to = connect(kept.url);
      await to.send(new PutItemCommand({ TableName, Item: key(id) }));
      if (id === 'b') expect((await to.send(new ScanCommand({ TableName }))).Count).toBe(2);
      to.destroy();
      await kept.close();
    }
  });

  it('with a table that has other indexes stops the start', async () => {
    await (await startTableServer({ tables: [SPEC], directory })).close();
    const index = { IndexName: 'byId', KeySchema: SPEC.keySchema, Projection: { ProjectionType: 'ALL' } };

    const start = startTableServer({ tables: [{ ...SPEC, indexes: [index] }], directory });

    await expect(start).rejects.toThrow(
      `the table ${TableName} of the data directory has other keys or indexes; use another directory`,
    );
    const again = await startTableServer({ tables: [SPEC], directory });
    const to = connect(again.url);
    expect((await to.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus).toBe('ACTIVE');
    to.destroy();
    await again.close();
  });

  it('that was damaged gives errors and does not end the process', async () => {
    await (await startTableServer({ tables: [SPEC], directory })).close();
    const { Level } = createRequire(require.resolve('dynalite'))('level');
    const files = new Level(directory, { valueEncoding: 'json' });
    await files.put(`table~${TableName}`, { TableStatus: 'ACTIVE' });
    await files.close();

    const engine = new TableEngine(directory);
    await engine.open();
    const answer = await engine.run('GetItem', { TableName, Key: key('a') });

    expect(answer).toMatchObject({ status: 500, body: { message: expect.stringContaining('TypeError') } });
    await engine.close();
    await expect(startTableServer({ tables: [SPEC], directory })).rejects.toThrow('has other keys or indexes');
  });

  it('belongs to one server at a time', async () => {
    const first = await startTableServer({ tables: [SPEC], directory });

    await expect(startTableServer({ tables: [SPEC], directory })).rejects.toThrow();
    await first.close();
  });
});
