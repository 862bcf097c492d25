/**
 * The permissions that a request to DynamoDB needs. A transaction needs the permission of each of its actions and no
 * other; a query of an index needs the permission on the index and none on the table.
 *
 * Source: Service Authorization Reference, Amazon DynamoDB; Developer Guide, Using IAM with DynamoDB transactions.
 */
import type { Access } from '../callers';
import type { JsonObject } from '../json';
import type { TableSpec } from '../types';
import type { TableAnswer } from './engine';
import { keysOfBatch, leadingKeysOf } from './leading-keys';

/** DynamoDB's answer to a caller without the permission. */
export const accessDenied = (Message: string): TableAnswer => ({
  status: 400,
  body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message },
});

export function accessesOf(operation: string, input: JsonObject, tables: readonly TableSpec[]): Access[] {
  const accessTo = (of: string, on: JsonObject): Access => ({
    action: `dynamodb:${of}`,
    resource: resourceOf(on),
    leadingKeys: leadingKeysOf(on, tables),
  });
  if (operation === 'TransactWriteItems') {
    // `Put`, `Update`, `Delete` or `ConditionCheck`.
    return (input.TransactItems as readonly JsonObject[]).flatMap((parts) =>
      Object.entries(parts).map(([part, body]) => accessTo(`${part}Item`, body as JsonObject)),
    );
  }
  if (input.RequestItems === undefined) return [accessTo(operation, input)];
  return Object.entries(input.RequestItems as JsonObject).map(([TableName, requests]) =>
    accessTo(operation, { TableName, Keys: keysOfBatch(requests) }),
  );
}

function resourceOf({ TableName, IndexName }: JsonObject): string | undefined {
  if (typeof TableName !== 'string') return undefined;
  return typeof IndexName === 'string' ? `table/${TableName}/index/${IndexName}` : `table/${TableName}`;
}
