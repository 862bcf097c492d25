/** The command `sallyport`: finds the verb, prints the help, and turns a mistake into one line and exit code 2. */
import { npmHint } from './npm-options';
import { helpRow, UsageError, type Verb } from './verb';

export interface CommandLine {
  readonly verbs: readonly Verb[];
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The exit code of a command line that cannot be understood. */
export const USAGE_EXIT_CODE = 2;

/** Runs `sallyport <args>`; the result is the exit code. */
export async function runCommandLine(args: readonly string[], line: CommandLine): Promise<number> {
  const [first] = args;
  if (first === '-h' || first === '--help') return say(overview(line.verbs));
  if (first === '--version') return say(line.version);
  const verb = line.verbs.find(({ name }) => name.split(' ').every((word, place) => args[place] === word));
  if (verb !== undefined) return runVerb(verb, args.slice(verb.name.split(' ').length), line);
  console.error(
    first === undefined ? overview(line.verbs) : `there is no command ${first} (--help shows all commands)`,
  );
  return USAGE_EXIT_CODE;
}

/** Runs one verb. `usage` is what its help says before the options, `sallyport <verb>` unless it is given. */
export async function runVerb(
  verb: Verb,
  args: readonly string[],
  { version, environment, usage = `sallyport ${verb.name}` }: Omit<CommandLine, 'verbs'> & { usage?: string },
): Promise<number> {
  if (args.includes('-h') || args.includes('--help')) return say(verb.help(usage));
  if (args.includes('--version')) return say(version);
  try {
    const hint = npmHint(verb.options, args, environment);
    if (hint !== undefined) throw new UsageError(hint);
    return await verb.run(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return USAGE_EXIT_CODE;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

const overview = (verbs: readonly Verb[]): string =>
  [
    'Usage: sallyport <command> [options]\n',
    ...verbs.map(({ name, summary }) => helpRow(name, summary)),
    '',
    helpRow('-h, --help', 'prints this text; after a command, its options'),
    helpRow('--version', 'prints the version of the package'),
  ].join('\n');
