/** A table is never wider than the terminal, an id in it is whole, and a label steers no terminal. */
import { type Column, tableLines } from '../../../cli/output/table';

const COLUMNS: readonly Column<readonly string[]>[] = [
  { head: 'ID', cell: ([id]) => id, whole: true },
  { head: 'LABEL', cell: ([, label]) => label },
  { head: 'SCOPES', cell: ([, , scopes]) => scopes },
];
const ROWS = [
  ['0123456789ABCDEFGH', 'A rather long label of a key', 'read:orders write:orders'],
  ['1123456789ABCDEFGH', 'short', 'read:orders'],
];
const lines = (width: number | undefined, rows: readonly (readonly string[])[] = ROWS): readonly string[] =>
  tableLines(COLUMNS, rows, { width, paint: (_, text) => text });

test('without a width nothing is cut', () => {
  expect(lines(undefined)).toEqual([
    'ID                  LABEL                         SCOPES',
    '0123456789ABCDEFGH  A rather long label of a key  read:orders write:orders',
    '1123456789ABCDEFGH  short                         read:orders',
  ]);
});

test('the widest cells are cut first, and the id is not', () => {
  expect(lines(52)).toEqual([
    'ID                  LABEL            SCOPES',
    '0123456789ABCDEFGH  A rather long …  read:orders wr…',
    '1123456789ABCDEFGH  short            read:orders',
  ]);
});

test('a column is left out only when cutting does not suffice, the last one first', () => {
  expect(lines(32)).toEqual([
    'ID                  LABEL',
    '0123456789ABCDEFGH  A rather lo…',
    '1123456789ABCDEFGH  short',
  ]);
  expect(lines(20)).toEqual(['ID', '0123456789ABCDEFGH', '1123456789ABCDEFGH']);
});

test.each([80, 60, 52, 40, 38, 30, 28, 18])('no line is wider than %d', (width) => {
  expect(Math.max(...lines(width).map((line) => line.length))).toBeLessThanOrEqual(width);
});

test('what would steer the terminal is shown as a question mark, and what is not there as a dash', () => {
  expect(lines(undefined, [['id', 'red \u001b[31m\nnext \u202e'], ['id']]).slice(1)).toEqual([
    'id  red ?[31m?next ?  -',
    'id  -                 -',
  ]);
});

test('a list of any length is shown', () => {
  const items = Array.from({ length: 150_000 }, (_, n) => ({ id: String(n) }));
  const lines = tableLines([{ head: 'ID', cell: ({ id }: { readonly id: string }) => id }], items, {
    width: undefined,
    paint: (_, text) => text,
  });

  expect(lines).toHaveLength(150_001);
});
