/**
 * The permissions that a request to DynamoDB needs. A transaction needs the permission of each of its actions and no
 * other; a query of an index needs the permission on the index and none on the table.
 *
 * Source: Service Authorization Reference, Amazon DynamoDB; Developer Guide, Using IAM with DynamoDB transactions.
 */
import type { Access } from '../callers';
import type { JsonObject } from '../json';
import type { TableAnswer } from './engine';

/** DynamoDB's answer to a caller without the permission. */
export const accessDenied = (Message: string): TableAnswer => ({
  status: 400,
  body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message },
});

export function accessesOf(operation: string, input: JsonObject): Access[] {
  const action = `dynamodb:${operation}`;
  if (operation === 'TransactWriteItems') {
    // `Put`, `Update`, `Delete` or `ConditionCheck`.
    return (input.TransactItems as readonly JsonObject[]).flatMap((parts) =>
      Object.entries(parts).map(([part, body]) => ({
        action: `dynamodb:${part}Item`,
        resource: resourceOf(body as JsonObject),
      })),
    );
  }
  if (input.RequestItems === undefined) return [{ action, resource: resourceOf(input) }];
  return Object.keys(input.RequestItems as JsonObject).map((TableName) => ({
    action,
    resource: resourceOf({ TableName }),
  }));
}

function resourceOf({ TableName, IndexName }: JsonObject): string | undefined {
  if (typeof TableName !== 'string') return undefined;
  return typeof IndexName === 'string' ? `table/${TableName}/index/${IndexName}` : `table/${TableName}`;
}
