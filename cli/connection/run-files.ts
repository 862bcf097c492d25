/**
 * The file in which a local run tells the verbs of this machine where it is. It holds the credentials of the run's own
 * operator, so it is in a folder of the user that nobody else can read, and goes when the run ends.
 */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Facts } from '../../local/command/facts';
import { parseJsonObject } from '../../local/json';
import type { Environment } from '../world';
import { type Addresses, isLoopback } from './addresses';
import { processStart } from './process-start';

export interface RunFile extends Addresses {
  /** Of the guarded API. */
  readonly port: number;
  /** When the run’s process began, where the system tells. */
  readonly startedAt?: string | undefined;
}

export function runsFolder({ XDG_RUNTIME_DIR: runtime }: Environment): string {
  // Windows has no user ids, and its folder for temporary files is the user's own.
  const user = process.getuid?.() ?? userInfo().username;
  return runtime ? join(runtime, 'sallyport') : join(tmpdir(), `sallyport-${user}`);
}

const RUN_FILE = /^run-(\d+)\.json$/;
const pidOf = (name: string): number => Number(RUN_FILE.exec(name)?.[1]);

/** Writes the file of this process; the result removes it. Undefined if the folder is not safe. */
export function writeRunFile(folder: string, facts: Facts): (() => void) | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isPrivate(folder)) return undefined;
  const { apiUrl, managementUrl: url, tokenUrl, operator } = facts;
  const { clientId, clientSecret } = operator;
  const at = { port: Number(new URL(apiUrl).port), startedAt: processStart(process.pid) };
  const run: RunFile = { ...at, url, tokenUrl, clientId, clientSecret };
  const file = join(folder, `run-${process.pid}.json`);
  const stale = readdirSync(folder).filter(
    (name) => RUN_FILE.test(name) && isOver(pidOf(name), read(join(folder, name))),
  );
  for (const name of stale) rmSync(join(folder, name), { force: true });
  rmSync(file, { force: true });
  // Anew (`wx`), so that the mode is that of this file and not of one that was there.
  writeFileSync(file, JSON.stringify(run), { mode: 0o600, flag: 'wx' });
  return () => rmSync(file, { force: true });
}

/** The runs of this user whose process is there, by port. */
export function readRunFiles(folder: string): readonly RunFile[] {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined || !isPrivate(folder)) return [];
  const runs = readdirSync(folder)
    .map((name) => ({ pid: pidOf(name), run: read(join(folder, name)) }))
    .flatMap(({ pid, run }) => (run === undefined || isOver(pid, run) ? [] : [run]));
  // Where the system does not tell when a process began, a run that crashed may seem to live: the newest of a port does.
  const byPort = new Map(runs.sort((one, other) => one.writtenAt - other.writtenAt).map((run) => [run.port, run]));
  return [...byPort.values()].sort((one, other) => one.port - other.port);
}

/** In a folder for all users, another one may have made this folder first, to read or to plant credentials. */
function isPrivate(folder: string): boolean {
  const found = lstatSync(folder);
  if (process.getuid === undefined) return found.isDirectory();
  return found.isDirectory() && found.uid === process.getuid() && (found.mode & 0o077) === 0;
}

/** Whether the process is gone, or another one has its id by now. */
function isOver(pid: number, run: Pick<RunFile, 'startedAt'> | undefined): boolean {
  if (!isAlive(pid)) return true;
  const now = run?.startedAt === undefined ? undefined : processStart(pid);
  return now !== undefined && now !== run?.startedAt;
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function contentOf(file: string): { readonly text: string; readonly writtenAt: number } {
  try {
    return { text: readFileSync(file, 'utf8'), writtenAt: lstatSync(file).mtimeMs };
  } catch {
    return { text: '', writtenAt: 0 };
  }
}

/** Undefined if the run ended in between, or has not written all of it yet. */
function read(file: string): (RunFile & { readonly writtenAt: number }) | undefined {
  const { text, writtenAt } = contentOf(file);
  const { port, url, tokenUrl, clientId, clientSecret, startedAt } = parseJsonObject(text) ?? {};
  if (typeof port !== 'number' || ![url, tokenUrl, clientId, clientSecret].every((one) => typeof one === 'string'))
    return undefined;
  // The credentials of a local run go nowhere else.
  if (![url, tokenUrl].every((one) => URL.canParse(String(one)) && isLoopback(new URL(String(one))))) return undefined;
  return {
    writtenAt,
    port,
    ...(typeof startedAt === 'string' && { startedAt }),
    url: String(url),
    tokenUrl: String(tokenUrl),
    clientId: String(clientId),
    clientSecret: String(clientSecret),
  };
}
