/**
 * Tries the OpenAPI document with the generators that people use: each makes a client from it, compiles the client and
 * sends one flow of requests with it to the local run. Prints a table and writes a report in the format of Jest's. A
 * program that is missing on the machine, and a registry that does not bring a generator, fail in CI.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from '../../tools/openapi';
import { type Generator, GENERATORS, type Program } from './generators';
import { type Environment, startLocalRun } from './local-run';

const ROOT = join(__dirname, '..', '..');
const SCRATCH = join(ROOT, '.local', 'generators');
const CACHE = join(SCRATCH, 'cache');
const DOCUMENT = join(SCRATCH, 'openapi.json');
/** A step that hangs fails after five minutes. */
const STEP_MS = 300_000;
const STEPS = ['generate', 'compile', 'flow'] as const;

export interface Row {
  readonly name: string;
  readonly version: string;
  /** What became of each step: `ok`, `FAILED`, or `-` after a step that failed. */
  readonly steps: readonly string[];
  readonly seconds: number;
  /** Of the step that failed. */
  readonly output: string;
}

const missing = (needs: readonly Program[]): readonly Program[] =>
  needs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);

/** Takes the steps until one fails. */
function tried(generator: Generator, environment: Environment): Row {
  const { name, version, needs } = generator;
  const absent = missing(needs);
  if (absent.length > 0) return { name, version, steps: [`no ${absent.join()}`, '-', '-'], seconds: 0, output: '' };
  const folder = join(SCRATCH, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(__dirname, name), folder, { recursive: true });
  const began = performance.now();
  let output = '';
  const steps = STEPS.map((step) => {
    if (output !== '') return '-';
    const run = bash(generator[step], folder, environment);
    const done = run.status === 0 && (step !== 'flow' || run.stdout.endsWith('flow ok\n'));
    if (!done) output = `${step} of ${name}:\n${run.stdout}${run.stderr}`;
    return done ? 'ok' : 'FAILED';
  });
  return { name, version, steps, seconds: Math.round((performance.now() - began) / 1_000), output };
}

/** Runs lines of bash until one fails, with the environment of this process but for what npm adds. */
function bash(lines: string, cwd: string, more: Environment) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(inherited), ...more };
  const options = { cwd, env, encoding: 'utf8', timeout: STEP_MS, maxBuffer: 2 ** 26 } as const;
  return spawnSync('bash', ['-euo', 'pipefail', '-c', lines], options);
}

const COLUMNS = ['generator', 'version', ...STEPS, 'seconds'];
function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, version, steps, seconds }) => [name, version, ...steps, String(seconds)]);
  const widths = COLUMNS.map((name, at) =>
    Math.max(...[name, ...cells.map((row) => row[at] ?? '')].map((c) => c.length)),
  );
  return [COLUMNS, ...cells].map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')).join('\n');
}

function report(rows: readonly Row[]): void {
  const failed = rows.filter(({ steps }) => steps.some((step) => step !== 'ok'));
  const counts = { numPassedTests: rows.length - failed.length, numFailedTests: failed.length };
  mkdirSync(join(ROOT, 'reports'), { recursive: true });
  writeFileSync(join(ROOT, 'reports', 'generators.json'), JSON.stringify({ ...counts, rows }));
  const absent = failed.every(({ steps: [first = ''] }) => first.startsWith('no '));
  if (failed.length > 0 && (!absent || process.env['CI'] !== undefined)) process.exitCode = 1;
}

async function main(only: readonly string[]): Promise<void> {
  const unknown = only.filter((name) => !GENERATORS.some((one) => one.name === name));
  if (unknown.length > 0) {
    console.error(
      `No generator is called ${unknown.join(' or ')}. Write one of ${GENERATORS.map(({ name }) => name).join(', ')}.`,
    );
    process.exitCode = 2;
    return;
  }
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(DOCUMENT, openApiText());
  const run = await startLocalRun(join(SCRATCH, 'local-run.log'));
  try {
    const places = { SHARED: __dirname, CACHE, DOCUMENT, PYTHON: join(SCRATCH, 'python', 'bin', 'python') };
    const asked = (name: string) => only.length === 0 || only.includes(name);
    const rows = GENERATORS.filter(({ name }) => asked(name)).map((one) =>
      tried(one, { ...places, ...run.environment }),
    );
    for (const { output } of rows) if (output !== '') console.log(output);
    console.log(table(rows));
    report(rows);
  } finally {
    await run.stop();
  }
}

void main(process.argv.slice(2));
