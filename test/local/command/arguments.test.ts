/** The command line: the options it takes, and the one line that refuses a mistake. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArguments } from '../../../local/command/arguments';

test('without options the guarded API is at port 3000 and nothing is kept', () => {
  expect(readArguments([])).toEqual({
    port: 3000,
    data: undefined,
    assembly: undefined,
    json: false,
    testControl: false,
    help: false,
  });
});

test('every option is taken, with folders made absolute', () => {
  const given = ['--port', '0', '--data', 'kept', `--assembly=${tmpdir()}`, '--json', '--test-control', '--help'];

  expect(readArguments(given)).toEqual({
    port: 0,
    data: path.resolve('kept'),
    assembly: tmpdir(),
    json: true,
    testControl: true,
    help: true,
  });
});

test.each([
  [['--port', '65536'], '--port takes a number from 0 to 65535, not 65536'],
  [['--port', '-1'], /^Option '--port' argument is ambiguous/],
  [['--port', '1.5'], '--port takes a number from 0 to 65535, not 1.5'],
  [['--port'], /^Option '--port <value>' argument missing/],
  [['--data', ''], '--data takes the name of a folder'],
  [['--data', __filename], `--data takes a folder, and ${__filename} is a file`],
  [['--assembly', '/no/such/folder'], '--assembly takes a folder, and there is no /no/such/folder'],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--json=yes'], /--json/],
  [['3000'], "Unexpected argument '3000'"],
])('refuses %j with one line', (given, line) => {
  expect(() => readArguments(given)).toThrow(line);
  expect(() => readArguments(given)).toThrow(/^[^\n]+$/);
});
