/**
 * How Cognito is called: few attempts inside one budget, an answer that it may give turned into a value, everything
 * else into a `DependencyError` that tells the exception's name and nothing of what was sent or answered: answers
 * hold secrets.
 */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoIdentityProviderClientConfig } from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DependencyError } from '../../domain/outcome';
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

export type Answer<T, N> = { readonly ok: true; readonly value: T } | No<N>;
type No<N> = N extends unknown ? { readonly ok: false; readonly no: N } : never;

export interface PoolCall<T, N extends string> {
  /** Sends the command and reads the answer. */
  readonly attempt: (options: { readonly abortSignal: AbortSignal }) => Promise<T>;
  /** What Cognito says with an exception of this name. */
  readonly noes: Readonly<Record<string, N>>;
  /** Doing it twice would not be the same: it is sent again only when it was refused for now. */
  readonly once?: boolean;
}

/** Rejects with nothing but a `DependencyError`. */
export async function callPool<T, N extends string>(
  { attempt, noes, once = false }: PoolCall<T, N>,
  timers = systemTimers,
): Promise<Answer<T, N | 'rate'>> {
  const isFinal = (error: unknown): boolean => (once ? !isRate(error) : isRefused(error, RATE));
  try {
    return {
      ok: true,
      value: await retry(POOL_RETRY_POLICY, (abortSignal) => attempt({ abortSignal }), { isFinal, timers }),
    };
  } catch (error) {
    if (error instanceof DependencyError) throw error;
    const no = isRate(error) ? 'rate' : noes[describe(error).name];
    if (no === undefined) throw trouble(`Cognito could not be reached or did not do as asked: ${shortName(error)}`);
    return { ok: false, no } as Answer<T, N | 'rate'>;
  }
}

export const trouble = (message: string): DependencyError => new DependencyError('pool', message);

const isRate = (error: unknown): boolean => RATE.has(describe(error).name);

/** A name comes over the wire: only what looks like one is told. */
const shortName = (error: unknown): string => /^[A-Za-z]{1,40}$/.exec(describe(error).name)?.[0] ?? 'unknown';
