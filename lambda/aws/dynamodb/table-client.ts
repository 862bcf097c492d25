/**
 * The DynamoDB client, and calls with short timeouts, a few attempts and one time budget. The SDK's own retries are
 * off: after throttling they wait for seconds, longer than a caller waits.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../../domain/outcome';
import { type Attempt, isFinalRefusal, retry, type RetryPolicy } from '../retry';
import { systemTimers } from '../timers';

const CONNECT_MS = 200;
const REQUEST_MS = 400;
export const TABLE_RETRY_POLICY: RetryPolicy = {
  dependency: 'table',
  attempts: 3,
  budget: 1_500,
  shortestPause: 25,
  longestPause: 100,
};

/** A client with the function's own Region and credentials. */
export const tableClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: CONNECT_MS,
        requestTimeout: REQUEST_MS,
        throwOnRequestTimeout: true,
        socketTimeout: REQUEST_MS,
      }),
      ...config,
    }),
  );

/** Errors with a 4xx status that are retried. A retry would get any other 4xx again. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionInProgressException',
]);

/** Retries the call within the budget. Rejects with a `DependencyError`, whatever went wrong. */
export async function callTable<T>(attempt: Attempt<T>, timers = systemTimers): Promise<T> {
  try {
    return await retry(TABLE_RETRY_POLICY, attempt, { isFinal: (error) => isFinalRefusal(error, TRANSIENT), timers });
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    throw new DependencyError('table', 'the call to DynamoDB failed', { cause: error });
  }
}
