/**
 * Finds options that npm took for its own: of `npm start --port 1` the script gets no option, and `npm_config_port`
 * is set (https://docs.npmjs.com/cli/v11/using-npm/config#command-line-flags). Without this check the script would run
 * as if the user had written nothing.
 */

const SCRIPT_COMMANDS: readonly unknown[] = ['start', 'run', 'run-script'];

/** What to write instead; undefined if npm took no option of these. */
export function npmHint(
  names: readonly string[],
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { npm_command: command, npm_lifecycle_event: script = '' } = environment;
  if (!SCRIPT_COMMANDS.includes(command)) return undefined;
  const wasGiven = (name: string): boolean => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const taken = names.flatMap((name) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
    return value === undefined || wasGiven(name) ? [] : [`--${name}${value === 'true' ? '' : ` ${value}`}`];
  });
  if (taken.length === 0) return undefined;
  const typed = script === 'start' ? 'npm start' : `npm run ${script}`;
  // Which value belonged to which of several options is lost.
  const options = taken.length === 1 ? [...taken, ...args].join(' ') : '<options>';
  return `npm took ${taken.join(' and ')} for itself; write a -- before the options: ${typed} -- ${options}`;
}
