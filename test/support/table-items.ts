/** Everything that a table of a local run holds, as its developer sees it: item by item, all pages of it. */
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

/** For what no function does. */
export async function asDeveloper<T>(endpoint: string, work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
