/** Runs the CDK and the command of this package as a user does: their environment alone says which AWS account it is. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveHere } from './network';
import { ROOT, TEMPORARY } from './places';

const LIMIT_MS = 300_000;
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(program: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => (output[name] += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, ...output };
}

/** Throws what the CDK printed when it fails. */
export async function cdk(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(join(ROOT, 'node_modules', '.bin', 'cdk'), [
    ...args,
    '--no-notices',
    '--ci',
  ]);
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${String(code)}:\n${failuresIn(stdout + stderr)}`);
  return stdout + stderr;
}

/** The lines that say what failed, or all. */
function failuresIn(output: string): string {
  const at = output.search(/^(?:Failed resources|.*❌)/m);
  return output.slice(Math.max(at, 0));
}

export type Outputs = Readonly<Record<string, string>>;

/** Which app a command of the CDK is about. */
export interface App {
  /** A file of this folder. @default the app of this repository */
  readonly file?: string;
  /** Settings beside those of cdk.json. */
  readonly context?: Readonly<Record<string, string>>;
}

const ASSEMBLY = ['--output', join(TEMPORARY, 'cdk.out')];

/** The functions are bundled once, by the first deployment of the app itself. */
function appArguments({ file, context = {} }: App): string[] {
  const settings = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  if (file === undefined) return [...ASSEMBLY, ...settings];
  return [...ASSEMBLY, ...settings, '--build', 'true', '--app', `node --import tsx ${join(__dirname, file)}`];
}

export const bootstrap = (): Promise<string> => cdk('bootstrap', ...ASSEMBLY);

/** Returns the outputs of the one stack. */
export async function deployApp(app: App): Promise<Outputs> {
  const file = join(TEMPORARY, 'outputs.json');
  await cdk('deploy', ...appArguments(app), '--require-approval', 'never', '--outputs-file', file);
  const [outputs = {}] = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>);
  resolveHere(Object.values(outputs).flatMap((value) => (URL.canParse(value) ? [new URL(value).hostname] : [])));
  return outputs;
}

export const destroyApp = (app: App): Promise<string> => cdk('destroy', ...appArguments(app), '--force');
