/** A data directory is for the stacks it was made for, and says which they are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimDirectory, partOf } from '../../local/data-directory';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('it is taken again by the same stacks', () => {
  claimDirectory(directory, ['orders-live']);

  expect(() => claimDirectory(directory, ['orders-live'])).not.toThrow();
});

test.each(['orders-test', 'parcels-live'])('another stack is refused with one line that names both: %s', (other) => {
  claimDirectory(directory, ['orders-live']);

  const claim = () => claimDirectory(directory, [other]);

  expect(claim).toThrow(`were made for orders-live; this assembly is ${other}: use another --data`);
});

test('a place where no folder can be is refused with one line', () => {
  expect(() => partOf(__filename, 'table')).toThrow(/^the data directory \S+ cannot be made: [^\n]+$/);
});
