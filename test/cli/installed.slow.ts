/** The command as a stranger has it: the packed package, installed alone, serves the assembly in its folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Facts } from '../../local/command/facts';
import { ensureAssembly } from '../support/assembly';
import { MANIFEST, pack, run } from '../support/consumer';
import { send } from '../support/local-run';

let place: string;
let started: ChildProcess | undefined;

beforeAll(async () => {
  const packed = pack();
  ({ place } = packed);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  // The peers would bring packages of their own, on which the command must not depend.
  run(place, 'npm', 'install', packed.tarball, '--legacy-peer-deps', '--offline', '--ignore-scripts');
  cpSync(await ensureAssembly(), join(place, 'cdk.out'), { recursive: true });
});
afterEach(() => started?.kill('SIGKILL'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Starts what `npx sallyport local` starts, and returns what its first line says. npx itself dies of Ctrl-C. */
async function serve(...args: string[]): Promise<{ facts: Facts; stop: () => Promise<unknown> }> {
  const command = join(place, 'node_modules', '.bin', 'sallyport');
  const child = spawn(command, ['local', '--port', '0', '--json', ...args], { cwd: place });
  started = child;
  const ended = once(child, 'close');
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  const stop = async (): Promise<unknown> => {
    child.kill('SIGINT');
    return (await ended)[0];
  };
  return { facts: JSON.parse(String(line)) as Facts, stop };
}

const useKey = async ({ apiUrl, key }: Facts): Promise<number> =>
  (await send('GET', `${apiUrl}/orders`, { headers: { 'X-API-Key': key.key } })).status;

test('the package brings no other package, and its command tells its version', () => {
  const packages = readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'));

  expect(packages).toEqual(['sallyport']);
  expect(MANIFEST.dependencies).toBeUndefined();
  expect(run(place, 'npx', 'sallyport', '--version')).toBe(`${MANIFEST.version}\n`);
});

test('serves what `cdk synth` wrote, and a key that was revoked is refused', async () => {
  const { facts, stop } = await serve();

  const before = await useKey(facts);
  const revoked = await send('POST', `${facts.managementUrl}/revocations`, { body: { key: facts.key.key } });
  const after = await useKey(facts);

  expect([before, revoked.status, after, await stop()]).toEqual([200, 204, 401, 0]);
});

test('runs where there is no native build of the store, and then says that --data needs one', async () => {
  const prebuilds = join(place, 'node_modules', 'sallyport', 'dist', 'cli', 'prebuilds');
  renameSync(prebuilds, `${prebuilds}-away`);
  try {
    const { facts, stop } = await serve();

    expect([await useKey(facts), await stop()]).toEqual([200, 0]);
    expect(() => run(place, 'npx', 'sallyport', 'local', '--port', '0', '--data', 'nowhere')).toThrow(
      /^the local run failed: Error: No native build was found for platform=[^\n]*$/m,
    );
  } finally {
    renameSync(`${prebuilds}-away`, prebuilds);
  }
});

test('keeps a run with --data, in the native store that the package brings', async () => {
  const first = await serve('--data', 'kept');
  await first.stop();
  const second = await serve('--data', 'kept');

  expect(second.facts.account).toEqual(first.facts.account);
  expect([await useKey(first.facts).catch(() => 'gone'), await useKey(second.facts), await second.stop()]).toEqual([
    'gone',
    200,
    0,
  ]);
  expect(existsSync(join(place, 'kept', 'made-for.txt'))).toBe(true);
});
