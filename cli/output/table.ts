/** Tables for a terminal: as wide as it is at most, with cells that are cut before a column is left out. */
import type { Paint } from '../colour';

export interface Column<Item> {
  readonly head: string;
  readonly cell: (item: Item) => string | number | boolean | undefined;
  /** Is never cut: an id that is cut is no id. */
  readonly whole?: true;
}

const GAP = 2;
const LEAST = 8;

/** A label may hold anything: what would steer the terminal is shown as a question mark. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

/** The lines of a table. `width` is how many characters fit; undefined if nothing limits them. */
export function tableLines<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  { width, paint }: { readonly width: number | undefined; readonly paint: Paint },
): readonly string[] {
  const rows = items.map((item) => columns.map(({ cell }) => plain(String(cell(item) ?? '-'))));
  const all = [columns.map(({ head }) => head), ...rows];
  const natural = columns.map((_, at) => all.reduce((most, row) => Math.max(most, lengthOf(row[at] ?? '')), 0));
  const widths = width === undefined ? natural : fitted(columns, natural, width);
  const lines = all.map((row) =>
    widths
      .map((size, at) => padded(cut(row[at] ?? '', size), size + GAP))
      .join('')
      .trimEnd(),
  );
  return lines.map((line, at) => (at === 0 ? paint('bold', line) : line));
}

/** The widths of the columns that stay. */
function fitted(columns: readonly Column<never>[], natural: readonly number[], width: number): readonly number[] {
  for (let count = natural.length; count > 1; count -= 1) {
    const widths = natural.slice(0, count);
    const least = (at: number): number => (columns[at]?.whole === true ? Infinity : LEAST);
    let over = totalOf(widths) - width;
    while (over > 0) {
      const at = widths.reduce(
        (best, size, here) => (size > least(here) && size > (widths[best] ?? 0) ? here : best),
        -1,
      );
      if (at < 0) break;
      widths[at] = (widths[at] ?? 0) - 1;
      over -= 1;
    }
    if (over <= 0) return widths;
  }
  return natural.slice(0, 1);
}

const totalOf = (widths: readonly number[]): number => widths.reduce((sum, size) => sum + size + GAP, -GAP);

const lengthOf = (text: string): number => Array.from(text).length;
const padded = (text: string, size: number): string => text + ' '.repeat(Math.max(0, size - lengthOf(text)));

function cut(text: string, size: number): string {
  const letters = Array.from(text);
  return letters.length <= size ? text : `${letters.slice(0, size - 1).join('')}…`;
}
