/** How the command refuses to start: one line, exit code 1, nothing on stdout and nothing left behind. */
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../../local/assembly/assembly';
import { type CommandParts, runCommand } from '../../../local/command/command';
import { startTableServer } from '../../../local/table/table';
import { ensureAssembly } from '../../support/assembly';

let folder: string;
let stdout: string[];
let stderr: string[];
/** Until the first line on stdout. */
let told: Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'command-'));
  stdout = [];
  stderr = [];
  const log = jest.spyOn(console, 'log');
  told = new Promise((resolve) => log.mockImplementation((text) => resolve(void stdout.push(text))));
  jest.spyOn(console, 'error').mockImplementation((text) => stderr.push(text));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const BUNDLING = expect.stringMatching(/^Bundling and synthesizing/);

const partsWith = (bundle: () => void): CommandParts => ({
  app: path.join(folder, 'app.ts'),
  bundle,
  scratch: path.join(folder, 'scratch'),
});
const run = (...args: string[]): Promise<number> =>
  runCommand(
    args,
    partsWith(() => undefined),
  );

const notServable = (): string => assemblyWith({ Queue: { Type: 'AWS::SQS::Queue' } });
const servable = (): string => assemblyWith({});

function assemblyWith(Resources: object): string {
  const place = path.join(folder, 'odd');
  mkdirSync(place);
  const artifacts = { Odd: { type: 'aws:cloudformation:stack', properties: { templateFile: 'odd.json' } } };
  writeFileSync(path.join(place, 'manifest.json'), JSON.stringify({ version: '1.0.0', artifacts }));
  writeFileSync(path.join(place, 'odd.json'), JSON.stringify({ Resources }));
  return place;
}

test.each<[string, () => string[], RegExp]>([
  ['a bad flag', () => ['--prot', '1'], /--prot/],
  ['a bad value', () => ['--port', 'x'], /--port takes a number .* not x/],
  [
    'no such assembly',
    () => ['--assembly', '/no/such/folder'],
    /^--assembly takes a folder, and there is no \/no\/such\/folder$/,
  ],
  ['a file for the data', () => ['--data', __filename], /^--data takes a folder, and .* is a file$/],
  [
    'data below a file',
    () => ['--port', '0', '--assembly', servable(), '--data', path.join(__filename, 'x')],
    /data directory .* cannot be made/,
  ],
  ['a folder that is no assembly', () => ['--port', '0', '--assembly', folder], /is not a cloud assembly/],
  ['a template it cannot serve', () => ['--port', '0', '--assembly', notServable()], /AWS::SQS::Queue/],
])('%s', async (_, args, line) => {
  const code = await run(...args());

  expect(stderr).toEqual([expect.stringMatching(line)]);
  expect(stderr[0]).not.toContain('\n');
  expect([code, stdout]).toEqual([1, []]);
});

test('an app that cannot be synthesized is refused with its own error, and its assembly is removed', async () => {
  writeFileSync(path.join(folder, 'app.ts'), "throw new Error('name: must be lower-case');");

  const code = await run('--port', '0');

  expect(stderr).toEqual([BUNDLING, 'the app cannot be synthesized: Error: name: must be lower-case']);
  expect(code).toBe(1);
  expect(existsSync(path.join(folder, 'scratch'))).toBe(true);
  expect(readdirSync(path.join(folder, 'scratch'))).toEqual([]);
});

test('an unexpected error is one line as well', async () => {
  const broken = partsWith(() => {
    throw new TypeError('cannot bundle\n  with a hint');
  });

  const code = await runCommand(['--port', '0'], broken);

  expect(stderr).toEqual([BUNDLING, 'the local run failed: TypeError: cannot bundle']);
  expect([code, stdout]).toEqual([1, []]);
});

test('Ctrl-C while it bundles ends it without an error', async () => {
  const interrupted = partsWith(() => {
    // Ctrl-C in a terminal also ends the process that bundles, and its error may arrive before the signal.
    setImmediate(() => process.emit('SIGINT'));
    throw new Error('The service was stopped');
  });

  const code = await runCommand(['--port', '0'], interrupted);

  expect(stderr).toEqual([BUNDLING]);
  expect([code, stdout]).toEqual([0, []]);
});

describe('a stack without the outputs that seeding needs', () => {
  const served = async (...args: string[]): Promise<number> => {
    const ended = run('--port', '0', '--assembly', await withoutOutput('OperatorClientId', 'TokenUrl'), ...args);
    await Promise.race([told, ended]);
    process.emit('SIGINT');
    return ended;
  };
  const why = 'Not seeded: the stack has no output OperatorClientId, TokenUrl; set outputs: true (see README.md)';

  test('is served, with its addresses and the reason', async () => {
    const code = await served();

    expect(stdout.join('\n')).toMatch(/^\n(http:\/\/127\.0\.0\.1:\d+\/(prod|v1)\n){3}\nCtrl-C ends the run\.$/);
    expect([code, stderr]).toEqual([0, [why]]);
  });

  test('is served with one line of JSON, and the reason beside it', async () => {
    const code = await served('--json');

    expect(Object.values(JSON.parse(stdout[0] ?? '').apis)).toEqual([
      expect.stringMatching(/\/prod$/),
      expect.stringMatching(/\/prod$/),
      expect.stringMatching(/\/v1$/),
    ]);
    expect([code, stdout.length, stderr]).toEqual([0, 1, [why]]);
  });

  async function withoutOutput(...names: string[]): Promise<string> {
    const place = path.join(folder, 'silent');
    cpSync(await ensureAssembly(), place, { recursive: true });
    for (const { name, template } of readAssembly(place)) {
      const left = Object.entries(template.Outputs ?? {}).filter(([output]) => !names.includes(output));
      const file = path.join(place, `${name}.template.json`);
      writeFileSync(file, JSON.stringify({ ...template, Outputs: Object.fromEntries(left) }));
    }
    return place;
  }
});

test('a port that another process uses is refused before anything is made', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;

  const code = await run('--port', String(port));
  other.close();

  expect(stderr).toEqual([`port ${port} cannot be used: another process uses it; --port 0 takes any free port`]);
  expect([code, existsSync(path.join(folder, 'scratch'))]).toEqual([1, false]);
});

test('a data directory that another run uses is refused', async () => {
  const directory = path.join(folder, 'data', 'table');
  mkdirSync(directory, { recursive: true });
  const other = await startTableServer({ tables: [], directory });

  const code = await run('--port', '0', '--data', path.join(folder, 'data'), '--assembly', await ensureAssembly());
  await other.close();

  expect(stderr).toEqual(['the data directory cannot be opened; another local run may be using it']);
  expect(code).toBe(1);
});

test('--help prints every option and every request of the test control, and starts nothing', async () => {
  const code = await run('--help');

  expect(code).toBe(0);
  for (const flag of ['--port', '--data', '--assembly', '--json', '--test-control']) expect(stdout[0]).toContain(flag);
  for (const request of ['POST   /clock', 'POST   /failures', 'DELETE /failures']) expect(stdout[0]).toContain(request);
});
