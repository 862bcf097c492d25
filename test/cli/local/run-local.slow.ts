/** How `sallyport local` refuses to start: one line, nothing on stdout and nothing left behind. Exit code 2 is a wrong option. */
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../../local/assembly/assembly';
import { runVerb } from '../../../cli/command-line';
import { localVerb } from '../../../cli/local/local-verb';
import type { Synthesis } from '../../../cli/local/run-local';
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

const partsWith = (bundle: () => void): Synthesis => ({
  app: path.join(folder, 'app.ts'),
  bundle,
  scratch: path.join(folder, 'scratch'),
});
const runWith = (synthesis: Synthesis | undefined, ...args: string[]): Promise<number> =>
  runVerb(localVerb(synthesis), args, { version: '0', environment: {} });
/** As `npm start` does. */
const run = (...args: string[]): Promise<number> =>
  runWith(
    partsWith(() => undefined),
    ...args,
  );

const notServable = (): string => assemblyWith({ Queue: { Type: 'AWS::Kinesis::Stream' } });
const servable = (): string => assemblyWith({});

function assemblyWith(Resources: object): string {
  const place = path.join(folder, 'odd');
  mkdirSync(place);
  const artifacts = { Odd: { type: 'aws:cloudformation:stack', properties: { templateFile: 'odd.json' } } };
  writeFileSync(path.join(place, 'manifest.json'), JSON.stringify({ version: '1.0.0', artifacts }));
  writeFileSync(path.join(place, 'odd.json'), JSON.stringify({ Resources }));
  return place;
}

test.each<[string, () => string[], RegExp, number]>([
  ['a bad flag', () => ['--prot', '1'], /--prot/, 2],
  ['a bad value', () => ['--port', 'x'], /--port takes a number .* not x/, 2],
  [
    'no such assembly',
    () => ['--app', '/no/such/folder'],
    /^--app takes a folder, and there is no \/no\/such\/folder$/,
    2,
  ],
  ['a file for the data', () => ['--data', __filename], /^--data takes a folder, and .* is a file$/, 2],
  [
    'data below a file',
    () => ['--port', '0', '--app', servable(), '--data', path.join(__filename, 'x')],
    /data directory .* cannot be made/,
    1,
  ],
  ['a folder that is not a cloud assembly', () => ['--port', '0', '--app', folder], /is not a cloud assembly/, 1],
  [
    'data among other files',
    () => ['--port', '0', '--app', servable(), '--data', folder],
    /^the data directory .* holds other files: odd; use an empty or a new directory$/,
    1,
  ],
  [
    'no such stack',
    () => ['--port', '0', '--app', servable(), '--stack', 'Even'],
    /^the assembly has no stack Even, but Odd$/,
    1,
  ],
  ['a template it cannot serve', () => ['--port', '0', '--strict', '--app', notServable()], /AWS::Kinesis::Stream/, 1],
])('%s', async (...[, args, line, exitCode]) => {
  const code = await run(...args());

  expect(stderr).toEqual([expect.stringMatching(line)]);
  expect(stderr[0]).not.toContain('\n');
  expect([code, stdout]).toEqual([exitCode, []]);
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

  const code = await runWith(broken, '--port', '0');

  expect(stderr).toEqual([BUNDLING, 'the local run failed: TypeError: cannot bundle']);
  expect([code, stdout]).toEqual([1, []]);
});

test('Ctrl-C while it bundles ends it without an error', async () => {
  const interrupted = partsWith(() => {
    // Ctrl-C in a terminal also ends the process that bundles, and its error may arrive before the signal.
    setImmediate(() => process.emit('SIGINT'));
    throw new Error('The service was stopped');
  });

  const code = await runWith(interrupted, '--port', '0');

  expect(stderr).toEqual([BUNDLING]);
  expect([code, stdout]).toEqual([0, []]);
});

describe('a stack without the outputs that seeding needs', () => {
  const served = async (...args: string[]): Promise<number> => {
    const ended = run('--port', '0', '--app', await withoutOutput('OperatorClientId', 'TokenUrl'), ...args);
    await Promise.race([told, ended]);
    process.emit('SIGINT');
    return ended;
  };
  const why =
    'Not seeded: no stack that is served has the outputs OperatorClientId, TokenUrl; set outputs: true on the Sallyport';

  test('is served, with its addresses and the reason', async () => {
    const code = await served();

    expect(stdout.join('\n')).toMatch(
      /^\n(http:\/\/127\.0\.0\.1:\d+\/(prod|v1)\n){3}\nMETHOD [^]*\n\nCtrl-C ends the run\.$/,
    );
    expect(stdout.join('\n')).toMatch(/^POST +\/shipments +cognito +write:orders$/m);
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

describe('without --app and without an app of its own', () => {
  const before = process.cwd();
  beforeEach(() => process.chdir(folder));
  afterEach(() => process.chdir(before));

  test('it serves what `cdk synth` wrote here', async () => {
    cpSync(servable(), path.join(folder, 'cdk.out'), { recursive: true });

    const ended = runWith(undefined, '--port', '0');
    await Promise.race([told, ended]);
    process.emit('SIGINT');

    expect([await ended, stdout]).toEqual([0, [expect.stringMatching(/Ctrl-C ends the run/)]]);
  });

  test('it says how to make the assembly that is missing', async () => {
    const code = await runWith(undefined, '--port', '0');

    expect(stderr).toEqual([
      'there is no cdk.out in this folder: run `npx cdk synth` first, or name a folder with --app',
    ]);
    expect([code, stdout]).toEqual([1, []]);
  });
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
  writeFileSync(path.join(folder, 'data', 'made-for.txt'), 'orders-live\n');
  const other = await startTableServer({ tables: [], directory });

  const code = await run('--port', '0', '--data', path.join(folder, 'data'), '--app', await ensureAssembly());
  await other.close();

  expect(stderr).toEqual(['the data directory cannot be opened; another local run may be using it']);
  expect(code).toBe(1);
});

test('--help prints every option and every request of the test control, and starts nothing', async () => {
  const code = await run('--help');

  const text = stdout.join('\n');
  expect(code).toBe(0);
  for (const flag of ['--port', '--data', '--app', '--stack', '--association-delay', '--json', '--test-control'])
    expect(text).toContain(flag);
  for (const request of ['POST   /clock', 'POST   /failures', 'DELETE /failures']) expect(text).toContain(request);
});
