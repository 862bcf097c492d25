/** A local table, and a function whose role has statements of the test's own. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Statement } from '../../../local/iam';
import { startTableServer } from '../../../local/table/table';
import type { TableServer } from '../../../local/types';
import { TABLE_NAME as TableName, TABLE_SPEC } from '../../support/local-table';

export const TABLES = 'arn:aws:dynamodb:us-east-1:123456789012:table/';
export const TABLE = TABLES + TableName;
export const allow = (Action: string[], ...Resource: string[]): Statement => ({ Effect: 'Allow', Action, Resource });
export const deny = (Action: string[], ...Resource: string[]): Statement => ({ Effect: 'Deny', Action, Resource });
export const item = (id: string) => ({ PK: { S: id }, SK: { S: id } });

const servers: TableServer[] = [];
const clients: DynamoDBClient[] = [];
export async function closeTables(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) await server.close();
}

export function clientOf(url: string, accessKeyId: string): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'any' };
  clients.push(new DynamoDBClient({ endpoint: url, region: 'us-east-1', maxAttempts: 1, credentials }));
  return clients.at(-1) as DynamoDBClient;
}

/** A table with a function that has these statements, and the developer, who reads what the function wrote. */
export async function tableWith(...statements: Statement[]) {
  const callers = { Keys: { region: 'us-east-1', account: '123456789012', statements } };
  const server = await startTableServer({ tables: [TABLE_SPEC, { ...TABLE_SPEC, tableName: 'other' }], callers });
  servers.push(server);
  const developer = clientOf(server.url, 'local');
  return {
    keys: clientOf(server.url, 'Keys'),
    developer,
    count: async () => (await developer.send(new ScanCommand({ TableName }))).Count,
  };
}

/** `done`, or the name of the error. */
export const outcome = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'done',
    (error: unknown) => (error as Error).name,
  );
