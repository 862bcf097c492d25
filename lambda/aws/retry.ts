/** Retries what may fail in passing: few attempts, with a pause between two, inside one budget of time. */
import { DependencyError } from '../domain/outcome';
import { systemTimers, type Timers } from './timers';

/** Times are milliseconds. */
export interface RetryPolicy {
  /** What is called, as a `DependencyError` names it. */
  readonly dependency: string;
  readonly attempts: number;
  /** For all attempts and pauses together. */
  readonly budget: number;
  readonly shortestPause: number;
  readonly longestPause: number;
}
export type Attempt<T> = (abortSignal: AbortSignal) => Promise<T>;

export interface RetryOptions {
  /** Whether another attempt would fail in the same way. */
  readonly isFinal: (error: unknown) => boolean;
  readonly timers?: Timers;
}

/**
 * Attempts until one succeeds. Rejects with the error of the last attempt, which is the first final one; with a
 * `DependencyError` when the budget is spent.
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
  const attempts = async (): Promise<T> => {
    for (let count = 1; ; count += 1) {
      try {
        return await attempt(abort.signal);
      } catch (error) {
        if (count === policy.attempts || abort.signal.aborted || isFinal(error)) throw error;
      }
      await timers.pause(jittered(policy), abort.signal);
    }
  };
  try {
    return await Promise.race([budgetSpent, attempts()]);
  } finally {
    cancel();
  }
}

/** Spread, so that callers that failed together do not come back together. */
const jittered = ({ shortestPause, longestPause }: RetryPolicy): number =>
  shortestPause + Math.random() * (longestPause - shortestPause);

/** What an SDK's error says of itself: its name, and the HTTP status of the answer if there was one. */
export function describe(error: unknown): { readonly name: string; readonly status: number } {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? '', status: $metadata?.httpStatusCode ?? 0 };
}

/** Whether the answer was a refusal that would be the same at the next attempt, unless its name is among those. */
export function isRefused(error: unknown, passing: ReadonlySet<string>): boolean {
  const { name, status } = describe(error);
  return status >= 400 && status < 500 && !passing.has(name);
}
