/**
 * Milliseconds of CPU time of the fastest of ten runs: what the code itself takes, however long this process has to
 * wait for a busy machine.
 */
export function fastestOf(run: () => unknown): number {
  const times = Array.from({ length: 10 }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}
