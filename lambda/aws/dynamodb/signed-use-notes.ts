/** Notes last uses with requests that this project signs itself. */
import type { LastUse } from '../../domain/records/usage-records';
import { type CallTime, retry, sdkError } from '../retry';
import { toItemJson } from './attribute-values';
import type { SignedClient } from './signed-client';
import { TABLE_RETRY_POLICY } from './table-retry';
import { lastUsePut } from './transact-items';

/** Milliseconds of a request that a note may take. */
const NOTE_TIME = 500;

/** Call the result once per invocation. A later use that is stored stays. */
export const signedUseNotes =
  (tableName: string, client: SignedClient) =>
  ({ budget }: CallTime) =>
  async (use: LastUse): Promise<void> => {
    const { Item, ExpressionAttributeValues, ...put } = lastUsePut(tableName, use);
    const request = {
      ...put,
      Item: toItemJson(Item),
      ExpressionAttributeValues: toItemJson(ExpressionAttributeValues),
    };
    await retry(TABLE_RETRY_POLICY, { budget, callLimit: NOTE_TIME }, (signal) =>
      sendUnlessLater(client, request, signal),
    );
  };

async function sendUnlessLater(client: SignedClient, request: object, signal: AbortSignal): Promise<void> {
  try {
    await client.send('PutItem', request, signal);
  } catch (error) {
    if (sdkError(error).name !== 'ConditionalCheckFailedException') throw error;
  }
}
