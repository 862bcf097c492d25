/** Builds what a run needs into dist/bench: the product’s functions, the functions beside them, and the hosts. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { HAS_NODE_24 } from './nodes';

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

interface Locked {
  readonly version?: string;
  readonly optional?: boolean;
}

/** Packages by path, of a lockfile; none without the file. */
function packagesIn(lockfile: string): Readonly<Record<string, Locked>> {
  if (!existsSync(lockfile)) return {};
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { readonly packages: Record<string, Locked> };
  return packages;
}

/** Installs the peers, unless all are there in the versions that bench/package-lock.json names. */
function installPeers(): void {
  // The entry without a path is bench/ itself.
  const wanted = Object.entries(packagesIn(join(__dirname, 'package-lock.json'))).filter(([path]) => path !== '');
  // npm notes there what it installed.
  const installed = packagesIn(join(PEERS, '.package-lock.json'));
  const isThere = ([path, { version, optional }]: readonly [string, Locked]): boolean =>
    installed[path]?.version === version || (optional === true && !HAS_NODE_24);
  if (!wanted.every(isThere)) execFileSync('npm', ['ci', '--prefix', __dirname], { stdio: 'inherit' });
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
