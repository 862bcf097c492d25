/**
 * The DynamoDB client with short timeouts, and how its calls are retried while the time budget lasts. The SDK's own
 * retries are off: after throttling they wait for seconds, longer than a caller waits.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { isFinalRefusal, type RetryPolicy } from '../retry';

const CONNECT_MS = 200;
const REQUEST_MS = 400;
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

/**
 * The pauses are short enough for six attempts in the authorizer's 2.3 s, and long enough that a thousand callers who
 * are throttled at the same moment do not come back at the same moment.
 */
export const TABLE_RETRY_POLICY: RetryPolicy = {
  dependency: 'table',
  firstPause: 50,
  longestPause: 400,
  isFinal: (error) => isFinalRefusal(error, TRANSIENT),
};
