/** A table with a local secondary index, as the CDK makes it. */
import { DescribeTableCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { leadingKeysOf } from '../../../local/table/leading-keys';
import { startTableServer } from '../../../local/table/table';
import type { TableServer, TableSpec } from '../../../local/types';
import { TABLE_SPEC } from '../../support/local-table';
import { clientOf, closeTables } from './table-with-callers';

const byDate = {
  IndexName: 'byDate',
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'date', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
};
const spec: TableSpec = {
  ...TABLE_SPEC,
  attributeDefinitions: [...TABLE_SPEC.attributeDefinitions, { AttributeName: 'date', AttributeType: 'S' }],
  localIndexes: [byDate],
};
const input = {
  TableName: spec.tableName,
  IndexName: 'byDate',
  KeyConditionExpression: 'PK = :pk',
  ExpressionAttributeValues: { ':pk': { S: 'a' } },
};
let server: TableServer;
beforeAll(async () => {
  server = await startTableServer({ tables: [spec] });
});
afterAll(async () => {
  await closeTables();
  await server.close();
});

it('is made with the table and answers queries', async () => {
  const client = clientOf(server.url, 'local');

  const { Table } = await client.send(new DescribeTableCommand({ TableName: spec.tableName }));

  expect(Table?.LocalSecondaryIndexes).toMatchObject([byDate]);
  await expect(client.send(new QueryCommand(input))).resolves.toMatchObject({ Count: 0 });
});

it('has leading keys like the table, which conditions of IAM are about', () => {
  expect(leadingKeysOf(input, [spec])).toEqual(['a']);
});
