/** A data directory belongs to the stacks that it was made for and holds nothing else; a refusal names what is in the way. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimDirectory, partOf } from '../../local/data-directory';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('the same stacks may use it again', () => {
  claimDirectory(directory, ['orders-live']);

  expect(() => claimDirectory(directory, ['orders-live'])).not.toThrow();
});

test.each(['orders-test', 'parcels-live'])('another stack is refused with one line that names both: %s', (other) => {
  claimDirectory(directory, ['orders-live']);

  const claim = () => claimDirectory(directory, [other]);

  expect(claim).toThrow(
    `the data directory ${directory} belongs to orders-live, and this assembly is ${other}: use another directory`,
  );
});

test.each([
  [['notes.txt'], 'holds other files: notes.txt; use an empty or a new directory'],
  [['e', 'd', 'c', 'b', 'a'], 'holds other files: a, b, c and 2 more; use an empty or a new directory'],
])('a folder that holds other files is refused with their names, and nothing is written there: %j', (files, why) => {
  for (const file of files) writeFileSync(path.join(directory, file), '');

  expect(() => claimDirectory(directory, ['orders-live'])).toThrow(`the data directory ${directory} ${why}`);
  expect(readdirSync(directory)).toHaveLength(files.length);
});

test('a path where no folder can be made is refused with one line', () => {
  expect(() => partOf(__filename, 'table')).toThrow(/^the data directory \S+ cannot be made: [^\n]+$/);
});
