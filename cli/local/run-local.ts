/**
 * `npm start`: synthesizes the app, starts and seeds the run, prints its addresses and credentials, and ends the run
 * on Ctrl-C. When the run cannot start, it prints one line and the exit code is 1.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Options, readArguments, USAGE } from './arguments';
import { banner } from './facts';
import { StartRefusal } from '../refusal';
import { seedRun, whyNotSeeded } from './seeded-run';
import { checkPort } from '../server';
import { type LocalRun, start } from '../start';
import { synthesize } from './synthesize';
import { Terminal } from './terminal';

export interface CommandParts {
  /** The CDK app to synthesize. */
  readonly app: string;
  /** Bundles the code of the app's functions. */
  readonly bundle: () => void;
  /** A folder, ignored by git, for the assembly. The assembly is deleted when the run ends. */
  readonly scratch: string;
}

/** Runs until a signal ends it; the result is the exit code. */
export async function runCommand(args: readonly string[], parts: CommandParts): Promise<number> {
  const stop = stopSignal();
  // Functions run in UTC, as on Lambda, and the time zone can only be set for the whole process.
  process.env.TZ = 'UTC';
  try {
    const options = readArguments(args);
    if (options.help) console.log(USAGE);
    else await serveRun(options, parts, stop);
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

async function serveRun(options: Options, parts: CommandParts, stop: StopSignal): Promise<void> {
  await checkPort(options.port);
  const made = options.assembly === undefined ? makeAssemblyFolder(parts.scratch) : undefined;
  try {
    if (made !== undefined) await makeAssembly(parts, made, stop);
    if (stop.requested) return;
    const terminal = new Terminal();
    const run = await start({
      assembly: options.assembly ?? made ?? '',
      port: options.port,
      ...(options.data === undefined ? {} : { dataDirectory: options.data }),
      testControl: options.testControl,
      log: (line) => terminal.log(line),
    });
    try {
      if (!stop.requested) await printFacts(run, options.json);
      terminal.begin();
      await stop.arrived;
    } finally {
      terminal.end();
      await run.close();
    }
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

function makeAssemblyFolder(scratch: string): string {
  mkdirSync(scratch, { recursive: true });
  return mkdtempSync(join(scratch, 'assembly-'));
}

async function makeAssembly({ app, bundle }: CommandParts, folder: string, stop: StopSignal): Promise<void> {
  console.error('Bundling and synthesizing, which takes some seconds …');
  bundle();
  if (!(await stop.wasRequested())) await synthesize(app, folder);
}

async function printFacts(run: LocalRun, json: boolean): Promise<void> {
  const why = whyNotSeeded(run);
  if (why !== undefined) {
    printAddresses(run, { json, why });
    return;
  }
  const facts = await seedRun(run);
  const guarded = Object.values(run.apis).find(({ url }) => url === facts.apiUrl);
  console.log(json ? JSON.stringify(facts) : banner(facts, guarded?.guardedPaths[0] ?? '/'));
}

/** Prints the addresses alone: without a seeded account there are no credentials and no commands. */
function printAddresses({ apis }: LocalRun, { json, why }: { json: boolean; why: string }): void {
  const urls = Object.fromEntries(Object.entries(apis).map(([id, { url }]) => [id, url]));
  console.log(json ? JSON.stringify({ apis: urls }) : `\n${Object.values(urls).join('\n')}\n`);
  console.error(`Not seeded: ${why}`);
  if (!json) console.log('Ctrl-C ends the run.');
}
