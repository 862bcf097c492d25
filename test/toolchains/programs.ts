/** What programs that try other languages share: lines of bash, the programs they need, a table, and a report in the format of Jest's. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
/** A run that hangs fails after five minutes. */
const RUN_MS = 300_000;

export type Environment = Readonly<Record<string, string>>;

/** A program that must be on the machine. */
export type Program = 'python3' | 'java' | 'javac' | 'mvn' | 'go' | 'npm' | 'curl' | 'jq';

export interface Ended {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const missing = (needs: readonly Program[]): readonly Program[] =>
  needs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);

/** Runs lines of bash until one fails, with the environment of this process but for what npm adds. */
export function bash(lines: string, cwd: string, more: Environment): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(inherited), ...more };
  // In this process servers may answer what the lines ask, so it does not wait for them with `spawnSync`.
  const child = spawn('bash', ['-euo', 'pipefail', '-c', lines], { cwd, env, timeout: RUN_MS, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdin.end();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/** Columns of one width, the first row being their names. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')).join('\n');
}

export interface Tried {
  readonly passed: boolean;
  /** Whether it failed because a program is missing on the machine, which is a failure in CI alone. */
  readonly absent: boolean;
}

/** Writes `reports/<name>.json` and sets the exit code. */
export function report(name: string, rows: readonly Tried[]): void {
  const failed = rows.filter(({ passed }) => !passed);
  const counts = { numPassedTests: rows.length - failed.length, numFailedTests: failed.length };
  mkdirSync(join(ROOT, 'reports'), { recursive: true });
  writeFileSync(join(ROOT, 'reports', `${name}.json`), JSON.stringify({ ...counts, rows }));
  const onlyAbsent = failed.every(({ absent }) => absent);
  if (failed.length > 0 && (!onlyAbsent || process.env['CI'] !== undefined)) process.exitCode = 1;
}
