/** A verb's declaration is all there is to say: what the command line takes, types and help come from it. */
import { runVerb } from '../../cli/command-line';
import { UsageError, type Verb } from '../../cli/declaration';
import { defineVerb } from '../../cli/verb';

const seen: unknown[] = [];
let stdout: string[];
let stderr: string[];
beforeEach(() => {
  seen.splice(0);
  [stdout, stderr] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((text) => stdout.push(text));
  jest.spyOn(console, 'error').mockImplementation((text) => stderr.push(text));
});
afterEach(() => jest.restoreAllMocks());

const run = (one: Verb, ...args: string[]): Promise<number> => runVerb(one, args, { version: '1', environment: {} });

const verb = defineVerb({
  name: 'keys issue',
  summary: 'Issues a key',
  options: {
    label: {
      takes: 'TEXT',
      help: 'what the list shows',
      read: (text) => {
        if (text === '') throw new UsageError('takes a text');
        return text.toUpperCase();
      },
    },
    'dry-run': { help: 'does nothing, and says so, in as many words as one line of a help text has no room for' },
  },
  notes: 'A note.',
  run: async (given) => {
    seen.push(given);
    return 7;
  },
});

test('runs with what was read of each option, and without an option with undefined or false', async () => {
  const codes = [await run(verb, '--label', 'a', '--dry-run'), await run(verb), await run(verb, '--label=b=-c')];

  expect(codes).toEqual([7, 7, 7]);
  expect(seen).toEqual([
    { label: 'A', 'dry-run': true },
    { label: undefined, 'dry-run': false },
    { label: 'B=-C', 'dry-run': false },
  ]);
});

const NEEDS = '--label needs a value; one that begins with a dash is written --label=…';

test.each([
  [['--lable', 'a'], "unknown option '--lable' (Did you mean --label?)"],
  [['--lable=a'], "unknown option '--lable' (Did you mean --label?)"],
  [['--colour'], "unknown option '--colour' (see --help)"],
  [['--label', ''], '--label takes a text'],
  [['--label='], '--label takes a text'],
  [['--label'], NEEDS],
  [['--label', '-x'], NEEDS],
  [['--label', '--', 'x'], NEEDS],
  [['--label', 'a', '--label', 'b'], '--label is given twice'],
  [['--label', 'a', '--label', '--dry-run'], NEEDS],
  [['--dry-run=yes'], '--dry-run takes no value'],
  [['a'], 'too many arguments. Expected 0 arguments but got 1. (see --help)'],
])('refuses %j with what is wrong, and runs nothing', async (args, line) => {
  expect([await run(verb, ...args), stdout, stderr, seen]).toEqual([2, [], [line], []]);
});

test('takes a value that begins with a dash behind =', async () => {
  await run(verb, '--label=--dry-run');

  expect(seen).toEqual([{ label: '--DRY-RUN', 'dry-run': false }]);
});

test('an error that the user did not cause is passed on unchanged', async () => {
  const read = (): never => {
    throw new RangeError('disk');
  };
  const broken = defineVerb({
    name: 'x',
    summary: 'X',
    options: { a: { takes: 'A', help: '', read } },
    run: async () => 0,
  });

  await expect(run(broken, '--a', '1')).rejects.toThrow(RangeError);
});

test('its help names usage, summary, each option with its value, and the notes', async () => {
  expect(await run(verb, '--help')).toBe(0);
  expect(stdout.join('\n')).toBe(`Usage: sallyport keys issue [options]

Issues a key.

Options:
  --label TEXT  what the list shows
  --dry-run     does nothing, and says so, in as many words as one line of a
                help text has no room for
  --version     prints the version of the package
  -h, --help    prints this text

A note.`);
});

describe('arguments and options that may be given more than once', () => {
  const text = (one: string): string => {
    if (one === '-') throw new UsageError('takes a text');
    return one;
  };
  const option = { takes: 'TEXT', help: 'one of several', read: text };
  const copy = defineVerb({
    name: 'copy',
    summary: 'Copies',
    arguments: { from: { help: 'what to copy', read: text }, to: { help: 'where', read: text } },
    options: { 'tag-list': { ...option, many: true }, label: { ...option, required: true } },
    run: async ({ from, to, 'tag-list': tags, label }) => {
      seen.push([from, to, tags?.join('+'), label]);
      return 0;
    },
  });

  test('arrive in their places and in their order, wherever the options stand', async () => {
    await run(copy, '--tag-list', 'x', 'a', '--label=l', '--tag-list', 'y', 'b');
    await run(copy, 'a', 'b', '--label', 'l');
    await run(copy, '--label', 'l', '--', '--tag-list', '--help');

    expect(seen).toEqual([
      ['a', 'b', 'x+y', 'l'],
      ['a', 'b', undefined, 'l'],
      ['--tag-list', '--help', undefined, 'l'],
    ]);
  });

  test.each([
    [['a', '--label', 'l'], "missing required argument 'to': sallyport copy <from> <to> (see --help)"],
    [['a', 'b', 'c', '--label', 'l'], expect.stringMatching(/^too many arguments\. Expected 2 arguments but got 3\./)],
    [['a', 'b'], '--label is missing (see --help)'],
    [['a', 'b', '--lable', 'l'], expect.stringMatching(/^unknown option '--lable' .*--label/)],
    [['a', '-', '--label', 'l'], '<to> takes a text'],
  ])('%j is refused, and runs nothing', async (args, line) => {
    expect([await run(copy, ...args), stdout, stderr, seen]).toEqual([2, [], [line], []]);
  });

  test('are in the help: arguments by place, and which options are needed or may be repeated', async () => {
    await run(copy, '-h');

    expect(stdout[0]).toBe(`Usage: sallyport copy [options] <from> <to>

Copies.

Arguments:
  from             what to copy
  to               where

Options:
  --tag-list TEXT  one of several (may be repeated)
  --label TEXT     one of several (needed)
  --version        prints the version of the package
  -h, --help       prints this text`);
  });
});
