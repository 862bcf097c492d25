/**
 * The Cognito client, and calls with a few attempts and one time budget. An expected exception becomes a refusal. Any
 * other error becomes a `DependencyError` with the exception's name alone, because requests and answers hold secrets.
 */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoIdentityProviderClientConfig } from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../../domain/outcome';
import type { PoolAnswer } from '../../domain/ports/pool';
import { sdkError, isFinalRefusal, retry, type RetryPolicy } from '../retry';
import { systemTimers } from '../timers';

const CONNECT_MS = 500;
const REQUEST_MS = 2_000;
/** Cognito accepts 5 requests of a kind each second, so a throttled request succeeds after a short pause. */
export const POOL_RETRY_POLICY: RetryPolicy = {
  dependency: 'pool',
  attempts: 3,
  budget: 6_000,
  shortestPause: 100,
  longestPause: 600,
};

/**
 * A client with the function's own Region and credentials. It opens a connection for each call: a kept one may be dead
 * after the function was frozen, and would fail a call that is sent only once.
 */
export const poolClient = (config: CognitoIdentityProviderClientConfig = {}): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
      socketTimeout: REQUEST_MS,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    }),
    ...config,
  });

/** Cognito refused the call: too many calls in this second, or a concurrent change of the same app client. */
const RATE: ReadonlySet<string> = new Set([
  'ConcurrentModificationException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

export interface PoolCall<T, R extends string> {
  /** Sends the command and decodes the answer. */
  readonly attempt: (options: { readonly abortSignal: AbortSignal }) => Promise<T>;
  /** Maps the name of an expected exception to its refusal. */
  readonly refusals: Readonly<Record<string, R>>;
  /** The call must not be carried out twice: it is sent again only after an exception in `RATE`. */
  readonly once?: boolean;
}

/** Retries the call within the budget. Rejects with a `DependencyError`, whatever went wrong. */
export async function callPool<T, R extends string>(
  { attempt, refusals, once = false }: PoolCall<T, R>,
  timers = systemTimers,
): Promise<PoolAnswer<T, R | 'rate'>> {
  const isFinal = (error: unknown): boolean => (once ? !isRate(error) : isFinalRefusal(error, RATE));
  try {
    return {
      ok: true,
      value: await retry(POOL_RETRY_POLICY, (abortSignal) => attempt({ abortSignal }), { isFinal, timers }),
    };
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    const refusal = isRate(error) ? 'rate' : refusals[sdkError(error).name];
    if (refusal === undefined) throw poolFailure(`the call to Cognito failed: ${shortName(error)}`);
    return { ok: false, refusal } as PoolAnswer<T, R | 'rate'>;
  }
}

export const poolFailure = (message: string): DependencyError => new DependencyError('pool', message);

const isRate = (error: unknown): boolean => RATE.has(sdkError(error).name);

/** The exception's name comes from the answer, so it is used only if it is 1 to 40 letters. */
const shortName = (error: unknown): string => /^[A-Za-z]{1,40}$/.exec(sdkError(error).name)?.[0] ?? 'unknown';
