/**
 * Makes the message of a foreign error fit for the log: such a message may quote anything, also a credential. What is
 * no plain word is replaced, because a key, a token, a secret or a hash is never made of plain words.
 */

/** Characters. */
const LONGEST_MESSAGE = 200;
const LONGEST_RUN = 40;
/** More numbers than this may be the bytes of something. */
const MOST_NUMBERS = 2;
const REPLACEMENT = '***';

/** Everything between white space, quotes and brackets, for example `deps.table.read`. */
const RUN = /[^\s"'`()[\]{}<>]+/g;
const SEPARATORS = /[.,:;!?]+/;
const NUMBER = /^\d{1,4}$/;
/**
 * `snake_case`, `kebab-case`, a path, `CONSTANT_CASE`, or a camelCase name of at most 20 letters, such as `accountId`. A
 * name in mixed case has no `_`, `-` or `/`: such a name could be base64.
 */
const WORD =
  /^(?:-*|\/?[a-z]{1,20}(?:[_/-][a-z]{1,20})*|[A-Z]{1,12}(?:_[A-Z]{1,12})*|(?=[A-Za-z]{2,20}$)[A-Za-z][a-z]{1,15}(?:[A-Z][a-z]{1,15})*)$/;

/** At most 200 printable ASCII characters. Replaces first and cuts then: half of a credential may look like a word. */
export function redacted(message: string): string {
  let numbers = 0;
  const isPlain = (word: string): boolean => WORD.test(word) || (NUMBER.test(word) && (numbers += 1) <= MOST_NUMBERS);
  return message
    .replace(RUN, (run) => (run.length <= LONGEST_RUN && run.split(SEPARATORS).every(isPlain) ? run : REPLACEMENT))
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST_MESSAGE);
}
