/**
 * The Cognito client, and calls with a few attempts within the time budget. An expected exception becomes a refusal. Any
 * other error becomes a `DependencyError` with the exception's name alone, because requests and answers hold secrets.
 */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoIdentityProviderClientConfig } from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../../domain/outcome';
import type { PoolAnswer } from '../../domain/ports/pool';
import { isFinalRefusal, retry, sdkError } from '../retry';
import type { TimeBudget } from '../time-budget';

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

/** Retries the call while the time lasts. Rejects with a `DependencyError`, whatever went wrong. */
export async function callPool<T, R extends string>(
  { attempt, refusals, once = false }: PoolCall<T, R>,
  budget: TimeBudget,
): Promise<PoolAnswer<T, R | 'rate'>> {
  const isFinal = (error: unknown): boolean => (once ? !isRate(error) : isFinalRefusal(error, RATE));
  let left = POOL_RETRY_POLICY.attempts;
  const answered = async (abortSignal: AbortSignal) => {
    left -= 1;
    try {
      return { ok: true, value: await attempt({ abortSignal }) } as const;
    } catch (error) {
      // Until the last attempt, a call that came too soon is retried.
      const refusal = isRate(error) && left === 0 ? 'rate' : refusals[sdkError(error).name];
      if (refusal === undefined) throw error;
      return { ok: false, refusal } as PoolAnswer<T, R | 'rate'>;
    }
  };
  try {
    return await retry({ ...POOL_RETRY_POLICY, isFinal }, { budget, callLimit: CALL_MS }, answered);
  } catch (error) {
    const { cause, message } = error as DependencyError;
    throw cause === undefined ? error : poolFailure(`${message}: ${shortName(cause)}`);
  }
}

export const poolFailure = (message: string): DependencyError => new DependencyError('pool', message);

const isRate = (error: unknown): boolean => RATE.has(sdkError(error).name);

/** The exception's name comes from the answer, so it is used only if it is 1 to 40 letters. */
const shortName = (error: unknown): string => /^[A-Za-z]{1,40}$/.exec(sdkError(error).name)?.[0] ?? 'unknown';
