/** Attempts at what may fail in passing: few of them, with a pause between two, inside one budget of time. */
import { setTimeout as wait } from 'node:timers/promises';
import { DependencyError } from '../domain/outcome';

/** Times are milliseconds. */
export interface Patience {
  /** What is attempted at, as a `DependencyError` names it. */
  readonly dependency: string;
  readonly attempts: number;
  /** For all attempts and pauses together. */
  readonly budget: number;
  readonly shortestPause: number;
  readonly longestPause: number;
}
export type Attempt<T> = (abortSignal: AbortSignal) => Promise<T>;

/**
 * Attempts until one succeeds. Rejects with what the last one threw, be it the first that failed for good; with a
 * `DependencyError` when the time is over.
 */
export async function persist<T>(
  patience: Patience,
  attempt: Attempt<T>,
  isFinal: (error: unknown) => boolean,
): Promise<T> {
  const { dependency, budget } = patience;
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DependencyError(dependency, `no answer within ${budget} ms`));
      abort.abort();
    }, budget);
  });
  const attempts = async (): Promise<T> => {
    for (let count = 1; ; count += 1) {
      try {
        return await attempt(abort.signal);
      } catch (error) {
        if (count === patience.attempts || abort.signal.aborted || isFinal(error)) throw error;
      }
      await wait(jittered(patience), undefined, { signal: abort.signal });
    }
  };
  try {
    return await Promise.race([tooLate, attempts()]);
  } finally {
    clearTimeout(timer);
  }
}

/** Spread, so that those who failed together do not come back together. */
const jittered = ({ shortestPause, longestPause }: Patience): number =>
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
