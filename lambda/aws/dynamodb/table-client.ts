/**
 * The AWS SDK's DynamoDB client with short timeouts, for the functions of the management API. The SDK's own retries are
 * off (`table-retry.ts`): after throttling they wait for seconds, longer than a caller waits.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sdkHandler } from '../sdk-handler';
import { CONNECT_MS, REQUEST_MS } from './table-retry';

/** A client with the function's own Region and credentials. */
export const tableClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 1,
      requestHandler: sdkHandler(
        { connect: CONNECT_MS, request: REQUEST_MS },
        { httpsAgent: { autoSelectFamilyAttemptTimeout: CONNECT_MS / 2 } },
      ),
      ...config,
    }),
  );
