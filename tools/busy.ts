/**
 * Runs `npm test` several times while a busy loop holds every core, so that a test that waits for the clock or races
 * against the clock fails.
 *
 *     npm run test:busy -- 3
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { cpus } from 'node:os';

const [, , given = '10'] = process.argv;
const runs = Number(given);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`${given} is not a number of runs; give a whole number above 0, for example 10`);
  process.exit(1);
}
/** Checks from time to time whether this process is still its parent, and ends when this process has ended. */
const LOOP = 'const { ppid } = process; for (let i = 1; i % 1e8 !== 0 || process.ppid === ppid; i += 1);';
const loops = cpus().map(() => spawn(process.execPath, ['-e', LOOP], { stdio: 'ignore' }));

mkdirSync('reports', { recursive: true });
let passed = 0;
for (let run = 1; run <= runs; run += 1) {
  const file = `reports/busy-${run}.log`;
  const output = openSync(file, 'w');
  const begun = performance.now();
  const { status } = spawnSync('npm', ['test'], { stdio: ['ignore', output, output] });
  const seconds = Math.round((performance.now() - begun) / 1000);
  if (status === 0) passed += 1;
  console.log(`run ${run} of ${runs}: ${status === 0 ? 'passed' : `failed, see ${file}`}, ${seconds} s`);
}
for (const loop of loops) loop.kill('SIGKILL');
console.log(`${passed} of ${runs} runs passed on ${loops.length} busy cores`);
process.exitCode = passed === runs ? 0 : 1;
