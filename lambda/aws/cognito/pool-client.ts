/**
 * The Cognito client, and calls with a few attempts within the time budget. An expected exception becomes a refusal. Any
 * other error becomes a `DependencyError`.
 */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoIdentityProviderClientConfig } from '@aws-sdk/client-cognito-identity-provider';
import { DependencyError } from '../../domain/outcome';
import type { PoolAnswer } from '../../domain/ports/pool';
import { callService, type ServiceCall } from '../retry';
import type { TimeBudget } from '../time-budget';
import { sdkHandler } from '../sdk-handler';

const CONNECT_MS = 500;
const REQUEST_MS = 2_000;
/**
 * Cognito accepts 5 requests of a kind each second, so a throttled request succeeds after a short pause. The attempts
 * are few: a caller that gets `rate` can send the request again, and the table needs a part of the time.
 */
export const POOL_RETRY_POLICY = { dependency: 'pool', attempts: 3, firstPause: 600, longestPause: 1_200 } as const;
/** Most milliseconds for a call with its retries. */
const CALL_MS = 6_000;

/**
 * A client with the function's own Region and credentials. It opens a connection for each call: a kept one may be dead
 * after the function was frozen, and would fail a call that is sent only once.
 */
export const poolClient = (config: CognitoIdentityProviderClientConfig = {}): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    maxAttempts: 1,
    requestHandler: sdkHandler(
      { connect: CONNECT_MS, request: REQUEST_MS },
      { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } },
    ),
    ...config,
  });

/** Too many calls in this second, or a concurrent change of the same app client. */
const RATE: ReadonlySet<string> = new Set([
  'ConcurrentModificationException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Retries the call while the time lasts. Rejects with a `DependencyError`, whatever went wrong. */
export const callPool = <T, R extends string>(
  call: ServiceCall<T, R>,
  budget: TimeBudget,
): Promise<PoolAnswer<T, R | 'rate'>> =>
  callService({ ...POOL_RETRY_POLICY, callLimit: CALL_MS, rate: RATE }, call, budget);

export const poolFailure = (message: string): DependencyError => new DependencyError('pool', message);
