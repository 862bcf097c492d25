/**
 * Numbers from the command line: `--name value`, each with a default and a meaning. `--help` lists all of them. A wrong one
 * ends the program with status 2 and an error that says what is wrong.
 */
import { parseArgs } from 'node:util';

export interface Parameter {
  /** One number, or several with a comma between two of them. */
  readonly fallback: number | readonly number[];
  readonly meaning: string;
  /** @default - above 0 */
  readonly least?: number;
  /** @default - no upper bound */
  readonly most?: number;
  /** @default false - a fraction is good too */
  readonly isWhole?: boolean;
}
export type Parameters = Readonly<Record<string, Parameter>>;
export type Values<P extends Parameters> = {
  readonly [N in keyof P]: P[N]['fallback'] extends number ? number : readonly number[];
};

/** Throws a RangeError for a value that is no number, too small or too large, and a TypeError for an unknown name. */
export function readParameters<const P extends Parameters>(parameters: P, args: readonly string[]): Values<P> {
  const options = Object.fromEntries(Object.keys(parameters).map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...args], options });
  const read = Object.entries(parameters).map(([name, parameter]) => [name, valueOf(name, parameter, values[name])]);
  // Each name has the kind of value that its fallback has.
  return Object.fromEntries(read) as Values<P>;
}

function valueOf(name: string, parameter: Parameter, given: unknown): number | readonly number[] {
  const { fallback, meaning, least, most = Infinity, isWhole = false } = parameter;
  if (typeof given !== 'string') return fallback;
  const texts = typeof fallback === 'number' ? [given] : given.split(',');
  const numbers = texts.map((text) => (text.trim() === '' ? NaN : Number(text)));
  const isGood = (number: number): boolean =>
    Number.isFinite(number) &&
    (least === undefined ? number > 0 : number >= least) &&
    number <= most &&
    (!isWhole || Number.isInteger(number));
  if (!numbers.every(isGood)) {
    const range = `${least === undefined ? 'above 0' : `of at least ${least}`}${most === Infinity ? '' : `, up to ${most}`}`;
    const list = typeof fallback === 'number' ? '' : ', or several with commas';
    const wanted = `a ${isWhole ? 'whole ' : ''}number ${range}${list}`;
    throw new RangeError(`--${name} (${meaning}) is ${JSON.stringify(given)}; it must be ${wanted}`);
  }
  return typeof fallback === 'number' ? (numbers[0] ?? fallback) : numbers;
}

/** A line for each parameter: its name, its meaning and its default. */
export const helpOf = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, { fallback, meaning }]) => `  --${name.padEnd(20)} ${meaning} (${String(fallback)})`)
    .join('\n');

/** The values of the command line. Ends the program if help is asked for, or if they are wrong. */
export function commandLine<const P extends Parameters>(parameters: P): Values<P> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`Each figure is a parameter, with its default in brackets:\n${helpOf(parameters)}`);
    return process.exit(0);
  }
  try {
    return readParameters(parameters, args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${helpOf(parameters)}`);
    return process.exit(2);
  }
}
