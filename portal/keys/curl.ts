/** What a person pastes into a terminal or a file. */

/** The text for one argument of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `key` is the presented key, or the place where it goes. */
export const curlOf = (url: string, key: string): string =>
  `curl ${quoted(url)} \\\n  -H ${quoted(`Authorization: Bearer ${key}`)}`;

/** The name of a variable: letters, digits and underscores, and no digit first. */
export function variableOf(label: string): string {
  const name = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Z]/.test(name) ? `${name}_API_KEY` : 'API_KEY';
}

/** A file that `node --env-file`, Docker and the shell read alike. A presented key has nothing to quote. */
export const envFileOf = (label: string, key: string): string => `${variableOf(label)}=${key}\n`;
