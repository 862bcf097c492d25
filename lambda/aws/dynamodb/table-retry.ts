/** How long one request to DynamoDB may take, and how calls are retried while the time budget lasts. */
import { isFinalRefusal, type RetryPolicy } from '../retry';

/** Milliseconds until a connection stands. */
export const CONNECT_MS = 200;
/** Milliseconds until the whole answer is there. */
export const REQUEST_MS = 400;

/** Errors with a 4xx status that are retried. A retry would get any other 4xx again. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
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
