/** Reads a command line by a declaration. Node's `parseArgs` parses; the declaration's readers judge each value. */
import { parseArgs } from 'node:util';
import { type Arguments, type FlagOption, type Options, UsageError, type ValueOption } from './declaration';

const SEE_HELP = '(--help shows all options)';

interface Declared {
  readonly options: Options;
  readonly arguments: Arguments;
}

/** What was given of each option and argument. */
export function givenOf(declared: Declared, args: readonly string[]): Readonly<Record<string, unknown>> {
  const { values, positionals } = parsed(declared, args);
  const options = Object.entries(declared.options).map(([name, option]) => [
    name,
    optionOf(name, option, values[name]),
  ]);
  const places = Object.entries(declared.arguments).map(([name, { read }], at) => {
    const text = positionals[at];
    if (text === undefined) throw new UsageError(`<${name}> is missing ${SEE_HELP}`);
    return [name, readBy(`<${name}>`, read, text)];
  });
  // It is not repeated: it may be a secret.
  if (positionals.length > places.length) throw new UsageError(`there is an argument too many ${SEE_HELP}`);
  return Object.fromEntries([...options, ...places]) as Readonly<Record<string, unknown>>;
}

function optionOf(name: string, option: ValueOption<unknown> | FlagOption, given: unknown): unknown {
  if (!('read' in option)) return given === true;
  if (given === undefined) {
    if (option.required === true) throw new UsageError(`--${name} is missing ${SEE_HELP}`);
    return undefined;
  }
  const texts = Array.isArray(given) ? given : [given];
  if (option.many !== true && texts.length > 1) throw new UsageError(`--${name} is given twice`);
  const values = texts.map((text: string) => readBy(`--${name}`, option.read, text));
  return option.many === true ? values : values[0];
}

/** Names the option or argument in what the reader says. */
export function readBy<Value>(name: string, read: (text: string) => Value, text: string): Value {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${name} ${error.message}`);
    throw error;
  }
}

/** Of Node's message only the first sentence is kept: the others tell how to pass a value that begins with a dash. */
function parsed({ options, arguments: places }: Declared, args: readonly string[]) {
  const types = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      'read' in option ? ({ type: 'string', multiple: true } as const) : ({ type: 'boolean' } as const),
    ]),
  );
  try {
    const allowPositionals = Object.keys(places).length > 0;
    const { values, positionals } = parseArgs({ args: [...args], options: types, allowPositionals });
    return { values: values as Readonly<Record<string, unknown>>, positionals };
  } catch (error) {
    const [why = ''] = String(error)
      .replace(/^TypeError(?: \[\w+\])?: /, '')
      .split(/\.\s/);
    throw new UsageError(`${why} ${SEE_HELP}`);
  }
}
