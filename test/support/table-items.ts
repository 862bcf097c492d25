/** Reads a local run's tables as a developer does: every item of a table, through all pages of a scan. */
import { type AttributeValue, DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

export const namesOfTables = (endpoint: string): Promise<string[]> =>
  asDeveloper(endpoint, async (client) => (await client.send(new ListTablesCommand())).TableNames ?? []);

export const itemsOf = (endpoint: string, TableName: string): Promise<Item[]> =>
  asDeveloper(endpoint, async (client) => {
    const items: Item[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey: from }));
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  });

/** Runs work that no deployed function does, with a plain DynamoDB client. */
export async function asDeveloper<T>(endpoint: string, work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
