/** Milliseconds of the fastest of ten runs: what the code takes when nobody disturbs the machine. */
export function fastestOf(run: () => unknown): number {
  const times = Array.from({ length: 10 }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return Math.min(...times);
}
