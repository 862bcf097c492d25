/** Lets the stack's own operator act again whom an earlier run revoked: without an operator no run could be seeded. */
import { StartRefusal } from '../refusal';
import type { AppClient } from '../types';
import type { Tell } from './management-api';

/**
 * Deletes the operator's record. The stack's operator needs none: it acts until one says that it is revoked
 * (docs/runbook.md).
 */
export async function allowAgain(
  table: { readonly url: string; readonly name: string },
  { clientId }: AppClient,
  tell: Tell,
): Promise<void> {
  const Key = { PK: { S: `O#${clientId}` }, SK: { S: 'O' } };
  const response = await fetch(table.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': 'DynamoDB_20120810.DeleteItem',
    },
    body: JSON.stringify({ TableName: table.name, Key }),
  });
  if (!response.ok)
    throw new StartRefusal(`the operator ${clientId} was revoked, and its record stays: ${await response.text()}`);
  tell('let the revoked operator of the stack act again');
}
