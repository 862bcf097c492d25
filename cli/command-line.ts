/** The command `sallyport`: finds the verb, prints the help, and turns a mistake into one line and exit code 2. */
import { npmHint } from './npm-options';
import { UsageError, type Verb } from './declaration';
import { helpRow } from './help';

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
  if (first === '--version') return say(line.version);
  const verb = line.verbs.find(({ name }) => name.split(' ').every((word, place) => args[place] === word));
  if (verb !== undefined) return runVerb(verb, args.slice(verb.name.split(' ').length), line);
  const known = line.verbs.filter(({ name }) => `${name} `.startsWith(typedWords(args)));
  if (known.length > 0 && args.some(isHelp)) return say(overview(known));
  console.error(known.length > 0 ? overview(known) : noSuch(args, line.verbs));
  return USAGE_EXIT_CODE;
}

/** The words before the first option, each with a space behind it: `clients secrets `. Empty for none. */
const typedWords = (args: readonly string[]): string => {
  const option = args.findIndex((word) => word.startsWith('-'));
  return args
    .slice(0, option < 0 ? args.length : option)
    .map((word) => `${word} `)
    .join('');
};

const isHelp = (word: string): boolean => word === '-h' || word === '--help';

/** Names the words of a command, and nothing of what follows them: it may be a secret. */
const noSuch = ([first = '', second]: readonly string[], verbs: readonly Verb[]): string => {
  const isGroup = verbs.some(({ name }) => name.startsWith(`${first} `));
  const typed = isGroup && second !== undefined ? `${first} ${second}` : first;
  return withoutKeys(`there is no command ${typed} (--help shows all commands)`);
};

/** A key that stands in a wrong place is not repeated: what a command prints is kept in logs. */
const withoutKeys = (text: string): string => text.replaceAll(/\b([a-z0-9]{2,10}_(?:live|test)_)[0-9A-Za-z_]+/g, '$1…');

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
    console.error(withoutKeys(error.message));
    return USAGE_EXIT_CODE;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

const COLUMN = 25;
const EXIT_CODES = `Exit codes: 0 done; 1 the API refused it, or you did when asked; 2 the command line is wrong, or no deployment
is named; 3 no answer, or the API or AWS cannot work now; 4 the credential is not valid (verify); with --stack:
5 no such stack or part of it, 6 no AWS credentials that are valid, 7 AWS denied it; 130 Ctrl-C.`;

const overview = (verbs: readonly Verb[]): string =>
  [
    'Usage: sallyport <command> [arguments] [options]\n',
    ...verbs.map(({ name, summary }) => helpRow(name, summary, COLUMN)),
    '',
    helpRow('-h, --help', 'prints this text; after a command, its arguments and options', COLUMN),
    helpRow('--version', 'prints the version of the package', COLUMN),
    `\n${EXIT_CODES}`,
  ].join('\n');
