/** The command line: what it takes, and the one line it says of a mistake. */
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
  [['--port', '65536'], '--port 65536 is no port: it takes a number from 0 to 65535'],
  [['--port', '-1'], /^Option '--port' argument is ambiguous/],
  [['--port', '1.5'], '--port 1.5 is no port'],
  [['--port'], /^Option '--port <value>' argument missing/],
  [['--data', ''], '--data needs a folder'],
  [['--data', __filename], `--data ${__filename} is a file; it takes a folder`],
  [['--assembly', '/no/such/folder'], '--assembly /no/such/folder: there is no such folder'],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--json=yes'], /--json/],
  [['3000'], "Unexpected argument '3000'"],
])('refuses %j with one line', (given, line) => {
  expect(() => readArguments(given)).toThrow(line);
  expect(() => readArguments(given)).toThrow(/^[^\n]+$/);
});
