/** Builds what a run needs into dist/bench: the product’s functions, the functions beside them, and the hosts. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

export const ROOT = join(__dirname, '..');
export const OUT = join(ROOT, 'dist/bench');
const PEERS = join(__dirname, 'node_modules');

const namesIn = (folder: string): readonly string[] =>
  readdirSync(join(__dirname, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const entriesIn = (folder: string): string[] => namesIn(folder).map((name) => join(__dirname, folder, name));

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outbase: __dirname,
  outdir: OUT,
  mainFields: ['module', 'main'],
  logLevel: 'error',
} satisfies BuildOptions;

/** Installs the peers when they are absent, or others than bench/package-lock.json names. */
function installPeers(): void {
  const lockOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const wanted = lockOf(join(__dirname, 'package-lock.json'));
  const stamp = join(PEERS, '.package-lock.json');
  if (existsSync(stamp) && isSame(wanted, lockOf(stamp))) return;
  execFileSync('npm', ['ci', '--prefix', __dirname], { stdio: 'inherit' });
}

/** npm keeps what it installed as a lockfile without the root and without what the platform cannot run. */
function isSame(wanted: string, installed: string): boolean {
  const packagesOf = (text: string): Readonly<Record<string, { readonly version?: string }>> =>
    (JSON.parse(text) as { readonly packages: Record<string, { readonly version?: string }> }).packages;
  const lock = packagesOf(wanted);
  return Object.entries(packagesOf(installed)).every(([path, { version }]) => lock[path]?.version === version);
}

export function build(): void {
  installPeers();
  execFileSync('npm', ['run', '--silent', 'bundle'], { cwd: ROOT, stdio: 'inherit' });
  buildSync({ ...OPTIONS, entryPoints: entriesIn('handlers'), minify: true, legalComments: 'none' });
  const hosts = entriesIn('processes').filter((path) => !path.endsWith('cold-host.ts'));
  buildSync({ ...OPTIONS, entryPoints: [...hosts, ...entriesIn('contenders')] });
  const cold = [join(__dirname, 'processes/cold-host.ts')];
  buildSync({ ...OPTIONS, entryPoints: cold, format: 'esm', outExtension: { '.js': '.mjs' } });
}
