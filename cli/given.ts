/** The values of a verb: what its declaration's readers make of the texts that commander found in the command line. */
import { type FlagOption, type Options, UsageError, type ValueOption, type Verb } from './declaration';

/** What commander found: of an option with a value all its texts, of a flag true, and of what was not typed nothing. */
export interface Typed {
  readonly options: Readonly<Record<string, unknown>>;
  /** As many as the verb has. */
  readonly arguments: readonly string[];
}

/** What was given of each option and argument. */
export function givenOf(verb: Pick<Verb, 'options' | 'arguments'>, typed: Typed): Readonly<Record<string, unknown>> {
  const options = Object.entries(verb.options).map(([name, one]) => [name, optionOf(name, one, typed.options[name])]);
  const places = Object.entries(verb.arguments).map(([name, { read }], at) => [
    name,
    readBy(`<${name}>`, read, typed.arguments[at] ?? ''),
  ]);
  return Object.fromEntries([...options, ...places]) as Readonly<Record<string, unknown>>;
}

function optionOf(name: string, option: Options[string], found: unknown): unknown {
  if (!isValueOption(option)) return found === true;
  if (!Array.isArray(found)) {
    if (option.required === true) throw new UsageError(`--${name} is missing (see --help)`);
    return undefined;
  }
  if (option.many !== true && found.length > 1) throw new UsageError(`--${name} is given twice`);
  const values = found.map((text: string) => readBy(`--${name}`, option.read, text));
  return option.many === true ? values : values[0];
}

export const isValueOption = (option: ValueOption<unknown> | FlagOption): option is ValueOption<unknown> =>
  'read' in option;

/** Names the option or argument in what the reader says. */
export function readBy<Value>(name: string, read: (text: string) => Value, text: string): Value {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${name} ${error.message}`);
    throw error;
  }
}
