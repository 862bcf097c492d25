/**
 * How Cognito is called: few attempts inside one budget, an answer that it may give turned into a value, everything
 * else into a `DependencyError` that tells the exception's name and nothing of what was sent or answered: answers
 * hold secrets.
 */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoIdentityProviderClientConfig } from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../../domain/outcome';
import type { PoolAnswer } from '../../domain/ports/pool';
import { describe, isRefused, retry, type RetryPolicy } from '../retry';
import { systemTimers } from '../timers';

const CONNECT_MS = 500;
const REQUEST_MS = 2_000;
/** Cognito takes 5 requests a second of a kind: one too many is soon one that it takes. */
export const POOL_RETRY_POLICY: RetryPolicy = {
  dependency: 'pool',
  attempts: 3,
  budget: 6_000,
  shortestPause: 100,
  longestPause: 600,
};

/**
 * A client for the pools of the function's own Region and credentials. Connections are not kept: one that died while
 * the function slept would fail a call that is sent once, and calls are rare.
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

/** Refused for now and not done: so many of a kind a second, and one change of an app client at a time. */
const RATE: ReadonlySet<string> = new Set([
  'ConcurrentModificationException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

export interface PoolCall<T, R extends string> {
  /** Sends the command and reads the answer. */
  readonly attempt: (options: { readonly abortSignal: AbortSignal }) => Promise<T>;
  /** The refusal that each exception means, by the exception's name. */
  readonly refusals: Readonly<Record<string, R>>;
  /** True where a second execution would not be the same as one: sent again only after a refusal for now. */
  readonly once?: boolean;
}

/** Rejects with nothing but a `DependencyError`. */
export async function callPool<T, R extends string>(
  { attempt, refusals, once = false }: PoolCall<T, R>,
  timers = systemTimers,
): Promise<PoolAnswer<T, R | 'rate'>> {
  const isFinal = (error: unknown): boolean => (once ? !isRate(error) : isRefused(error, RATE));
  try {
    return {
      ok: true,
      value: await retry(POOL_RETRY_POLICY, (abortSignal) => attempt({ abortSignal }), { isFinal, timers }),
    };
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    const refusal = isRate(error) ? 'rate' : refusals[describe(error).name];
    if (refusal === undefined)
      throw poolFailure(`Cognito could not be reached or did not do as asked: ${shortName(error)}`);
    return { ok: false, refusal } as PoolAnswer<T, R | 'rate'>;
  }
}

export const poolFailure = (message: string): DependencyError => new DependencyError('pool', message);

const isRate = (error: unknown): boolean => RATE.has(describe(error).name);

/** A name comes over the wire: only what looks like one is told. */
const shortName = (error: unknown): string => /^[A-Za-z]{1,40}$/.exec(describe(error).name)?.[0] ?? 'unknown';
