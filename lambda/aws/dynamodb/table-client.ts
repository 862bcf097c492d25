/**
 * The AWS SDK's DynamoDB client with short timeouts, for the functions of the management API. The SDK's own retries are
 * off (`table-retry.ts`): after throttling they wait for seconds, longer than a caller waits.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CONNECT_MS, REQUEST_MS } from './table-retry';

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
        httpsAgent: { autoSelectFamilyAttemptTimeout: CONNECT_MS / 2 },
      }),
      ...config,
    }),
  );
