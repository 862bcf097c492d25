/**
 * Timers as a port: time limits and pauses run on the machine's timers in a function, and on timers that a test moves
 * in a test. All times are milliseconds.
 */
import { setTimeout as wait } from 'node:timers/promises';

export interface Timers {
  /** Calls `expire` once when the time is over. The function that it returns cancels that. */
  limit(milliseconds: number, expire: () => void): () => void;
  /** Resolves when the time is over; rejects when the signal aborts first. */
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

/** Runs the work with a signal that aborts with a `TimeoutError` when the time is over, as `AbortSignal.timeout` does. */
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
