/**
 * A verb of the command, such as `local` in `sallyport local`. Its declaration is the one source of what the parser
 * takes, of the types of the values, and of the help.
 */
import type { Arguments, Declaration, Given, None, Options, Verb } from './declaration';
import { helpText } from './help';
import { givenOf } from './parse';

/** Makes a verb of its declaration. */
export function defineVerb<O extends Options, A extends Arguments = None>(declaration: Declaration<O, A>): Verb {
  const { name, summary, options, arguments: places = {}, run } = declaration;
  return {
    name,
    summary,
    options: Object.keys(options),
    help: (usage) => helpText(declaration, usage),
    // The entries are those of the declaration, each with what its own `read` returned.
    run: async (args) => run(givenOf({ options, arguments: places }, args) as Given<O, A>),
  };
}
