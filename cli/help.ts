/** The help of a verb, from its declaration. */
import type { Arguments, FlagOption, Options, ValueOption } from './declaration';

const COLUMN = 20;

interface Described {
  readonly summary: string;
  readonly arguments?: Arguments;
  readonly options: Options;
  readonly notes?: string;
}

export function helpText({ summary, arguments: places = {}, options, notes }: Described, usage: string): string {
  const names = Object.keys(places).map((name) => `<${name}>`);
  const rows = Object.entries(options).map(([name, option]): [string, string] => [
    leftOf(name, option),
    helpOf(option),
  ]);
  return [
    `${summary}.\n`,
    `Usage: ${[usage, ...names].join(' ')} [options]\n`,
    ...Object.entries(places).map(([name, { help }]) => helpRow(`<${name}>`, help)),
    ...(names.length === 0 ? [] : ['']),
    ...[...rows, ['-h, --help', 'prints this text'] as const].map(([left, right]) => helpRow(left, right)),
    ...(notes === undefined ? [] : [`\n${notes}`]),
  ].join('\n');
}

function leftOf(name: string, option: ValueOption<unknown> | FlagOption): string {
  if (!('read' in option)) return `--${name}`;
  return `--${name} ${option.takes}${option.many === true ? ' …' : ''}`;
}

const helpOf = (option: ValueOption<unknown> | FlagOption): string =>
  'required' in option && option.required === true ? `${option.help} (needed)` : option.help;

/** One row of a list in a help text; a text of several lines stands in its column. */
export const helpRow = (left: string, right: string, column = COLUMN): string => {
  const margin = ' '.repeat(column + 2);
  return `  ${left.length < column ? left.padEnd(column) : `${left}\n${margin}`}${right.replaceAll('\n', `\n${margin}`)}`;
};
