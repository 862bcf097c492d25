/**
 * Numbers from the command line: `--name value`, each with a default and a meaning. A wrong one ends the program with
 * status 2, an error that says what is wrong, and the list of all parameters.
 */
import { parseArgs } from 'node:util';

export interface Parameter {
  /** One number, or several with a comma between two of them. */
  readonly fallback: number | readonly number[];
  readonly meaning: string;
  /** @default - above 0 */
  readonly least?: number;
  /** @default false - a fraction is good too */
  readonly isWhole?: boolean;
}
export type Parameters = Readonly<Record<string, Parameter>>;
export type Values<P extends Parameters> = {
  readonly [N in keyof P]: P[N]['fallback'] extends number ? number : readonly number[];
};

/** Throws a RangeError for a value that is no number or too small, and a TypeError for an unknown name. */
export function readParameters<const P extends Parameters>(parameters: P, args: readonly string[]): Values<P> {
  const options = Object.fromEntries(Object.keys(parameters).map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...args], options });
  const read = Object.entries(parameters).map(([name, parameter]) => [name, valueOf(name, parameter, values[name])]);
  // Each name has the kind of value that its fallback has.
  return Object.fromEntries(read) as Values<P>;
}

function valueOf(name: string, parameter: Parameter, given: unknown): number | readonly number[] {
  const { fallback, meaning, least, isWhole = false } = parameter;
  if (typeof given !== 'string') return fallback;
  const texts = typeof fallback === 'number' ? [given] : given.split(',');
  const numbers = texts.map((text) => (text.trim() === '' ? NaN : Number(text)));
  const isGood = (number: number): boolean =>
    Number.isFinite(number) &&
    (least === undefined ? number > 0 : number >= least) &&
    (!isWhole || Number.isInteger(number));
  if (!numbers.every(isGood)) {
    const range = least === undefined ? 'above 0' : `of at least ${least}`;
    const list = typeof fallback === 'number' ? '' : ', or several with commas';
    const wanted = `a ${isWhole ? 'whole ' : ''}number ${range}${list}`;
    throw new RangeError(`--${name} (${meaning}) is ${JSON.stringify(given)}; it must be ${wanted}`);
  }
  return typeof fallback === 'number' ? (numbers[0] ?? fallback) : numbers;
}

/** The values of the command line; ends the program if they are wrong. */
export function commandLine<const P extends Parameters>(parameters: P): Values<P> {
  try {
    return readParameters(parameters, process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    for (const [name, { fallback, meaning }] of Object.entries(parameters))
      console.error(`  --${name.padEnd(20)} ${meaning} (${String(fallback)})`);
    return process.exit(2);
  }
}
