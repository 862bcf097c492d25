/** The same request through `@aws-sdk/client-dynamodb`. */
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AuthorizerEvent } from '../../lambda/doors/authorizer/authorize';
import { primaryKeysOf, table } from './batch-read';

const client = new DynamoDBClient({});

export const handler = async (event: AuthorizerEvent): Promise<unknown> => {
  const Keys = primaryKeysOf(event).map(({ PK, SK }) => ({ PK: { S: PK }, SK: { S: SK } }));
  const answer = await client.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
  );
  if (answer.Responses?.[table]?.length !== 2) throw new Error('Unauthorized');
  return answer;
};
