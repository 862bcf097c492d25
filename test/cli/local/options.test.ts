/** The options of `sallyport local`, and the one line that refuses a mistake. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalOptions, localOptions } from '../../../cli/local/options';
import { runVerb } from '../../../cli/command-line';
import { defineVerb } from '../../../cli/verb';

let refused: string[];
beforeEach(() => {
  refused = [];
  jest.spyOn(console, 'error').mockImplementation((text) => refused.push(text));
});
afterEach(() => jest.restoreAllMocks());

async function read(...args: string[]): Promise<LocalOptions | undefined> {
  let found: LocalOptions | undefined;
  const run = async (given: LocalOptions): Promise<number> => {
    found = given;
    return 0;
  };
  const verb = defineVerb({ name: 'local', summary: '', options: localOptions('app'), run });
  await runVerb(verb, args, { version: '1', environment: {} });
  return found;
}

test('without options all is left to the run', async () => {
  await expect(read()).resolves.toEqual({
    app: undefined,
    stack: undefined,
    port: undefined,
    data: undefined,
    'association-delay': undefined,
    json: false,
    strict: false,
    'test-control': false,
  });
});

test('every option is taken, with folders made absolute', async () => {
  const given = [
    '--port',
    '0',
    '--data',
    'kept',
    `--app=${tmpdir()}`,
    '--stack',
    'Orders',
    '--association-delay',
    '300',
    '--json',
    '--strict',
    '--test-control',
  ];

  await expect(read(...given)).resolves.toEqual({
    app: tmpdir(),
    stack: 'Orders',
    port: 0,
    data: path.resolve('kept'),
    'association-delay': 300,
    json: true,
    strict: true,
    'test-control': true,
  });
});

test.each([
  [['--port', '65536'], '--port takes a number from 0 to 65535, not 65536'],
  [['--port', '-1'], '--port needs a value; one that begins with a dash is written --port=…'],
  [['--port', '1.5'], '--port takes a number from 0 to 65535, not 1.5'],
  [['--port', ''], '--port takes a number from 0 to 65535, not '],
  [['--data', ''], '--data takes the name of a folder'],
  [['--data', __filename], `--data takes a folder, and ${__filename} is a file`],
  [['--app', '/no/such/folder'], '--app takes a folder, and there is no /no/such/folder'],
  [['--app', __filename], `--app takes a folder, and ${__filename} is a file`],
  [['--association-delay', '3601'], '--association-delay takes a number of seconds from 0 to 3600, not 3601'],
  [['--association-delay', '1.5'], '--association-delay takes a number of seconds from 0 to 3600, not 1.5'],
  [['--stack', ''], '--stack takes the name of a stack'],
  [['--prot', '1'], "unknown option '--prot' (Did you mean --port?)"],
])('refuses %j with one line', async (given, line) => {
  expect([await read(...given), refused]).toEqual([undefined, [line]]);
});
