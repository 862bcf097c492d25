/** The DynamoDB adapter over HTTP: a local server with the adapter's table, and clients for it. */
import { DynamoTable } from '../../lambda/aws/dynamodb/dynamo-table';
import { tableClient } from '../../lambda/aws/dynamodb/table-client';
import { SignedClient } from '../../lambda/aws/dynamodb/signed-client';
import { RECORD_CODECS } from '../../lambda/aws/dynamodb/codecs/record-codecs';
import { signedReader } from '../../lambda/aws/dynamodb/signed-reader';
import type { TableReader } from '../../lambda/aws/dynamodb/table-reader';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CACHE_TABLE_SCHEMA, TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';
import { startTableServer } from '../../local/table/table';
import type { TableServer, TableSpec } from '../../local/types';
import type { CallTime } from '../../lambda/aws/retry';
import { limitRequests, ManualTimers } from './manual-timers';
import { endlessBudget } from './time-budgets';

export const TABLE_NAME = 'sallyport';

const { partitionKey, sortKey, ttlAttribute, accountsIndex, credentialsIndex } = TABLE_SCHEMA;
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

export const TABLE_SPEC: TableSpec = {
  tableName: TABLE_NAME,
  keySchema: keys(partitionKey, sortKey),
  attributeDefinitions: [
    ...[partitionKey, sortKey, accountsIndex.partitionKey, accountsIndex.sortKey],
    credentialsIndex.partitionKey,
  ].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  indexes: [
    {
      IndexName: accountsIndex.name,
      KeySchema: keys(accountsIndex.partitionKey, accountsIndex.sortKey),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...accountsIndex.nonKeyAttributes] },
    },
    {
      IndexName: credentialsIndex.name,
      KeySchema: keys(credentialsIndex.partitionKey, credentialsIndex.sortKey),
      Projection: { ProjectionType: 'KEYS_ONLY' },
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

/** Milliseconds that the deployed functions' client gives one request. */
export const REQUEST_MS = 400;
/** Milliseconds that a call of these tests has for all of its attempts together. */
export const BUDGET_MS = 1_500;

/** The time of each call of an adapter. */
export const callTimeOn = (timers: ManualTimers): CallTime => ({
  budget: endlessBudget(timers),
  callLimit: BUDGET_MS,
});

/** The functions' client, with a local endpoint and made-up credentials. */
export const deployedClient = (url: string) =>
  tableClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** The same client, whose request timeout runs on these timers. */
export function clientFor(url: string, timers = new ManualTimers()): ReturnType<typeof tableClient> {
  const client = deployedClient(url);
  const { requestHandler } = client.config;
  if (!(requestHandler instanceof NodeHttpHandler)) throw new TypeError('the client has no NodeHttpHandler');
  limitRequests(requestHandler, timers);
  return client;
}

/** The client of the authorizer and the token cache, with made-up credentials. */
export const signedClientFor = (url: string, timers = new ManualTimers()): SignedClient =>
  new SignedClient(
    {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    { timers },
  );

export interface LocalTable {
  readonly table: DynamoTable;
  /** Reads the same table with signed requests. */
  readonly signedReader: TableReader;
  readonly client: ReturnType<typeof tableClient>;
  readonly server: TableServer;
  readonly timers: ManualTimers;
  close(): Promise<void>;
}

export async function openLocalTable(directory?: string): Promise<LocalTable> {
  const server = await startTableServer({
    tables: [TABLE_SPEC],
    ...(directory === undefined ? {} : { directory }),
  });
  const timers = new ManualTimers();
  const client = clientFor(server.url, timers);
  const signed = signedClientFor(server.url, timers);
  return {
    table: new DynamoTable(TABLE_NAME, client, callTimeOn(timers)),
    signedReader: signedReader({ tableName: TABLE_NAME, codecs: RECORD_CODECS }, signed)(callTimeOn(timers)),
    client,
    server,
    timers,
    close: async () => {
      client.destroy();
      signed.close();
      await server.close();
    },
  };
}
