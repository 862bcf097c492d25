/** The two requests that issue a key, through the SDK's document client: a read of two records, and one transaction. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { table } from './batch-read';

interface IssueEvent {
  readonly pathParameters: { readonly accountId: string };
}
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const condition = { ConditionExpression: 'attribute_not_exists(PK)' };

export const handler = async ({ pathParameters: { accountId } }: IssueEvent): Promise<unknown> => {
  const PK = `A#${accountId}`;
  const Keys = [
    { PK: 'O#op', SK: 'O' },
    { PK, SK: 'A' },
  ];
  const read = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
  const text = 'a text as long as what a record holds, which is about two hundred characters '.repeat(3);
  const puts = ['K#key', 'LK#entry', 'E#event'].map((SK) => ({
    Put: { TableName: table, Item: { PK, SK, text }, ...condition },
  }));
  const check = {
    ConditionCheck: { TableName: table, Key: { PK, SK: 'A' }, ConditionExpression: 'attribute_exists(PK)' },
  };
  await client.send(new TransactWriteCommand({ TransactItems: [...puts, check] }));
  return read;
};
