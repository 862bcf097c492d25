/** A signed query for the keys of an account and the answer parsed, and nothing else. */
import { ask, table } from './batch-read';
import { signedHeaders } from './own-request';

interface ListEvent {
  readonly pathParameters: { readonly accountId: string };
}
const headersOf = signedHeaders('DynamoDB_20120810.Query');

export const handler = ({ pathParameters: { accountId } }: ListEvent): Promise<unknown> =>
  ask(headersOf, {
    TableName: table,
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
    ExpressionAttributeValues: { ':pk': { S: `A#${accountId}` }, ':sk': { S: 'K#' } },
    ConsistentRead: true,
    Limit: 100,
  });
