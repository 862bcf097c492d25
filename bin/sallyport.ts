/** Entry point of the command `sallyport`, which the package brings along. */
import { runCommandLine } from '../cli/command-line';
import { GROUPS, VERBS } from '../cli/verbs';
import { version } from '../package.json';

void runCommandLine(process.argv.slice(2), { verbs: VERBS, groups: GROUPS, version, environment: process.env }).then(
  (code) => {
    process.exitCode = code;
  },
);
