/** Colour for a terminal that takes it (https://no-color.org, and FORCE_COLOR as Node.js reads it). */
import { styleText } from 'node:util';

type Format = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Paints a text, or returns it as it is. */
export type Paint = (format: Format, text: string) => string;

interface Output {
  readonly isTTY?: boolean | undefined;
}

/** `FORCE_COLOR` wins over `NO_COLOR`; without both of them, a terminal that is not dumb gets colours. */
export function takesColour(
  { isTTY = false }: Output,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no = '', TERM: terminal } = environment;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return no === '' && isTTY && terminal !== 'dumb';
}

export const paintFor = (output: Output, environment: Readonly<Record<string, string | undefined>>): Paint =>
  // Node.js 22 looks at stdout by itself, which is not always where the text goes.
  takesColour(output, environment)
    ? (format, text) => styleText(format, text, { validateStream: false })
    : (_, text) => text;
