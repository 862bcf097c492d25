/** Retries calls that may fail for a moment, while the time budget lasts. The pauses between the attempts are random. */
import { DependencyError } from '../domain/outcome';
import type { TimeBudget } from './time-budget';

/** Times are milliseconds. */
export interface RetryPolicy {
  /** The called dependency, as a `DependencyError` names it. */
  readonly dependency: string;
  /** Most attempts. @default - as many as the budget allows */
  readonly attempts?: number;
  /** Limit of the first pause. It doubles with each attempt, up to `longestPause`. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Whether another attempt would fail as well. Such an error ends the retries. */
  readonly isFinal: (error: unknown) => boolean;
}

/** The time of one call. */
export interface CallTime {
  readonly budget: TimeBudget;
  /** Most milliseconds of the budget for a call with its retries. @default - all that is left */
  readonly callLimit?: number;
}

export type Attempt<T> = (abortSignal: AbortSignal) => Promise<T>;

/**
 * Calls `attempt` until it succeeds. Otherwise rejects with a `DependencyError` whose cause is the last error: when that
 * error is final, when the attempts are used up, or when the time is.
 */
export async function retry<T>(policy: RetryPolicy, time: CallTime, attempt: Attempt<T>): Promise<T> {
  const { budget, callLimit } = time;
  if (callLimit !== undefined) return budget.part(callLimit, (part) => retry(policy, { budget: part }, attempt));
  let cause: unknown;
  for (let count = 1; !budget.isOver(); count += 1) {
    try {
      return await Promise.race([budget.ended, attempt(budget.signal)]);
    } catch (error) {
      if (budget.isOver()) break;
      if (count === policy.attempts || policy.isFinal(error)) throw failed(policy.dependency, error);
      cause = error;
    }
    await budget.pause(budget.jitter(Math.min(policy.longestPause, policy.firstPause * 2 ** (count - 1))));
  }
  throw new DependencyError(policy.dependency, budget.reason, { cause });
}

const failed = (dependency: string, cause: unknown): DependencyError =>
  cause instanceof DependencyError ? cause : new DependencyError(dependency, 'the call failed', { cause });

/** The name of an AWS SDK error and the HTTP status of the answer; 0 if there was no answer. */
export function sdkError(error: unknown): { readonly name: string; readonly status: number } {
  const { name, $metadata } = Object(error) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? '', status: $metadata?.httpStatusCode ?? 0 };
}

/** Whether the answer is a 4xx that a retry would get again. False for the errors named in `transient`. */
export function isFinalRefusal(error: unknown, transient: ReadonlySet<string>): boolean {
  const { name, status } = sdkError(error);
  return status >= 400 && status < 500 && !transient.has(name);
}
