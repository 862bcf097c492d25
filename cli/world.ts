/** What a verb has of the machine that it runs on: terminal, environment, clock, network. A test gives another one. */
import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
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
  /** Asks on the terminal, on stderr; the answer is a line. */
  readonly ask: (question: string) => Promise<string>;
  /** All of stdin. */
  readonly readInput: () => Promise<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls the listener at Ctrl-C until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  readonly http: Pick<ClientOptions, 'fetch' | 'wait'>;
  /** The stacks of an AWS account, by the caller's credentials. */
  readonly stacks: (region: string | undefined) => Stacks;
}

/** The world of this process. */
export const processWorld = (): World => ({
  environment: process.env,
  home: homedir(),
  stdout: process.stdout,
  stderr: process.stderr,
  canAsk: process.stdin.isTTY && process.stderr.isTTY,
  ask: askOnTerminal,
  readInput: () => text(process.stdin),
  now: Date.now,
  onInterrupt: (listener) => {
    process.once('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
  http: {},
  stacks: awsStacks,
});

/** An end of the input (Ctrl-D) is an empty answer, and so is Ctrl-C. */
async function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}
