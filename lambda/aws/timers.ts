/** Time limits, pauses and their randomness. A deployed function uses the system's, a test uses ones that it controls. */
/** All times are milliseconds. */
export interface Timers {
  /** Calls `expire` once, after the time, unless the returned function is called before. */
  limit(milliseconds: number, expire: () => void): () => void;
  /** Resolves after the time. Rejects if the signal aborts before. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** A random number from 0 to 1, for the length of a pause. */
  random(): number;
}

export const systemTimers: Timers = {
  limit: (milliseconds, expire) => {
    const timer = setTimeout(expire, milliseconds);
    return () => clearTimeout(timer);
  },
  // Loaded at the first pause: a cold start does without.
  pause: (milliseconds, signal) =>
    process.getBuiltinModule('node:timers/promises').setTimeout(milliseconds, undefined, { signal }),
  random: () => Math.random(),
};
