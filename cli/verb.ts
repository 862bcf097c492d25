/** A verb of the command, such as `local` in `sallyport local`. */
import type { Arguments, Declaration, Given, None, Options, Verb } from './declaration';

/** Makes a verb of its declaration, which is the one source of what it takes, of the types of the values, and of its help. */
export function defineVerb<O extends Options, A extends Arguments = None>(declaration: Declaration<O, A>): Verb {
  const { run, arguments: places = {} } = declaration;
  // The entries are those of the declaration, each with what its own `read` returned.
  return { ...declaration, arguments: places, run: (given) => run(given as Given<O, A>) };
}
