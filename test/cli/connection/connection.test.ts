/** Which deployment a verb talks to: the first way that is there, never two, and no secret in a file of profiles. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from '../../../cli/connection/connection';
import { readRunFiles, runsFolder, writeRunFile } from '../../../cli/connection/run-files';
import type { Stacks } from '../../../cli/connection/stack';
import type { Environment } from '../../../cli/world';
import { FACTS } from '../local/facts';
import { json, TOKEN_URL, URL_OF_API } from '../../support/fake-api';
import { ENVIRONMENT, fakeWorld } from '../../support/fake-world';

let home: string;
let environment: Environment;
const asked: unknown[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  environment = { XDG_RUNTIME_DIR: join(home, 'run'), XDG_CONFIG_HOME: join(home, 'config') };
  mkdirSync(join(home, 'run'));
  asked.splice(0);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const OUTPUTS = {
  ManagementUrl: 'https://stack.test/v1',
  TokenUrl: TOKEN_URL,
  UserPoolId: 'eu-west-1_pool',
  OperatorClientId: 'op',
};
const stacksWith =
  (outputs: Readonly<Record<string, string>>, secret: string | undefined = 'from Cognito') =>
  (region: string | undefined): Stacks => ({
    outputsOf: (stack) => {
      asked.push([region, stack]);
      return outputs === OUTPUTS || Object.keys(outputs).length > 0
        ? Promise.resolve(outputs)
        : Promise.reject(Object.assign(new Error('Stack does not exist\nwith details'), { name: 'ValidationError' }));
    },
    resourcesOf: () => Promise.reject(new Error('nothing is listed')),
    environmentOf: () => Promise.reject(new Error('no function is read')),
    invoke: () => Promise.reject(new Error('no function is invoked')),
    secretOf: (pool, client) => {
      asked.push([pool, client]);
      return Promise.resolve(secret);
    },
  });

const NONE: ConnectionOptions = { stack: undefined, region: undefined, profile: undefined, port: undefined };
const connected = (
  given: Partial<ConnectionOptions>,
  more: Environment = {},
  outputs: Record<string, string> = OUTPUTS,
) => {
  const { world } = fakeWorld([], { environment: { ...environment, ...more }, home, stacks: stacksWith(outputs) });
  return connect(world, { ...NONE, ...given });
};
const profiles = (content: unknown): void => {
  mkdirSync(join(home, 'config', 'sallyport'), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(home, 'config', 'sallyport', 'profiles.json'), text);
};
/** A run of this process, which is alive. */
const localRun = (port: number, pid = process.pid): void => {
  const folder = runsFolder(environment);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const run = { port, url: `http://127.0.0.1:${port}/v1`, tokenUrl: `http://127.0.0.1:${port}/t`, clientId: 'op' };
  writeFileSync(join(folder, `run-${pid}.json`), JSON.stringify({ ...run, clientSecret: 'local' }), { mode: 0o600 });
};

describe('what is taken', () => {
  beforeEach(() => {
    localRun(3000);
    profiles({
      prod: { stack: 'Orders', region: 'eu-west-1' },
      mine: { url: URL_OF_API, tokenUrl: TOKEN_URL, clientId: 'op' },
    });
  });

  test.each<[string, Partial<ConnectionOptions>, Environment, string, string]>([
    ['the environment', {}, ENVIRONMENT, 'SALLYPORT_URL', URL_OF_API],
    [
      'a stack that is named',
      { stack: 'Orders' },
      { SALLYPORT_PROFILE: 'mine' },
      'stack Orders',
      'https://stack.test/v1',
    ],
    ['a profile with a stack', { profile: 'prod' }, {}, 'profile prod', 'https://stack.test/v1'],
    ['the profile of the environment', {}, { SALLYPORT_PROFILE: 'prod' }, 'profile prod', 'https://stack.test/v1'],
    [
      'a profile with addresses',
      { profile: 'mine' },
      { SALLYPORT_CLIENT_SECRET_MINE: 's' },
      'profile mine',
      URL_OF_API,
    ],
    [
      'a local run that is named',
      { port: 3000 },
      { SALLYPORT_PROFILE: 'prod' },
      'the local run with port 3000',
      'http://127.0.0.1:3000/v1',
    ],
    ['the local run', {}, {}, 'the local run with port 3000', 'http://127.0.0.1:3000/v1'],
  ])('%s', async (...[, given, more, source, url]) => {
    expect(await connected(given, more)).toEqual({ source, url, token: expect.any(Function) });
  });

  test.each<[string, Environment, RegExp]>([
    [
      'URL and profile',
      { ...ENVIRONMENT, SALLYPORT_PROFILE: 'prod' },
      /^SALLYPORT_URL and SALLYPORT_PROFILE name different/,
    ],
    [
      'a token without URL',
      { SALLYPORT_URL: '', SALLYPORT_TOKEN: 't' },
      /^SALLYPORT_TOKEN is set, and SALLYPORT_URL is not$/,
    ],
  ])('the environment with %s names none, and no local run is taken', async (_, more, message) => {
    await expect(connected({}, more)).rejects.toThrow(message);
  });

  test('the secret of a stack is read of its operator, in the Region that is named', async () => {
    await connected({ stack: 'Orders', region: 'eu-west-1' });
    await connected({ profile: 'prod' });

    const once = [
      ['eu-west-1', 'Orders'],
      ['eu-west-1_pool', 'op'],
    ];
    expect(asked).toEqual([...once, ...once]);
  });
});

test.each<[string, Partial<ConnectionOptions>, Environment, RegExp]>([
  ['two options', { stack: 'A', profile: 'b' }, {}, /^--stack and --profile name different connections: leave one$/],
  ['an option beside the environment', { stack: 'A' }, ENVIRONMENT, /^SALLYPORT_URL and --stack name different/],
  ['a Region alone', { region: 'eu-west-1' }, {}, /^--region goes with --stack$/],
  [
    'an address without credentials',
    {},
    { SALLYPORT_URL: URL_OF_API },
    /^SALLYPORT_URL needs SALLYPORT_TOKEN beside it/,
  ],
  [
    'an address without TLS',
    {},
    { SALLYPORT_URL: 'http://api.test/v1', SALLYPORT_TOKEN: 't' },
    /is not an https address/,
  ],
  ['no profile file', { profile: 'x' }, {}, /^there is no profile x: there is no .*profiles\.json$/],
  ['no such run', { port: 1 }, {}, /^there is no local run with port 1$/],
])('%s is refused', async (...[, given, more, line]) => {
  await expect(connected(given, more)).rejects.toThrow(line);
});

test('without any of them, the four ways are named, and the exit code is 2', async () => {
  const { run, wrote } = fakeWorld([], { environment, home });
  const error = jest.spyOn(console, 'error').mockImplementation((text: string) => (wrote.stderr += text));

  const code = await run('accounts', 'list');

  error.mockRestore();
  expect([code, wrote.stdout]).toEqual([2, '']);
  for (const way of ['SALLYPORT_URL', '--stack NAME', '--profile NAME', 'sallyport local'])
    expect(wrote.stderr).toContain(way);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['does not exist', {}, /^stack Orders cannot be found: ValidationError: Stack does not exist$/],
  [
    'has no outputs',
    { ManagementUrl: 'https://x.test/v1' },
    /^stack Orders has no output TokenUrl, UserPoolId, OperatorC/,
  ],
])('a stack that %s is told in one line', async (_, outputs, line) => {
  await expect(connected({ stack: 'Orders' }, {}, outputs)).rejects.toThrow(line);
});

describe('a profile file', () => {
  test.each<[string, unknown, string]>([
    ['a member for a secret', { prod: { stack: 'A', clientSecret: 'hush' } }, 'prod.clientSecret'],
    ['a token', { prod: { stack: 'A', token: 'hush' } }, 'prod.token'],
    ['a secret by another name, below', { prod: { stack: 'A', more: { note: 'a1'.repeat(26) } } }, 'prod.more.note'],
    ['a presented key', { prod: { stack: `sp_live_${'a'.repeat(18)}_${'b'.repeat(49)}` } }, 'prod.stack'],
  ])('with %s is refused, and the secret is not shown', async (_, content, place) => {
    profiles(content);

    const error = await connected({ profile: 'prod' }).catch(String);

    expect(error).toContain(`seems to hold a secret (${place})`);
    expect(error).not.toMatch(/hush|a1a1|bbb/);
  });

  test.each<[string, unknown, RegExp]>([
    ['that is no JSON', 'prod: x', /holds no JSON object$/],
    ['without the name', { test: {} }, /^there is no profile prod in .*, but test$/],
    [
      'with half of a profile',
      { prod: { url: URL_OF_API } },
      /has neither stack and region alone nor url, tokenUrl and clientId alone$/,
    ],
  ])('%s is refused', async (_, content, line) => {
    profiles(content);

    await expect(connected({ profile: 'prod' })).rejects.toThrow(line);
  });

  test('with addresses needs the secret in the environment', async () => {
    profiles({ mine: { url: URL_OF_API, tokenUrl: TOKEN_URL, clientId: 'op' } });

    await expect(connected({ profile: 'mine' })).rejects.toThrow(
      /needs the operator’s secret in SALLYPORT_CLIENT_SECRET_MINE$/,
    );
  });
});

describe('local runs', () => {
  const mode = (path: string): number => statSync(path).mode & 0o777;

  test('write a file that only their user can read, and take it back', () => {
    const folder = runsFolder(environment);

    const remove = writeRunFile(folder, FACTS);

    expect([mode(folder), mode(join(folder, `run-${process.pid}.json`))]).toEqual([0o700, 0o600]);
    const { managementUrl: url, tokenUrl, operator, apiUrl } = FACTS;
    const { clientId, clientSecret } = operator;
    const port = Number(new URL(apiUrl).port);
    expect(readRunFiles(folder)).toMatchObject([{ port, url, tokenUrl, clientId, clientSecret }]);
    remove?.();
    expect(readRunFiles(folder)).toEqual([]);
  });

  test('of a process that is gone are passed over', async () => {
    localRun(3000, 2 ** 30);

    await expect(connected({})).rejects.toThrow(/^no deployment to talk to/);
  });

  test('of which there are several need a port', async () => {
    localRun(3000);
    localRun(3001, process.ppid);

    await expect(connected({})).rejects.toThrow('several local runs are there: name one with --port 3000, 3001');
    expect((await connected({ port: 3001 })).url).toBe('http://127.0.0.1:3001/v1');
  });

  test('are neither written to nor read from a folder that others can open', async () => {
    localRun(3000);
    chmodSync(runsFolder(environment), 0o755);

    expect(writeRunFile(runsFolder(environment), FACTS)).toBeUndefined();
    await expect(connected({})).rejects.toThrow(/^no deployment to talk to/);
  });
});

test('a token of the environment is used as it is', async () => {
  const { run, here } = fakeWorld([json({ items: [] })], {
    environment: { SALLYPORT_URL: URL_OF_API, SALLYPORT_TOKEN: 'given' },
  });

  const code = await run('scopes');

  expect([code, here.tokens, here.seen[0]?.headers.authorization]).toEqual([0, 0, 'Bearer given']);
});

describe('a file that a crashed run left', () => {
  const write = (pid: number, run: object): void => {
    const folder = runsFolder(environment);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const at = { port: 3000, url: 'http://127.0.0.1:3001/v1', tokenUrl: 'http://127.0.0.1:3002/t', clientId: 'op' };
    writeFileSync(join(folder, `run-${pid}.json`), JSON.stringify({ ...at, clientSecret: 's', ...run }), {
      mode: 0o600,
    });
  };

  test('with the port of a later one is passed over', () => {
    write(process.ppid, { clientSecret: 'old' });
    utimesSync(join(runsFolder(environment), `run-${process.ppid}.json`), 1, 1);
    write(process.pid, { clientSecret: 'new' });

    expect(readRunFiles(runsFolder(environment))).toMatchObject([{ clientSecret: 'new' }]);
  });

  test('whose id another process has by now is passed over, and removed by the next run', () => {
    write(process.ppid, { startedAt: 'before the machine was started last' });

    expect(readRunFiles(runsFolder(environment))).toEqual([]);
    writeRunFile(runsFolder(environment), FACTS);
    expect(readdirSync(runsFolder(environment))).toEqual([`run-${process.pid}.json`]);
  });

  test('or anybody wrote, with an address elsewhere, gets no credentials', () => {
    write(process.pid, { tokenUrl: 'https://elsewhere.test/t' });

    expect(readRunFiles(runsFolder(environment))).toEqual([]);
  });
});
