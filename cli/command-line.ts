/** The command `sallyport`: runs the verb that was typed, and turns a mistake into one line and exit code 2. */
import { CommanderError } from 'commander';
import { type Program, programOf, programOfVerb } from './commands';
import { UsageError, type Verb } from './declaration';
import { givenOf } from './given';
import { npmHint } from './npm-options';

interface Line {
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
export interface CommandLine extends Line {
  readonly verbs: readonly Verb[];
  /** What each group of verbs is about, by its words: `clients secrets`. */
  readonly groups: Readonly<Record<string, string>>;
}

/** The exit code of a command line that cannot be understood. */
export const USAGE_EXIT_CODE = 2;

/** Runs `sallyport <args>`; the result is the exit code. */
export const runCommandLine = (args: readonly string[], { verbs, groups, ...line }: CommandLine): Promise<number> =>
  runProgram(args, { ...line, name: 'sallyport', groups }, (program) => programOf(verbs, program));

/** Runs one verb. `name` is what a user types before its options, `sallyport <verb>` unless it is given. */
export const runVerb = (
  verb: Verb,
  args: readonly string[],
  { name = `sallyport ${verb.name}`, ...line }: Line & { readonly name?: string },
): Promise<number> => runProgram(args, { ...line, name, groups: {} }, (program) => programOfVerb(verb, program));

async function runProgram(
  args: readonly string[],
  { environment, ...parts }: Line & Pick<Program, 'name' | 'groups'>,
  make: (program: Program) => ReturnType<typeof programOf>,
): Promise<number> {
  let code = 0;
  const program = make({
    ...parts,
    notes: NOTES,
    check: (verb, words) => {
      const hint = npmHint(Object.keys(verb.options), words, environment);
      if (hint !== undefined) throw new UsageError(hint);
    },
    run: async (verb, typed) => {
      code = await verb.run(givenOf(verb, typed));
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has told what it found, help and version among them.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    if (!(error instanceof UsageError)) throw error;
    console.error(withoutKeys(error.message));
    return USAGE_EXIT_CODE;
  }
}

/** A key that stands in a wrong place is not repeated: what a command prints is kept in logs. */
const withoutKeys = (text: string): string => text.replaceAll(/\b([a-z0-9]{2,10}_(?:live|test)_)[0-9A-Za-z_]+/g, '$1…');

const NOTES = `
sallyport <command> --help prints the commands, arguments and options of one.

Exit codes: 0 done; 1 the API refused it, or you did when asked; 2 the command
line is wrong, or no deployment is named; 3 no answer, or the API or AWS cannot
work now; 4 the credential is not valid (verify); with --stack: 5 no such stack
or part of it, 6 no AWS credentials that are valid, 7 AWS denied it; 130 Ctrl-C.`;
