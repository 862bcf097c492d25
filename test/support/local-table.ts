/** The DynamoDB adapter over HTTP: a local server with the adapter's table, and clients for it. */
import { DynamoTable } from '../../lambda/aws/dynamodb/dynamo-table';
import { tableClient } from '../../lambda/aws/dynamodb/table-client';
import { CACHE_TABLE_SCHEMA, TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';
import { startTableServer } from '../../local/table/table';
import type { TableServer, TableSpec } from '../../local/types';

export const TABLE_NAME = 'sallyport';

const { partitionKey, sortKey, ttlAttribute, accountsIndex } = TABLE_SCHEMA;
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

export const TABLE_SPEC: TableSpec = {
  tableName: TABLE_NAME,
  keySchema: keys(partitionKey, sortKey),
  attributeDefinitions: [partitionKey, sortKey, accountsIndex.partitionKey, accountsIndex.sortKey].map((name) => ({
    AttributeName: name,
    AttributeType: 'S',
  })),
  indexes: [
    {
      IndexName: accountsIndex.name,
      KeySchema: keys(accountsIndex.partitionKey, accountsIndex.sortKey),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...accountsIndex.nonKeyAttributes] },
    },
  ],
  ttlAttribute,
};

export const CACHE_NAME = 'sallyport-tokens';

export const CACHE_SPEC: TableSpec = {
  tableName: CACHE_NAME,
  keySchema: [{ AttributeName: CACHE_TABLE_SCHEMA.partitionKey, KeyType: 'HASH' }],
  attributeDefinitions: [{ AttributeName: CACHE_TABLE_SCHEMA.partitionKey, AttributeType: 'S' }],
  indexes: [],
  ttlAttribute: CACHE_TABLE_SCHEMA.ttlAttribute,
};

/** The functions' client, with a local endpoint and made-up credentials. */
export const clientFor = (url: string) =>
  tableClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

export interface LocalTable {
  readonly table: DynamoTable;
  readonly client: ReturnType<typeof tableClient>;
  readonly server: TableServer;
  close(): Promise<void>;
}

export async function openLocalTable(directory?: string): Promise<LocalTable> {
  const server = await startTableServer({
    tables: [TABLE_SPEC],
    ...(directory === undefined ? {} : { directory }),
  });
  const client = clientFor(server.url);
  return {
    table: new DynamoTable(TABLE_NAME, client),
    client,
    server,
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
}
