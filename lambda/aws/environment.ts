/**
 * Reads a function's settings from its environment variables, once, at cold start. A wrong setting stops the function with
 * an error that names the variable.
 */
import { InvariantError } from '../domain/outcome';

export type Variables = Readonly<Record<string, string | undefined>>;

/** How each setting is read, by its name. */
type Readers = Readonly<Record<string, (variables: Variables) => unknown>>;

/** Makes functions that read some of the settings. */
export const settingsIn =
  <S extends Readers>(readers: S) =>
  <const N extends keyof S>(...names: readonly N[]) =>
  (variables: Variables): { readonly [K in N]: ReturnType<S[K]> } =>
    // The compiler does not see that each name gets the value of its own setting.
    Object.fromEntries(names.map((name) => [name, readers[name]?.(variables)])) as {
      readonly [K in N]: ReturnType<S[K]>;
    };

export function variable(name: string, form: RegExp, expected: string) {
  return (variables: Variables): string => {
    const value = variables[name];
    if (value === undefined || !form.test(value))
      throw new InvariantError(`Environment variable ${name} is not ${expected}`);
    return value;
  };
}

export function variableList(name: string, isValid: (word: string) => boolean) {
  const read = variable(name, /^\S+( \S+)*$/, 'a list with one space between two entries');
  return (variables: Variables): readonly string[] => {
    const words = read(variables).split(' ');
    const wrong = words.findIndex((word) => !isValid(word));
    if (wrong >= 0) throw new InvariantError(`Environment variable ${name}: entry ${wrong + 1} is not valid`);
    return words;
  };
}
