/**
 * One synthesized assembly for all suites. It is kept by the state of the sources it is made of, so a changed line
 * makes a new one, and suites that start at once wait for the first to have made it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { synthesize } from '../../local/command/synthesize';
import { bundle } from '../../tools/bundle';

const ROOT = path.join(__dirname, '..', '..');
// The page of the portal is an asset as well, and is made with the client.
const SOURCES = ['bin', 'client', 'lambda', 'lib', 'portal', 'sample', 'tools', 'cdk.json', 'package-lock.json'];
// Longer than a whole run, so that no suite loses one that it reads.
const KEPT_SECONDS = 3 * 3600;
const KEEP = path.join(ROOT, 'node_modules', '.cache', 'sallyport-assemblies');

/** Settings of the app beside those of cdk.json, as `-c name=value` gives them. */
export type Context = Readonly<Record<string, string | number>>;

/** The folder of the assembly; safe to call from any number of test processes at once. */
export async function ensureAssembly(context: Context = {}): Promise<string> {
  const given = JSON.stringify(context);
  const folder = path.join(KEEP, stateOf(given));
  const lock = `${folder}.lock`;
  mkdirSync(KEEP, { recursive: true });
  while (!existsSync(folder)) {
    if (take(lock)) await make(folder, given).finally(() => rmSync(lock, { force: true }));
    else await pause(50);
  }
  return folder;
}

/** Creating a file either succeeds or fails for everybody but one, whose process id it holds. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether the process that took the lock is gone, however long a busy machine lets one that lives take. */
function isAbandoned(lock: string): boolean {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    // It was taken just now, and holds nothing yet.
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function make(folder: string, context: string): Promise<void> {
  if (existsSync(folder)) return;
  for (const old of readdirSync(KEEP).map((name) => path.join(KEEP, name))) {
    if (ageSeconds(old) > KEPT_SECONDS) rmSync(old, { recursive: true, force: true });
  }
  // Not while it is fresh: other suites may be reading it.
  if (isStale()) bundle();
  // Where the CDK command line puts what its user gave; the app's process inherits it.
  process.env.CDK_CONTEXT_JSON = context;
  await synthesize(path.join(ROOT, 'bin', 'app.ts'), `${folder}.new`);
  renameSync(`${folder}.new`, folder);
}

/** Whether a source of the functions is newer than their bundles. */
function isStale(): boolean {
  const bundles = path.join(ROOT, 'dist', 'functions');
  if (!existsSync(bundles)) return true;
  const modified = (files: string[]): number[] => files.map((file) => statSync(file).mtimeMs);
  return Math.max(...modified(filesIn(path.join(ROOT, 'lambda')))) > Math.min(...modified(filesIn(bundles)));
}

function ageSeconds(file: string): number {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined ? 0 : (Date.now() - modified) / 1000;
}

function stateOf(context: string): string {
  const hash = createHash('sha256').update(`${process.version} ${context}\n`);
  for (const source of SOURCES.map((name) => path.join(ROOT, name))) {
    for (const file of statSync(source).isDirectory() ? filesIn(source) : [source]) {
      const { mtimeMs, size } = statSync(file);
      hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 20);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
