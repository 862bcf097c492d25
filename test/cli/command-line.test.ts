/** The command finds its verb, helps, and answers a mistake with one line and exit code 2. */
import { runCommandLine, runVerb } from '../../cli/command-line';
import { defineVerb } from '../../cli/verb';
import { GROUPS, VERBS } from '../../cli/verbs';

const ran: string[] = [];
const made = (name: string) =>
  defineVerb({
    name,
    summary: `Does ${name}`,
    options: { port: { takes: 'N', help: 'a port', read: Number } },
    run: async ({ port }) => {
      ran.push(`${name} ${String(port)}`);
      return 3;
    },
  });
const verbs = [made('local'), made('keys issue'), made('keys list'), made('keys old find')];
const line = { verbs, groups: { keys: 'API keys' }, version: '1.2.3', environment: {} };
const run = (...args: string[]): Promise<number> => runCommandLine(args, line);

let stdout: string[];
let stderr: string[];
beforeEach(() => {
  ran.splice(0);
  [stdout, stderr] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((text) => stdout.push(text));
  jest.spyOn(console, 'error').mockImplementation((text) => stderr.push(text));
});
afterEach(() => jest.restoreAllMocks());

test.each([
  [['local', '--port', '1'], 'local 1'],
  [['keys', 'issue', '--port', '2'], 'keys issue 2'],
  [['keys', 'list'], 'keys list undefined'],
])('%j runs the verb of these words and has its exit code', async (args, what) => {
  expect([await run(...args), ran]).toEqual([3, [what]]);
});

test.each([[['-h']], [['--help']], [['help']]])(
  '%j lists every verb, those of a group by their words',
  async (args) => {
    const code = await run(...args);

    expect([code, stderr]).toEqual([0, []]);
    expect(stdout[0]).toMatch(/^ {2}local +Does local$/m);
    expect(stdout[0]).toMatch(/^ {2}keys +API keys: issue, list, old$/m);
    expect(stdout.join('\n')).toMatch(/^Exit codes: 0 done;/m);
  },
);

test.each([
  [['local', '-h'], 'sallyport local'],
  [['keys', 'issue', '--port', 'x', '--help'], 'sallyport keys issue'],
  [['keys', 'issue', '--port', '-h'], 'sallyport keys issue'],
  [['keys', 'issue', '--prot', '1', 'x', '--help'], 'sallyport keys issue'],
  [['keys', 'old', 'find', '--help'], 'sallyport keys old find'],
])('%j prints the help of the verb and starts nothing', async (args, usage) => {
  const code = await run(...args);

  expect([code, stderr, ran]).toEqual([0, [], []]);
  expect(stdout[0]).toContain(`Usage: ${usage} [options]`);
});

test('the first words of several verbs list these verbs: with --help on stdout, and else as a mistake', async () => {
  const asked = await run('keys', '--help');
  const mistaken = await run('keys');

  expect([asked, mistaken]).toEqual([0, 2]);
  expect([stdout.length, stderr.length]).toEqual([1, 1]);
  expect(stderr).toEqual(stdout);
  expect(stdout[0]).toMatch(/^Usage: sallyport keys \[options\] \[command\]\n\nAPI keys\.\n/);
  expect(stdout[0]).toMatch(/^ {2}issue +Does keys issue\n {2}list +Does keys list\n {2}old +keys old: find$/m);
  expect(stdout[0]).not.toContain('Does local');
});

test.each([[['--version']], [['local', '--version']]])('%j prints the version alone', async (args) => {
  expect([await run(...args), stdout, stderr]).toEqual([0, ['1.2.3'], []]);
});

test.each([
  [['locl'], "unknown command 'locl' (Did you mean local?)"],
  [['keys', 'isue'], "unknown command 'isue' (Did you mean issue?)"],
  [['keys', 'old', 'fnd'], "unknown command 'fnd' (Did you mean find?)"],
  [['other'], "unknown command 'other' (see --help)"],
  [['local', '--prot', '1'], "unknown option '--prot' (Did you mean --port?)"],
  [['--port', '1', 'local'], "unknown option '--port' (see --help)"],
  [['keys', '--port', '1', 'list'], "unknown option '--port' (see --help)"],
])('%j is a mistake: exit code 2, and nothing on stdout', async (args, text) => {
  expect([await run(...args), stdout, stderr, ran]).toEqual([2, [], [text], []]);
});

test('no word at all is a mistake too, and lists every verb', async () => {
  expect([await run(), stdout, stderr[0]]).toEqual([2, [], expect.stringMatching(/^Usage: sallyport \[options\] /)]);
});

const KEY = `sp_live_0123456789ABCDEFGH_${'s'.repeat(49)}`;
const SECRET = '4q1v0kq3n6dd8tqv0t1p3b3h8c7n9t0s2s4l6k8j0h2g4f6d8s0a';

describe.each([KEY, SECRET, `-${SECRET}`, `--${SECRET}`])('%s is not repeated', (secret) => {
  test.each([
    [[secret]],
    [['keys', secret]],
    [['keys', 'old', secret]],
    [['help', secret]],
    [['local', secret]],
    [['local', '--', secret]],
    [['local', '--port', '1', 'x', secret]],
    [[`--prot=${secret}`, 'local']],
    [['keys', `--prot=${secret}`]],
    [['local', `--prot=${secret}`]],
    [['local', '--prot', secret]],
    [['local', `--port=${secret}`, '--port', '1']],
    [['local', `--dry-run=${secret}`]],
    [['local', `--port${secret}`]],
    [['local', `-${secret}`]],
    [['local', `--${secret}`]],
    [['local', `-p${secret}`]],
    [[`--version=${secret}`]],
  ])('in %j, and nothing is run', async (args) => {
    expect([await run(...args), stdout, ran]).toEqual([2, [], []]);
    expect(stderr.join('\n')).not.toBe('');
    expect(stderr.join('\n')).not.toContain(secret.slice(secret.length - 20));
  });
});

test('options that npm took are a mistake too', async () => {
  const environment = { npm_command: 'start', npm_lifecycle_event: 'start', npm_config_port: '1' };

  const code = await runVerb(made('local'), [], { version: '1', environment, name: 'npm start --' });

  const left = await runVerb(made('local'), ['1'], {
    version: '1',
    environment: { ...environment, npm_config_port: 'true' },
  });

  expect([code, left, stderr, ran]).toEqual([
    2,
    2,
    [
      'npm took --port 1 for itself; write a -- before the options: npm start -- --port 1',
      'npm took --port for itself; write a -- before the options: npm start -- --port 1',
    ],
    [],
  ]);
});

test('the help of npm start says so, whatever npm took', async () => {
  const environment = { npm_command: 'start', npm_lifecycle_event: 'start', npm_config_port: '1' };

  const code = await runVerb(made('local'), ['--help'], { version: '1', environment, name: 'npm start --' });

  expect([code, stdout[0]]).toEqual([0, expect.stringMatching(/^Usage: npm start -- \[options\]\n/)]);
});

test('a defect is not taken for a mistake of the user', async () => {
  const broken = defineVerb({ name: 'x', summary: 'X', options: {}, run: () => Promise.reject(new TypeError('oh')) });

  await expect(runVerb(broken, [], { version: '1', environment: {} })).rejects.toThrow(TypeError);
});

test('the command of the package serves an app, calls the API, and no verb hides another one; each group is told what it is about', () => {
  const names = VERBS.map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['local', 'keys issue', 'clients secrets add', 'completion']));
  expect(names.filter((name) => names.some((other) => name !== other && `${name} `.startsWith(`${other} `)))).toEqual(
    [],
  );
  const groups = names.flatMap((name) => name.split(' ').map((_, at, words) => words.slice(0, at).join(' ')));
  expect(new Set(Object.keys(GROUPS))).toEqual(new Set(groups.filter(Boolean)));
});
