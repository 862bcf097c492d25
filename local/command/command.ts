/**
 * `npm start`: makes the assembly, starts and seeds the run, tells what it is, and ends it when told to. Whatever
 * keeps it from starting is one line and exit code 1.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, readArguments, USAGE } from './arguments';
import { banner } from './facts';
import { briefly } from './log-lines';
import { StartRefusal } from '../refusal';
import { canBeSeeded, seedRun } from './seeded-run';
import { type LocalRun, start } from '../start';
import { synthesize } from './synthesize';
import type { LogLine } from '../types';

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
    else await serve(options, parts, stop);
    return 0;
  } catch (error) {
    if (stop.told) return 0;
    if (!(error instanceof StartRefusal)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    stop.forget();
  }
}

interface StopSignal {
  readonly told: boolean;
  readonly come: Promise<void>;
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
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function serve(options: Options, parts: CommandParts, stop: StopSignal): Promise<void> {
  const made = options.assembly === undefined ? makeFolder(parts.scratch) : undefined;
  try {
    if (made !== undefined) await makeAssembly(parts, made);
    const terminal = new Terminal();
    const run = await start({
      assembly: options.assembly ?? made ?? '',
      port: options.port,
      ...(options.data === undefined ? {} : { dataDirectory: options.data }),
      testControl: options.testControl,
      log: (line) => terminal.log(line),
    });
    try {
      await tell(run, options.json);
      terminal.open = true;
      await stop.come;
    } finally {
      terminal.open = false;
      await run.close();
    }
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

function makeFolder(scratch: string): string {
  mkdirSync(scratch, { recursive: true });
  return mkdtempSync(join(scratch, 'assembly-'));
}

async function makeAssembly({ app, bundle }: CommandParts, folder: string): Promise<void> {
  bundle();
  await synthesize(app, folder);
}

/** An assembly that is no Sallyport's is served, but there is nothing to seed and no command to show. */
async function tell(run: LocalRun, json: boolean): Promise<void> {
  if (!canBeSeeded(run)) {
    const urls = Object.fromEntries(Object.entries(run.apis).map(([id, { url }]) => [id, url]));
    console.log(json ? JSON.stringify({ apis: urls }) : Object.values(urls).join('\n'));
    return;
  }
  const facts = await seedRun(run);
  const guarded = Object.values(run.apis).find(({ url }) => url === facts.apiUrl);
  console.log(json ? JSON.stringify(facts) : banner(facts, guarded?.guardedPaths[0] ?? '/'));
}

/** Quiet until the run is ready and while it ends; always on stderr, so that stdout holds the facts alone. */
class Terminal {
  open = false;

  log(line: LogLine): void {
    const text = this.open ? briefly(line) : undefined;
    if (text !== undefined) console.error(text);
  }
}
