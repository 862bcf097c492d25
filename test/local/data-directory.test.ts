/** A data directory belongs to the stacks that it was made for; a refusal names them. */
import { mkdtempSync, rmSync } from 'node:fs';
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

test('a path where no folder can be made is refused with one line', () => {
  expect(() => partOf(__filename, 'table')).toThrow(/^the data directory \S+ cannot be made: [^\n]+$/);
});
