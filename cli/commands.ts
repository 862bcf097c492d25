/**
 * The verbs as commands of commander, which parses, helps and suggests. The declarations stay the one source: what commander
 * finds is texts, and the readers of the declarations judge them.
 */
import { Command, type ErrorOptions, Option, type ParseOptionsResult } from 'commander';
import { type FlagOption, UsageError, type ValueOption, type Verb } from './declaration';
import { isValueOption, type Typed } from './given';

export interface Program {
  /** What a user types before commands and options, for example `sallyport`. */
  readonly name: string;
  readonly version: string;
  /** What each group of verbs is about, by its words: `clients secrets`. */
  readonly groups: Readonly<Record<string, string>>;
  /** Follows the list of all commands. */
  readonly notes: string;
  /** Looks at the words of a verb before anything else judges them; throws a UsageError. */
  readonly check: (verb: Verb, words: readonly string[]) => void;
  readonly run: (verb: Verb, typed: Typed) => Promise<void>;
}

const HELP = ['-h', '--help'];

/** A command that repeats names alone when it says what is wrong: all else in a command line may be a secret. */
class DiscreetCommand extends Command {
  /** Of a verb: looks at its words. */
  check: ((words: readonly string[]) => void) | undefined;
  /** Of a verb: its arguments, as a user types them. */
  expected = '';

  override createCommand(name?: string): DiscreetCommand {
    return new DiscreetCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const isMissing = options?.code === 'commander.missingArgument';
    return super.error(isMissing ? `${message}: ${nameOf(this)} ${this.expected}` : message, options);
  }

  override parseOptions(args: string[]): ParseOptionsResult {
    return this.check === undefined ? this.#ofGroup(args) : this.#ofVerb(args, this.check);
  }

  /** What follows a command of the group is that command's, and goes on as it is. */
  #ofGroup(args: string[]): ParseOptionsResult {
    const { operands, unknown } = super.parseOptions(args);
    if (this.commands.some((command) => command.name() === operands[0])) return { operands, unknown };
    return { operands: operands.map(nameIn), unknown: unknown.map(nameIn) };
  }

  #ofVerb(args: string[], check: NonNullable<typeof this.check>): ParseOptionsResult {
    const end = args.indexOf('--');
    const words = end < 0 ? args : args.slice(0, end + 1);
    if (words.some((word) => HELP.includes(word))) this.help();
    refuseMisread(words, this.options);
    const { operands, unknown } = super.parseOptions(args);
    check(args);
    return { operands, unknown: unknown.map(nameIn) };
  }
}

/** All words of a command, for example `sallyport keys issue`. */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** Of `--tag --dry-run` commander takes `--dry-run` for the tag, and what was to be tried would be done. */
function refuseMisread(words: readonly string[], options: readonly Option[]): void {
  for (const [at, word] of words.entries()) {
    const [name = ''] = word.split('=');
    const option = options.find(({ long }) => long === name);
    if (option?.required === false && word !== name) throw new UsageError(`${name} takes no value`);
    if (option?.required === true && word === name && /^-./s.test(words[at + 1] ?? '--'))
      throw new UsageError(`${name} needs a value; one that begins with a dash is written ${name}=…`);
  }
}

/** A word that can be the name of a command or an option, without what follows its `=`; of another one, nothing. */
const nameIn = (word: string): string => /^-{0,2}[a-z][a-z-]{0,19}(?==|$)/i.exec(word)?.[0] ?? '…';

/** The program with a command for each verb. A verb of several words is a command in a group. */
export function programOf(verbs: readonly Verb[], program: Program): Command {
  const root = rootOf(program.name).helpCommand('help [command]', 'prints the help of a command');
  addCommands(root, { path: [], verbs }, program);
  return withVersion(root, program).addHelpText('after', program.notes);
}

/** The program that is one verb. */
export const programOfVerb = (verb: Verb, program: Program): Command => addVerb(rootOf(program.name), verb, program);

function rootOf(name: string): DiscreetCommand {
  const root = new DiscreetCommand(name);
  return (
    root
      .exitOverride()
      // What follows a command belongs to it: commander would look there for options of the program too.
      .enablePositionalOptions()
      .helpOption(HELP.join(', '), 'prints this text')
      .configureHelp({
        subcommandTerm: (command) => command.name(),
        optionTerm: ({ flags }) => flags.replaceAll(/[<>]/g, ''),
      })
      .configureOutput({
        // Unlike a stream, the console passes over a reader that is gone, as with `| head`.
        writeOut: (text) => console.log(withoutLineEnd(text)),
        writeErr: (text) => console.error(withoutLineEnd(text)),
        outputError: (text, write) => write(toldOf(text)),
      })
  );
}

const withoutLineEnd = (text: string): string => text.replace(/\n$/, '');
const withVersion = (command: DiscreetCommand, { version }: Program): DiscreetCommand =>
  command.version(version, '--version', 'prints the version of the package');

/** A mistake as commander tells it, in one line: with what was probably meant, or where to look. */
function toldOf(text: string): string {
  const [mistake = '', suggestion = '(see --help)'] = withoutLineEnd(text).split('\n');
  return `${mistake.replace(/^error: /, '')} ${suggestion}`;
}

/** Adds the verbs whose names begin with the words of a path. */
function addCommands(
  parent: DiscreetCommand,
  { path, verbs }: { readonly path: readonly string[]; readonly verbs: readonly Verb[] },
  program: Program,
): void {
  for (const word of nextWords(verbs, path.length)) {
    const below = { path: [...path, word], verbs: verbs.filter(({ name }) => name.split(' ')[path.length] === word) };
    const name = below.path.join(' ');
    const command = parent.command(word);
    const verb = verbs.find((one) => one.name === name);
    if (verb !== undefined) addVerb(command, verb, program);
    else {
      const about = program.groups[name] ?? name;
      const words = nextWords(below.verbs, below.path.length).join(', ');
      command.description(`${about}.`).summary(`${about}: ${words}`);
      addCommands(withVersion(command, program), below, program);
    }
  }
}

const nextWords = (verbs: readonly Verb[], at: number): readonly string[] => [
  ...new Set(verbs.map(({ name }) => name.split(' ')[at] ?? '')),
];

function addVerb(command: DiscreetCommand, verb: Verb, program: Program): Command {
  command.check = (words) => program.check(verb, words);
  command.summary(verb.summary).description(`${verb.summary}.`);
  command.expected = expectedOf(verb);
  for (const [name, { help }] of Object.entries(verb.arguments)) command.argument(`<${name}>`, help);
  for (const [name, option] of Object.entries(verb.options)) command.addOption(optionOf(name, option));
  if (verb.notes !== undefined) command.addHelpText('after', `\n${verb.notes}`);
  return withVersion(command, program).action(() => program.run(verb, typedIn(command)));
}

/** `<account> <client>`, with an example if each argument has one. */
function expectedOf({ arguments: all }: Verb): string {
  const names = Object.keys(all).map((name) => `<${name}>`);
  const examples = Object.values(all).flatMap(({ example = [] }) => example);
  return names.join(' ') + (examples.length === names.length ? `, for example ${examples.join(' ')}` : '');
}

/** Without commander's own mandatory options: after `--lable` commander would say that `--label` is missing. */
function optionOf(name: string, option: ValueOption<unknown> | FlagOption): Option {
  if (!isValueOption(option)) return new Option(`--${name}`, option.help);
  const more = [...(option.required ? ['needed'] : []), ...(option.many ? ['may be repeated'] : [])];
  const help = more.length === 0 ? option.help : `${option.help} (${more.join(', ')})`;
  const collect = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text];
  return new Option(`--${name} <${option.takes}>`, help).argParser(collect);
}

const typedIn = (command: Command): Typed => ({
  options: Object.fromEntries(
    command.options.map((option): [string, unknown] => [option.name(), command.getOptionValue(option.attributeName())]),
  ),
  arguments: command.args,
});
