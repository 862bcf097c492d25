/**
 * Runs `npm test` again and again while a busy loop holds every core, so that a test that waits for the clock or races
 * it goes red. The loops end with this process, however it ends.
 *
 *     npm run test:busy -- 3
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';

const DEFAULT_RUNS = 10;
/** Looks now and then whether the process that started it is still its parent. */
const LOOP = 'const { ppid } = process; for (let i = 1; i % 1e8 !== 0 || process.ppid === ppid; i += 1);';

let running: ChildProcess | undefined;
const loops = cpus().map(() => spawn(process.execPath, ['-e', LOOP], { stdio: 'ignore' }));
const endLoops = (): void => loops.forEach((loop) => void loop.kill('SIGKILL'));
process.on('exit', endLoops);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The whole group: npm, jest and its workers.
    if (running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    process.exit(1);
  });
}

/** Whether the tests passed. What they say goes to the file. */
function runTests(file: string): Promise<boolean> {
  const child = spawn('npm', ['test'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running = child;
  const output = createWriteStream(file);
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      running = undefined;
      output.end(() => resolve(code === 0));
    });
  });
}

async function main(runs: number): Promise<void> {
  mkdirSync('reports', { recursive: true });
  let failed = 0;
  for (let run = 1; run <= runs; run += 1) {
    const file = `reports/busy-${run}.log`;
    const begun = performance.now();
    const passed = await runTests(file);
    const seconds = Math.round((performance.now() - begun) / 1000);
    if (!passed) failed += 1;
    console.log(`run ${run} of ${runs}: ${passed ? 'passed' : `failed, see ${file}`}, ${seconds} s`);
  }
  console.log(`${runs - failed} of ${runs} runs passed on ${loops.length} busy cores`);
  process.exit(failed === 0 ? 0 : 1);
}

const runs = Number(process.argv[2] ?? DEFAULT_RUNS);
if (Number.isInteger(runs) && runs > 0) void main(runs);
else {
  console.error('how many runs? A whole number above 0, such as 10');
  process.exit(1);
}
