/** Time limits and pauses. A deployed function runs them on the system's timers, a test on timers that it controls. */
import { setTimeout as wait } from 'node:timers/promises';
import { DependencyError } from '../domain/outcome';

/** All times are milliseconds. */
export interface Timers {
  /** Calls `expire` once, after the time, unless the returned function is called before. */
  limit(milliseconds: number, expire: () => void): () => void;
  /** Resolves after the time. Rejects if the signal aborts before. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemTimers: Timers = {
  limit: (milliseconds, expire) => {
    const timer = setTimeout(expire, milliseconds);
    return () => clearTimeout(timer);
  },
  pause: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

export interface TimeLimit {
  readonly milliseconds: number;
  readonly timers: Timers;
}

/** Runs `work` with a signal that aborts after the time with a `TimeoutError`, as `AbortSignal.timeout` does. */
export async function withTimeout<T>(
  { milliseconds, timers }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const cancel = timers.limit(milliseconds, () =>
    abort.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
  );
  try {
    return await work(abort.signal);
  } finally {
    cancel();
  }
}

/**
 * Rejects with a `DependencyError` after the time, so that the function answers before its caller gives up. The work is
 * not stopped; its later result is ignored.
 */
export async function withDeadline<T>(milliseconds: number, work: Promise<T>, timers = systemTimers): Promise<T> {
  let cancel = (): void => undefined;
  const deadline = new Promise<never>((_, reject) => {
    const expire = (): void => reject(new DependencyError('deadline', `no result within ${milliseconds} ms`));
    cancel = timers.limit(milliseconds, expire);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    cancel();
  }
}
