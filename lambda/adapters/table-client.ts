/**
 * How the table is called: short time-outs, few attempts, one budget for them all. The SDK's own retries are off;
 * its back-off after throttling takes seconds that no caller has. Whatever goes wrong in the end is a
 * `DependencyError`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../core/outcome';

const CONNECT_MS = 200;
const REQUEST_MS = 400;
const BUDGET_MS = 1_500;
const MOST_ATTEMPTS = 3;
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 100;

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
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionInProgressException',
]);

/** Attempts the call until it succeeds, inside the budget. Rejects with nothing but a `DependencyError`. */
export async function callTable<T>(attempt: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DependencyError('table', `no answer within ${BUDGET_MS} ms`));
      abort.abort();
    }, BUDGET_MS);
  });
  try {
    return await Promise.race([tooLate, attempts(attempt, abort.signal)]);
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    throw new DependencyError('table', 'the table could not be reached or did not do as asked', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function attempts<T>(attempt: (abortSignal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(signal);
    } catch (error) {
      if (count === MOST_ATTEMPTS || signal.aborted || isFinal(error)) throw error;
    }
    const jitter = Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
    await wait(SHORTEST_PAUSE_MS + jitter, undefined, { signal });
  }
}

function isFinal(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && !PASSING.has(name ?? '');
}
