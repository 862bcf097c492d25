/**
 * A verb of the command, such as `local` in `sallyport local`. Its declaration is the one source of what the parser
 * takes, of the types of the values, and of the help. Node's `parseArgs` parses.
 */
import { parseArgs } from 'node:util';

/** A mistake in a command line, as one line for a person. The exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An option with a value. */
export interface ValueOption<Value> {
  /** What the help calls the value, for example `DIR`. */
  readonly takes: string;
  readonly help: string;
  /** Throws a UsageError for a wrong value; its text goes on after the option's name: `takes a folder, not x`. */
  readonly read: (text: string) => Value;
}
/** An option without a value. */
export interface FlagOption {
  readonly help: string;
}
type Options = Readonly<Record<string, ValueOption<unknown> | FlagOption>>;

/** What was given of the options: the read value, or undefined; true or false of a flag. */
export type Given<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends ValueOption<infer Value> ? Value | undefined : boolean;
};

interface Declaration<O extends Options> {
  /** One or more words, for example `local` or `keys issue`. */
  readonly name: string;
  /** One line for the list of all verbs. */
  readonly summary: string;
  readonly options: O;
  /** Follows the options in the help. */
  readonly notes?: string;
  /** Returns the exit code. */
  readonly run: (given: Given<O>) => Promise<number>;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** The names of its options, without `--`. */
  readonly options: readonly string[];
  /** `usage` is what a user types before the options, for example `sallyport local`. */
  readonly help: (usage: string) => string;
  /** Runs the verb and returns the exit code. Throws a UsageError before anything is done. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Makes a verb of its declaration. */
export function defineVerb<O extends Options>(declaration: Declaration<O>): Verb {
  const { name, summary, options, run } = declaration;
  return {
    name,
    summary,
    options: Object.keys(options),
    help: (usage) => helpText(declaration, usage),
    run: async (args) => run(given(options, args)),
  };
}

const isValue = (option: ValueOption<unknown> | FlagOption): option is ValueOption<unknown> => 'read' in option;

function given<O extends Options>(options: O, args: readonly string[]): Given<O> {
  const values = parseFlags(options, args);
  const entries = Object.entries(options).map(([name, option]) => {
    const text = values[name];
    if (!isValue(option)) return [name, text === true];
    return [name, typeof text === 'string' ? readValue(name, option, text) : undefined];
  });
  // The entries are the options themselves, each with what its own `read` returned.
  return Object.fromEntries(entries) as Given<O>;
}

function readValue(name: string, option: ValueOption<unknown>, text: string): unknown {
  try {
    return option.read(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`--${name} ${error.message}`);
    throw error;
  }
}

/** Of Node's message only the first sentence is kept: the others tell how to pass a value that begins with a dash. */
function parseFlags(options: Options, args: readonly string[]): Readonly<Record<string, unknown>> {
  const types: Record<string, { type: 'string' | 'boolean' }> = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { type: isValue(option) ? 'string' : 'boolean' }]),
  );
  try {
    return parseArgs({ args: [...args], options: types, allowPositionals: false }).values;
  } catch (error) {
    const [why = ''] = String(error)
      .replace(/^TypeError(?: \[\w+\])?: /, '')
      .split(/\.\s/);
    throw new UsageError(`${why} (--help shows all options)`);
  }
}

const COLUMN = 20;

function helpText({ summary, options, notes }: Omit<Declaration<Options>, 'run'>, usage: string): string {
  const rows = Object.entries(options).map(([name, option]): [string, string] => [
    `--${name}${isValue(option) ? ` ${option.takes}` : ''}`,
    option.help,
  ]);
  return [
    `${summary}.\n`,
    `Usage: ${usage} [options]\n`,
    ...[...rows, ['-h, --help', 'prints this text'] as const].map(([left, right]) => helpRow(left, right)),
    ...(notes === undefined ? [] : [`\n${notes}`]),
  ].join('\n');
}

/** One row of a list in a help text; a text of several lines stands in its column. */
export const helpRow = (left: string, right: string): string =>
  `  ${left.length < COLUMN ? left.padEnd(COLUMN) : `${left}\n${' '.repeat(COLUMN + 2)}`}${right.replaceAll('\n', `\n${' '.repeat(COLUMN + 2)}`)}`;
