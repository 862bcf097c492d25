/**
 * The time of a local run. Gateway, caches, token endpoint and every worker read it from the same shared memory, so
 * nothing in a run is ever ahead of the rest.
 */
import type { LocalClock } from './types';

/** A clock that starts at real time and goes on by itself. */
export function startClock(): LocalClock {
  const offset = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  const ahead = new BigInt64Array(offset);
  return {
    offset,
    now: () => Date.now() + Number(Atomics.load(ahead, 0)),
    advance: (milliseconds) => {
      Atomics.add(ahead, 0, BigInt(Math.trunc(milliseconds)));
    },
  };
}

/** A clock that stands still until it is moved, and the time limits of functions and integrations with it. */
export function standingClock(at = Date.now()): LocalClock {
  const offset = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  const time = new BigInt64Array(offset);
  time.set([BigInt(at), 1n]);
  const listeners = new Set<(milliseconds: number) => void>();
  return {
    offset,
    now: () => Number(Atomics.load(time, 0)),
    advance: (milliseconds) => {
      Atomics.add(time, 0, BigInt(Math.trunc(milliseconds)));
      for (const listener of [...listeners]) listener(milliseconds);
    },
    onMove: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Calls `expire` once after so many milliseconds of the clock's time. The function that it returns cancels that. */
export function startLimit({ onMove }: LocalClock, milliseconds: number, expire: () => void): () => void {
  if (onMove === undefined) {
    const timer = setTimeout(expire, milliseconds);
    return () => clearTimeout(timer);
  }
  let left = milliseconds;
  const cancel = onMove((moved) => {
    left -= moved;
    if (left > 0) return;
    cancel();
    expire();
  });
  return cancel;
}
