/** Pieces of Markdown that the written pages of docs/ have in common. */

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A block of code, with an empty line behind it. */
export const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;

/** The anchor that GitHub gives a heading. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** A table, with an empty line behind it. A `|` within a cell ends no cell. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell) => (cell === '' ? ' ' : ` ${oneLine(cell).replaceAll('|', '\\|')} `)).join('|')}|`;
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line), ''].join('\n');
}
