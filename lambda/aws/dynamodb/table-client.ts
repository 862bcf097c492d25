/**
 * How the table is called: short time-outs, few attempts, one budget for them all. The SDK's own retries are off;
 * its back-off after throttling takes seconds that no caller has. Whatever goes wrong in the end is a
 * `DependencyError`.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../../domain/outcome';
import { type Attempt, isRefused, retry, type RetryPolicy } from '../retry';
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

/** A client for the table of the function's own Region and credentials. */
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

/** Refusals that say "not now"; every other 4xx would be the same at the next attempt. */
const PASSING: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionInProgressException',
]);

/** Attempts the call until it succeeds, inside the budget. Rejects with nothing but a `DependencyError`. */
export async function callTable<T>(attempt: Attempt<T>, timers = systemTimers): Promise<T> {
  try {
    return await retry(TABLE_RETRY_POLICY, attempt, { isFinal: (error) => isRefused(error, PASSING), timers });
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    throw new DependencyError('table', 'the table could not be reached or did not do as asked', { cause: error });
  }
}
