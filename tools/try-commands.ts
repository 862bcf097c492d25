/**
 * Does what a newcomer does: starts the local run and runs the three commands that it prints in bash, and the key's as a
 * POST, which is the natural second call. Then revokes the key and runs its command again, which must fail with 401. Writes a report in the format of Jest's.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const READY_SECONDS = 120;
const END_SECONDS = 30;
const PRESENTED_KEY = /[a-z0-9]{2,10}_(?:live|test)_[0-9A-Za-z]{18}_[0-9A-Za-z]{49}/;
const outcomes: { name: string; ok: boolean; output: string }[] = [];

function record(name: string, ok: boolean, output: string): void {
  outcomes.push({ name, ok, output });
  console.log(`${ok ? 'ok' : 'FAILED'} ${name}${ok ? '' : `\n${output}`}`);
}

function bash(command: string): { status: number | null; output: string } {
  const run = spawnSync('bash', ['-c', command], { encoding: 'utf8', timeout: 60_000 });
  return { status: run.status, output: run.stdout + run.stderr };
}

/** Reads the output of the local run until it has printed its three commands, which are indented. */
function commandsOf(run: ChildProcess): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const commands: string[] = [];
    const tooLate = new Error(`the local run printed no three commands within ${READY_SECONDS} s`);
    const timer = setTimeout(() => reject(tooLate), READY_SECONDS * 1_000).unref();
    run.once('exit', (code) => reject(new Error(`the local run ended with ${String(code)}`)));
    if (run.stdout === null) throw new Error('the local run has no output to read');
    createInterface({ input: run.stdout }).on('line', (line) => {
      if (/^ {4}\S/.test(line)) commands.push(line.trim());
      if (commands.length < 3) return;
      clearTimeout(timer);
      resolve(commands);
    });
  });
}

function revokeAndTryAgain(commands: readonly string[]): void {
  const byKey = commands.find((command) => PRESENTED_KEY.test(command)) ?? '';
  const json = (body: object): string => `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  const order = bash(`${byKey} ${json({ item: 'lantern', quantity: 1 })}`);
  record('the key of the printed command places an order too', order.status === 0, order.output);
  const body = { key: PRESENTED_KEY.exec(byKey)?.[0] ?? '' };
  const management = /http:\/\/[^\s'"]+\/v1(?=\/)/.exec(commands.join('\n'))?.[0] ?? '';
  const revoke = bash(`curl --fail-with-body -sS ${json(body)} ${management}/revocations`);
  record('a holder of the key can revoke the key', revoke.status === 0, revoke.output);
  const { status, output } = bash(byKey);
  record('the next request with the revoked key is refused', status === 22 && /401/.test(output), output);
}

/** Signals the local run and everything that it started, as a terminal does. */
function signal({ pid, exitCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, name);
}

async function main(): Promise<void> {
  const args = ['start', '--silent', '--', '--port', '0'];
  const run = spawn('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = new Promise<true>((resolve) => run.once('close', () => resolve(true)));
  let api = '';
  try {
    const commands = await commandsOf(run);
    api = /http:\/\/[^\s'"]+\/prod/.exec(commands.join('\n'))?.[0] ?? '';
    for (const [index, command] of commands.entries()) {
      const { status, output } = bash(command);
      record(`printed command ${index + 1} works when pasted into bash`, status === 0, `${command}\n${output}`);
    }
    revokeAndTryAgain(commands);
  } catch (error) {
    record('the local run starts and prints its commands', false, String(error));
  }
  signal(run, 'SIGINT');
  const inTime = await Promise.race([ended, wait(END_SECONDS * 1_000, false, { ref: false })]);
  if (!inTime) signal(run, 'SIGKILL');
  const after = bash(`curl -sS ${api}/orders`);
  record('Ctrl-C ends everything: nobody listens any more', inTime && after.status === 7, after.output);
}

function report(): void {
  const numPassedTests = outcomes.filter(({ ok }) => ok).length;
  const numFailedTests = outcomes.length - numPassedTests;
  const others = { numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };
  mkdirSync('reports', { recursive: true });
  writeFileSync('reports/commands.json', JSON.stringify({ numPassedTests, numFailedTests, ...others, outcomes }));
  process.exitCode = numFailedTests === 0 ? 0 : 1;
}

void main().then(report);
