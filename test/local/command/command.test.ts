/** How the command refuses to start: one line, exit code 1, nothing on stdout and nothing left behind. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '../../../local/command/command';
import { startTableServer } from '../../../local/table/table';
import { ensureAssembly } from '../../support/assembly';

let folder: string;
let stdout: string[];
let stderr: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'command-'));
  stdout = [];
  stderr = [];
  jest.spyOn(console, 'log').mockImplementation((text) => stdout.push(text));
  jest.spyOn(console, 'error').mockImplementation((text) => stderr.push(text));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]): Promise<number> =>
  runCommand(args, {
    app: path.join(folder, 'app.ts'),
    bundle: () => undefined,
    scratch: path.join(folder, 'scratch'),
  });

function notServable(): string {
  const place = path.join(folder, 'odd');
  mkdirSync(place);
  const artifacts = { Odd: { type: 'aws:cloudformation:stack', properties: { templateFile: 'odd.json' } } };
  writeFileSync(path.join(place, 'manifest.json'), JSON.stringify({ version: '1.0.0', artifacts }));
  writeFileSync(path.join(place, 'odd.json'), JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }));
  return place;
}

test.each<[string, () => string[], RegExp]>([
  ['a bad flag', () => ['--prot', '1'], /--prot/],
  ['a bad value', () => ['--port', 'x'], /--port x/],
  ['no such assembly', () => ['--assembly', '/no/such/folder'], /no such folder/],
  ['a folder that is no assembly', () => ['--assembly', folder], /is not a cloud assembly/],
  ['a template it cannot serve', () => ['--assembly', notServable()], /AWS::SQS::Queue/],
])('%s', async (_, args, line) => {
  const code = await run(...args());

  expect(stderr).toEqual([expect.stringMatching(line)]);
  expect(stderr[0]).not.toContain('\n');
  expect([code, stdout]).toEqual([1, []]);
});

test('an app that cannot be synthesized is told by its own error, and its assembly is removed', async () => {
  writeFileSync(path.join(folder, 'app.ts'), "throw new Error('name: must be lower-case');");

  const code = await run();

  expect(stderr).toEqual(['the app cannot be synthesized: Error: name: must be lower-case']);
  expect(code).toBe(1);
  expect(existsSync(path.join(folder, 'scratch'))).toBe(true);
  expect(readdirSync(path.join(folder, 'scratch'))).toEqual([]);
});

test('a taken port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;

  const code = await run('--port', String(port), '--assembly', await ensureAssembly());
  other.close();

  expect(stderr).toEqual([expect.stringMatching(new RegExp(`^port ${port} `))]);
  expect(code).toBe(1);
}, 60_000);

test('a data directory that another run has', async () => {
  const directory = path.join(folder, 'data', 'table');
  mkdirSync(directory, { recursive: true });
  const other = await startTableServer({ tables: [], directory });

  const code = await run('--port', '0', '--data', path.join(folder, 'data'), '--assembly', await ensureAssembly());
  await other.close();

  expect(stderr).toEqual(['the data directory cannot be opened; another run may have it']);
  expect(code).toBe(1);
}, 60_000);

test('--help says what there is and starts nothing', async () => {
  const code = await run('--help');

  expect(code).toBe(0);
  for (const flag of ['--port', '--data', '--assembly', '--json', '--test-control']) expect(stdout[0]).toContain(flag);
});
