/** Retries calls that may fail for a moment: a few attempts with pauses between them, within one time budget. */
import { DependencyError } from '../domain/outcome';
import { systemTimers, type Timers } from './timers';

/** Times are milliseconds. */
export interface RetryPolicy {
  /** The called dependency, as a `DependencyError` names it. */
  readonly dependency: string;
  readonly attempts: number;
  /** Limit for all attempts and pauses together. */
  readonly budget: number;
  readonly shortestPause: number;
  readonly longestPause: number;
}
export type Attempt<T> = (abortSignal: AbortSignal) => Promise<T>;

export interface RetryOptions {
  /** Whether another attempt would fail as well. Such an error ends the retries. */
  readonly isFinal: (error: unknown) => boolean;
  readonly timers?: Timers;
}

/**
 * Calls `attempt` until it succeeds. Rejects with its error when the error is final or the attempts are used up, and
 * with a `DependencyError` when the budget is used up.
 */
export async function retry<T>(
  policy: RetryPolicy,
  attempt: Attempt<T>,
  { isFinal, timers = systemTimers }: RetryOptions,
): Promise<T> {
  const { dependency, budget } = policy;
  const abort = new AbortController();
  let cancel = (): void => undefined;
  const budgetSpent = new Promise<never>((_, reject) => {
    cancel = timers.limit(budget, () => {
      reject(new DependencyError(dependency, `no answer within ${budget} ms`));
      abort.abort();
    });
  });
  const throwIfFinal = (error: unknown, count: number): void => {
    if (count === policy.attempts || abort.signal.aborted || isFinal(error)) throw error;
  };
  try {
    for (let count = 1; ; count += 1) {
      try {
        return await Promise.race([budgetSpent, attempt(abort.signal)]);
      } catch (error) {
        throwIfFinal(error, count);
      }
      await Promise.race([budgetSpent, timers.pause(randomPause(policy), abort.signal)]);
    }
  } finally {
    cancel();
  }
}

/** A random pause, so that callers that failed at the same moment do not retry at the same moment. */
const randomPause = ({ shortestPause, longestPause }: RetryPolicy): number =>
  shortestPause + Math.random() * (longestPause - shortestPause);

/** The name of an AWS SDK error and the HTTP status of the answer; 0 if there was no answer. */
export function sdkError(error: unknown): { readonly name: string; readonly status: number } {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? '', status: $metadata?.httpStatusCode ?? 0 };
}

/** Whether the answer is a 4xx that a retry would get again. False for the errors named in `transient`. */
export function isFinalRefusal(error: unknown, transient: ReadonlySet<string>): boolean {
  const { name, status } = sdkError(error);
  return status >= 400 && status < 500 && !transient.has(name);
}
