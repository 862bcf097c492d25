/**
 * The time of a local run: real time plus one shared number of milliseconds. Gateway, caches, token endpoint and
 * every worker read the same number, so nothing in a run is ever ahead of the rest.
 */
import type { LocalClock } from './types';

/** A clock that starts at real time. */
export function startClock(): LocalClock {
  const offset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const ahead = new BigInt64Array(offset);
  return {
    offset,
    now: () => Date.now() + Number(Atomics.load(ahead, 0)),
    advance: (milliseconds) => {
      Atomics.add(ahead, 0, BigInt(Math.trunc(milliseconds)));
    },
  };
}
