/** Each example of docs/client.md compiles, and does at the local run what the page says, with the client as it is packed. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TestRun, withLocalRun } from '../support/local-run';

const ROOT = join(__dirname, '..', '..');
/** Inside of the package, so that its own name leads to its own files. */
const FOLDER = join(ROOT, 'dist', 'client-examples');
const [setUp = '', ...examples] = [
  ...readFileSync(join(ROOT, 'docs', 'client.md'), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm),
].map(([, code]) => code ?? '');

let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  examples.forEach((code, at) => writeFileSync(join(FOLDER, `${at}.mts`), `${setUp}\n${code}`));
  const compilerOptions = {
    ...{ module: 'NodeNext', target: 'ES2022', lib: ['ES2022'], types: ['node'], strict: true, noEmit: true },
    ...{ rootDir: ROOT, typeRoots: [join(ROOT, 'node_modules', '@types')] },
  };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
});
afterAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  await run.close();
});

const start = promisify(execFile);
/** What the compiler says: nothing if all is well. */
const compiled = (project: string): Promise<string> =>
  start(process.execPath, [join(ROOT, 'node_modules', '.bin', 'tsc'), '-p', project]).then(
    ({ stdout }) => stdout,
    (error: unknown) => String((error as { readonly stdout?: unknown }).stdout),
  );

async function printed(at: number): Promise<string> {
  const { managementUrl, operator } = run.facts;
  const env = {
    ...process.env,
    MANAGEMENT_URL: managementUrl,
    TOKEN_URL: run.facts.tokenUrl,
    CLIENT_ID: operator.clientId,
    CLIENT_SECRET: operator.clientSecret,
  };
  return (await start(process.execPath, ['--import', 'tsx', join(FOLDER, `${at}.mts`)], { cwd: ROOT, env })).stdout;
}

test('every example compiles with the types of the package', async () => {
  expect(await compiled(join(ROOT, 'tsconfig.client.json'))).toBe('');
  expect(await compiled(FOLDER)).toBe('');
});

test('a key is issued and shown', async () => {
  expect(await printed(0)).toMatch(/^sp_live_\w{18}_\w{49}\n$/);
});

test('a list has the keys of all accounts', async () => {
  expect(await printed(1)).toMatch(/Nightly export no end\n/);
});

test('a problem tells its code and the places at fault', async () => {
  expect(await printed(2)).toBe("invalid-request [ '/name' ]\n");
});

test('a function gives tokens too', async () => {
  expect(await printed(3)).toMatch(/^\d+\n$/);
});

test('there is no example that nobody runs', () => {
  expect(examples).toHaveLength(4);
});
