/** A condition on `dynamodb:LeadingKeys` is met by requests that name matching partition keys, whatever their form. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Statement } from '../../../local/iam';
import { TABLE_NAME as TableName } from '../../support/local-table';
import { closeTables, item, outcome, TABLE, tableWith } from './table-with-callers';

afterEach(closeTables);

describe('a condition on leading keys', () => {
  const only = (...patterns: string[]) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    Null: { 'dynamodb:LeadingKeys': 'false' as const },
  });
  const within = (Condition: Statement['Condition'], Resource = [TABLE]): Statement => ({
    Effect: 'Allow',
    Action: ['dynamodb:*'],
    Resource,
    Condition,
  });
  const query = (id: string) =>
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'PK = :id AND SK <= :other',
      ExpressionAttributeValues: { ':id': { S: id }, ':other': { S: 'B#other' } },
    });
  const queryIndex = (id: string) =>
    new QueryCommand({
      TableName,
      IndexName: 'accounts',
      KeyConditionExpression: '#key = :id',
      ExpressionAttributeNames: { '#key': 'directory' },
      ExpressionAttributeValues: { ':id': { S: id } },
    });
  const batch = (...ids: string[]) =>
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: ids.map(item) } } });
  const batchWrite = (request: WriteRequest) => new BatchWriteItemCommand({ RequestItems: { [TableName]: [request] } });
  type Ask = (keys: DynamoDBClient, id: string) => Promise<unknown>;
  const ASKED: readonly (readonly [string, Ask])[] = [
    ['GetItem', (keys, id) => keys.send(new GetItemCommand({ TableName, Key: item(id) }))],
    ['PutItem', (keys, id) => keys.send(new PutItemCommand({ TableName, Item: item(id) }))],
    [
      'UpdateItem',
      (keys, id) => keys.send(new UpdateItemCommand({ TableName, Key: item(id), UpdateExpression: 'REMOVE nothing' })),
    ],
    ['DeleteItem', (keys, id) => keys.send(new DeleteItemCommand({ TableName, Key: item(id) }))],
    ['Query', (keys, id) => keys.send(query(id))],
    ['BatchGetItem', (keys, id) => keys.send(batch('A#0', id))],
    ['the put of a BatchWriteItem', (keys, id) => keys.send(batchWrite({ PutRequest: { Item: item(id) } }))],
    ['the delete of a BatchWriteItem', (keys, id) => keys.send(batchWrite({ DeleteRequest: { Key: item(id) } }))],
    [
      'TransactWriteItems',
      (keys, id) =>
        keys.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName, Item: item('A#0') } },
              { ConditionCheck: { TableName, Key: item(id), ConditionExpression: 'attribute_not_exists(PK)' } },
            ],
          }),
        ),
    ],
  ];

  it.each(ASKED)('lets %s name partitions that match, and no other', async (_, ask) => {
    const { keys } = await tableWith(within(only('A#*', 'R')));
    const ids = ['A#1', 'R', 'B#1', 'R#1', 'a#1', 'xA#1'];

    const outcomes = [];
    for (const id of ids) outcomes.push(await outcome(ask(keys, id)));

    expect(outcomes).toEqual(['done', 'done', ...Array(4).fill('AccessDeniedException')]);
  });

  it('of two statements is not met by a batch that only both together would allow', async () => {
    const { keys } = await tableWith(within(only('A#*')), within(only('B#*')));

    const outcomes = [await outcome(keys.send(batch('A#1'))), await outcome(keys.send(batch('A#1', 'B#1')))];

    expect(outcomes).toEqual(['done', 'AccessDeniedException']);
  });

  it('compares the key of an index when an index is asked', async () => {
    const { keys } = await tableWith(within(only('all'), [`${TABLE}/index/accounts`]));

    const outcomes = [await outcome(keys.send(queryIndex('all'))), await outcome(keys.send(queryIndex('A#1')))];

    expect(outcomes).toEqual(['done', 'AccessDeniedException']);
  });

  it.each([
    ['with Null: false', only('A#*'), 'AccessDeniedException'],
    ['without it', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['A#*'] } }, 'done'],
    ['with Null: true', { Null: { 'dynamodb:LeadingKeys': 'true' as const } }, 'done'],
  ])('%s is or is not met by a scan, which names no key', async (_, condition, expected) => {
    const { keys } = await tableWith(within(condition));

    expect(await outcome(keys.send(new ScanCommand({ TableName })))).toBe(expected);
  });
});
