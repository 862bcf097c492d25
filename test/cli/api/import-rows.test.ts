/** The keys of a file are read the same from JSON, JSON lines and CSV, and nothing of it stands in a message. */
import { importRowsOf } from '../../../cli/api/import-rows';

const SECRET = 'unkey_3ZkQvJt8mW2pXyN4bRcHdF';
const ROWS = [
  { key: SECRET, label: 'Night, "nightly"', scopes: ['read:orders', 'admin:orders'], metadata: { was: '7' } },
  { hash: 'ab', label: 'Old', scopes: ['read:orders'] },
];
const CSV = `key,hash,label,scopes,metadata.was
${SECRET},,"Night, ""nightly""",read:orders admin:orders,7
,ab,Old,read:orders,`;

test.each([
  ['a list', JSON.stringify(ROWS, null, 2)],
  ['what the API takes', JSON.stringify({ keys: ROWS })],
  ['a key a line', ROWS.map((row) => JSON.stringify(row)).join('\n\n')],
  ['a batch a line', ROWS.map((row) => JSON.stringify({ keys: [row] })).join('\r\n')],
  ['CSV', CSV],
  ['CSV of a spreadsheet', `\uFEFF${CSV.replaceAll('\n', '\r\n')}\r\n\r\n`],
])('%s', (_, text) => {
  expect(importRowsOf(text)).toEqual(ROWS);
});

test('a list in a cell of CSV has spaces or semicolons, and a cell may have lines', () => {
  expect(importRowsOf('hash,tags,description\nab,"a; b",one\ncd,,"two\nlines"')).toEqual([
    { hash: 'ab', tags: ['a', 'b'], description: 'one' },
    { hash: 'cd', description: 'two\nlines' },
  ]);
});

test.each([
  ['nothing', ' \n', /^there are no keys: the file is empty$/],
  ['CSV without names', `${SECRET},label`, /^column 1 of the file has none of the names key, hash, label, /],
  ['a cell too many', `key\n${SECRET},x`, /^row 1 of the file has a cell without a column$/],
  ['a quote in a wrong place', `key,label\n${SECRET},a"b`, /^row 1 of the file has a quote in a wrong place$/],
  ['JSON that breaks off', `[{"key":"${SECRET}"`, /^line 1 of the file is no JSON$/],
  ['a line that is none', `{"key":"${SECRET}"}\n${SECRET}`, /^line 2 of the file is no JSON$/],
  ['a list of texts', `["${SECRET}"]`, /^the file holds something that is no JSON object$/],
])('%s is told without what is in it', (_, text, message) => {
  expect(() => importRowsOf(text)).toThrow(message);
  expect(() => importRowsOf(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('unkey_') }));
});
