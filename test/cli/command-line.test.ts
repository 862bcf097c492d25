/** The command finds its verb, helps, and answers a mistake with one line and exit code 2. */
import { runCommandLine, runVerb } from '../../cli/command-line';
import { defineVerb } from '../../cli/verb';
import { VERBS } from '../../cli/verbs';

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
const line = { verbs: [made('local'), made('keys issue'), made('keys list')], version: '1.2.3', environment: {} };
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

test.each([['-h'], ['--help']])('%s lists every verb', async (flag) => {
  const code = await run(flag);

  expect([code, stderr]).toEqual([0, []]);
  for (const { name, summary } of line.verbs) expect(stdout[0]).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
});

test.each([
  [['local', '-h'], 'sallyport local'],
  [['keys', 'issue', '--port', 'x', '--help'], 'sallyport keys issue'],
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
  expect(stdout[0]).toMatch(/^ {2}keys issue .*\n {2}keys list /m);
  expect(stdout[0]).not.toContain('Does local');
});

test.each([[['--version']], [['local', '--version']]])('%j prints the version alone', async (args) => {
  expect([await run(...args), stdout, stderr]).toEqual([0, ['1.2.3'], []]);
});

test.each([
  [['locl'], 'there is no command locl (--help shows all commands)'],
  [['keys', 'isue'], 'there is no command keys isue (--help shows all commands)'],
  [['local', '--prot', '1'], "Unknown option '--prot' (--help shows all options)"],
  [[], expect.stringMatching(/^Usage: sallyport <command>/)],
])('%j is a mistake: exit code 2, and nothing on stdout', async (args, text) => {
  expect([await run(...args), stdout, stderr, ran]).toEqual([2, [], [text], []]);
});

test('options that npm took are a mistake too', async () => {
  const environment = { npm_command: 'start', npm_lifecycle_event: 'start', npm_config_port: '1' };

  const code = await runVerb(made('local'), [], { version: '1', environment, usage: 'npm start --' });

  expect([code, stderr, ran]).toEqual([
    2,
    ['npm took --port 1 for itself; write a -- before the options: npm start -- --port 1'],
    [],
  ]);
});

test('a defect is not taken for a mistake of the user', async () => {
  const broken = defineVerb({ name: 'x', summary: 'X', options: {}, run: () => Promise.reject(new TypeError('oh')) });

  await expect(runVerb(broken, [], { version: '1', environment: {} })).rejects.toThrow(TypeError);
});

test('the command of the package serves an app, calls the API, and no verb hides another one', () => {
  const names = VERBS.map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['local', 'keys issue', 'clients secrets add', 'completion']));
  expect(names.filter((name) => names.some((other) => name !== other && `${name} `.startsWith(`${other} `)))).toEqual(
    [],
  );
});
