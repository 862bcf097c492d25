/**
 * `npm start`: makes the assembly, starts and seeds the run, tells what it is, and ends it when told to. Whatever
 * keeps it from starting is one line and exit code 1.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
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
  /** Bundles the code that the app's functions name. */
  readonly bundle: () => void;
  /** Git-ignored place for the assembly, which lives as long as the run. */
  readonly scratch: string;
}

/** Runs until a signal ends it; gives the exit code. */
export async function runCommand(args: readonly string[], parts: CommandParts): Promise<number> {
  const stop = stopSignal();
  // The zone is the whole process's, and functions run in UTC.
  process.env.TZ = 'UTC';
  try {
    const options = readArguments(args);
    if (options.help) console.log(USAGE);
    else await serveRun(options, parts, stop);
    return 0;
  } catch (error) {
    // Ctrl-C also ends the processes that bundle and synthesize, and their failure may be known before the signal.
    if (await stop.heard()) return 0;
    console.error(error instanceof StartRefusal ? error.message : `cannot be served: ${firstLine(error)}`);
    return 1;
  } finally {
    stop.forget();
  }
}

const firstLine = (error: unknown): string => String(error).split('\n')[0] ?? '';

interface StopSignal {
  readonly told: boolean;
  readonly come: Promise<void>;
  /** Whether it was told, also while nothing but one long step could run. */
  heard(): Promise<boolean>;
  forget(): void;
}

/** Ctrl-C or a request to end. npm passes on what the terminal sent already, so more than one may come. */
function stopSignal(): StopSignal {
  let told = false;
  let resolve = (): void => undefined;
  const come = new Promise<void>((settle) => (resolve = settle));
  const onSignal = (): void => {
    told = true;
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get told() {
      return told;
    },
    come,
    heard: async () => {
      // Signals are polled between two turns.
      await turn();
      await turn();
      return told;
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
    if (stop.told) return;
    const terminal = new Terminal();
    const run = await start({
      assembly: options.assembly ?? made ?? '',
      port: options.port,
      ...(options.data === undefined ? {} : { dataDirectory: options.data }),
      testControl: options.testControl,
      log: (line) => terminal.log(line),
    });
    try {
      if (!stop.told) await printFacts(run, options.json);
      terminal.begin();
      await stop.come;
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
  if (!(await stop.heard())) await synthesize(app, folder);
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

/** Without anything that was seeded there is no command to show. */
function printAddresses({ apis }: LocalRun, { json, why }: { json: boolean; why: string }): void {
  const urls = Object.fromEntries(Object.entries(apis).map(([id, { url }]) => [id, url]));
  console.log(json ? JSON.stringify({ apis: urls }) : `\n${Object.values(urls).join('\n')}\n`);
  console.error(`Not seeded: ${why}`);
  if (!json) console.log('Ctrl-C ends it.');
}
