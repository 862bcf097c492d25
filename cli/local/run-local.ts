/**
 * Serves a cloud assembly, seeds the run, prints its addresses and credentials, and ends the run on Ctrl-C. When the
 * run cannot start, it prints one line and the exit code is 1.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { seedRun, whyNotSeeded } from '../../local/command/seeded-run';
import { synthesize } from '../../local/command/synthesize';
import { StartRefusal } from '../../local/refusal';
import { checkPort } from '../../local/server';
import { type LocalRun, start } from '../../local/start';
import { paintFor } from '../colour';
import { announceRun } from './announce-run';
import { assemblyOf } from './assembly-folder';
import { type GuardedRoute, guardedRoutes } from './guarded-routes';
import type { LocalOptions } from './options';
import { noticesOf } from './notices';
import { END, routeTable, startText } from './start-text';
import { Terminal } from './terminal';

/** How to make the assembly of the app in this repository. */
export interface Synthesis {
  /** The CDK app to synthesize. */
  readonly app: string;
  /** Bundles the code of the app's functions; a promise is waited for. */
  readonly bundle: () => unknown;
  /** A folder, ignored by git, for the assembly. The assembly is deleted when the run ends. */
  readonly scratch: string;
}

/** Runs until a signal ends it; the result is the exit code. */
export async function runLocal(options: LocalOptions, synthesis: Synthesis | undefined): Promise<number> {
  const stop = stopSignal();
  // Functions run in UTC, as on Lambda, and the time zone can only be set for the whole process.
  process.env.TZ = 'UTC';
  try {
    await serveRun(options, synthesis, stop);
    return 0;
  } catch (error) {
    // Ctrl-C also ends the processes that bundle and synthesize, and their errors may arrive before the signal.
    if (await stop.wasRequested()) return 0;
    console.error(error instanceof StartRefusal ? error.message : `the local run failed: ${firstLine(error)}`);
    return 1;
  } finally {
    stop.forget();
  }
}

const firstLine = (error: unknown): string => String(error).split('\n')[0] ?? '';

interface StopSignal {
  readonly requested: boolean;
  readonly arrived: Promise<void>;
  /** `requested`, after a signal that arrived during a long synchronous step was handled. */
  wasRequested(): Promise<boolean>;
  /** Stops listening for signals. */
  forget(): void;
}

/** Listens for SIGINT (Ctrl-C) and SIGTERM. One Ctrl-C may arrive twice: npm passes it on to its child once more. */
function stopSignal(): StopSignal {
  let requested = false;
  let resolve = (): void => undefined;
  const arrived = new Promise<void>((settle) => (resolve = settle));
  const onSignal = (): void => {
    requested = true;
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get requested() {
      return requested;
    },
    arrived,
    wasRequested: async () => {
      // Node.js handles signals between two turns of its event loop.
      await nextTurn();
      await nextTurn();
      return requested;
    },
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const DEFAULT_PORT = 3000;

async function serveRun(options: LocalOptions, synthesis: Synthesis | undefined, stop: StopSignal): Promise<void> {
  const { app, port = DEFAULT_PORT } = options;
  await checkPort(port);
  if (app !== undefined || synthesis === undefined) {
    await serveAssembly(app ?? assemblyOf(process.cwd()), { ...options, port }, stop);
    return;
  }
  const made = makeAssemblyFolder(synthesis.scratch);
  try {
    await makeAssembly(synthesis, made, stop);
    if (!stop.requested) await serveAssembly(made, { ...options, port }, stop);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

async function serveAssembly(
  assembly: string,
  { stack, data, port, json, ...flags }: LocalOptions & { readonly port: number },
  stop: StopSignal,
): Promise<void> {
  const terminal = new Terminal(paintFor(process.stderr, process.env));
  const run = await start({
    assembly,
    port,
    ...(stack === undefined ? {} : { stack }),
    ...(data === undefined ? {} : { dataDirectory: data }),
    strict: flags.strict,
    testControl: flags['test-control'],
    associationDelay: (flags['association-delay'] ?? 0) * 1000,
    log: (line) => terminal.log(line),
    answered: (request) => terminal.answered(request),
  });
  let conceal: (() => void) | undefined;
  try {
    if (!stop.requested) conceal = await printFacts(run, guardedRoutes(run, run.outputs.ApiUrl ?? ''), json);
    for (const notice of noticesOf(run)) console.error(notice);
    terminal.begin(new Map(Object.entries(run.apis).map(([id, { url }]) => [id, guardedRoutes(run, url)])));
    await stop.arrived;
  } finally {
    conceal?.();
    terminal.end();
    await run.close();
  }
}

function makeAssemblyFolder(scratch: string): string {
  mkdirSync(scratch, { recursive: true });
  return mkdtempSync(join(scratch, 'assembly-'));
}

async function makeAssembly({ app, bundle }: Synthesis, folder: string, stop: StopSignal): Promise<void> {
  console.error('Bundling and synthesizing, which takes some seconds …');
  await bundle();
  if (!(await stop.wasRequested())) await synthesize(app, folder);
}

/** The result takes back what the other verbs of this machine were told of the run. */
async function printFacts(
  run: LocalRun,
  routes: readonly GuardedRoute[],
  json: boolean,
): Promise<(() => void) | undefined> {
  const why = whyNotSeeded(run);
  if (why !== undefined) {
    printAddresses(run, routes, json);
    console.error(`Not seeded: ${why}`);
    return undefined;
  }
  const facts = await seedRun(run);
  const conceal = announceRun(facts);
  for (const repair of facts.repairs ?? []) console.error(`Of the kept data, this run ${repair}.`);
  console.log(json ? JSON.stringify(facts) : startText(facts, routes, paintFor(process.stdout, process.env)));
  return conceal;
}

/** Prints the addresses alone: without a seeded account there are no credentials and no commands. */
function printAddresses({ apis }: LocalRun, routes: readonly GuardedRoute[], json: boolean): void {
  if (json) {
    const urls: Record<string, string> = Object.fromEntries(Object.entries(apis).map(([id, { url }]) => [id, url]));
    console.log(JSON.stringify({ apis: urls }));
    return;
  }
  const urls = Object.values(apis).map(({ url }) => url);
  const table = routeTable(routes, paintFor(process.stdout, process.env));
  console.log(['', ...urls, '', ...table, ...(table.length === 0 ? [] : ['']), END].join('\n'));
}
