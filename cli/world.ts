/** What a verb has of the machine that it runs on: terminal, environment, clock, network. A test gives another one. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClientOptions } from '../client/index';
import { awsStacks } from './connection/aws-stacks';
import type { Stacks } from './connection/stack';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface World {
  readonly environment: Environment;
  /** Where a profile file is looked for when XDG_CONFIG_HOME is not set. */
  readonly home: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
  /** Asks on the terminal, on stderr; the answer is a line. Undefined: Ctrl-C or Ctrl-D. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** All of stdin. Rejects when the signal ends it. */
  readonly readInput: (signal: AbortSignal) => Promise<string>;
  /** What a file holds. */
  readonly readFile: (path: string) => Promise<string>;
  /** A new Idempotency-Key. */
  readonly newKey: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From now on nothing ends because nobody reads stdout or stderr any more. */
  readonly outliveReaders: () => void;
  /** Calls the listener at Ctrl-C, and when the process is to end, until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  readonly http: Pick<ClientOptions, 'fetch' | 'wait'>;
  /** The stacks of an AWS account, by the caller's credentials. */
  readonly stacks: (region: string | undefined) => Stacks;
}

/** Ctrl-C, the end of a job, and a closed window. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** With `| head` the reader is gone before the end: what is being changed is changed to its end all the same. */
function passOverClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The world of this process. */
export const processWorld = (): World => ({
  environment: process.env,
  home: homedir(),
  stdout: process.stdout,
  stderr: process.stderr,
  canAsk: process.stdin.isTTY && process.stderr.isTTY,
  ask: askOnTerminal,
  // The stream is destroyed with the signal, or the process would go on for as long as somebody could type.
  readInput: (signal) => text(addAbortSignal(signal, process.stdin)),
  readFile: (path) => readFile(path, 'utf8'),
  newKey: randomUUID,
  now: Date.now,
  onInterrupt: (listener) => {
    for (const signal of ENDS) process.once(signal, listener);
    return () => ENDS.forEach((signal) => void process.off(signal, listener));
  },
  outliveReaders: () => {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', passOverClosedPipe);
  },
  http: {},
  stacks: awsStacks,
});

async function askOnTerminal(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  try {
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}
