/** A verb's declaration is all there is to say: parser, types and help come from it. */
import { UsageError } from '../../cli/declaration';
import { defineVerb } from '../../cli/verb';

const seen: unknown[] = [];
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
    'dry-run': { help: 'does nothing,\nand says so' },
  },
  notes: 'A note.',
  run: async (given) => {
    seen.push(given);
    return 7;
  },
});
beforeEach(() => void seen.splice(0));

test('runs with what was read of each option, and without an option with undefined or false', async () => {
  const codes = [await verb.run(['--label', 'a', '--dry-run']), await verb.run([]), await verb.run(['--label=b'])];

  expect(codes).toEqual([7, 7, 7]);
  expect(seen).toEqual([
    { label: 'A', 'dry-run': true },
    { label: undefined, 'dry-run': false },
    { label: 'B', 'dry-run': false },
  ]);
});

test.each([
  [['--lable', 'a'], "Unknown option '--lable' (--help shows all options)"],
  [['--label', ''], '--label takes a text'],
  [['--label'], "Option '--label <value>' argument missing (--help shows all options)"],
  [['--dry-run=yes'], "Option '--dry-run' does not take an argument (--help shows all options)"],
  [['a'], "Unexpected argument 'a' (--help shows all options)"],
])('refuses %j with one line, and runs nothing', async (args, line) => {
  await expect(verb.run(args)).rejects.toThrow(new UsageError(line));
  expect(seen).toEqual([]);
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

  await expect(broken.run(['--a', '1'])).rejects.toThrow(RangeError);
});

test('its help names summary, usage, each option with its value, and the notes', () => {
  expect(verb.help('sallyport keys issue')).toBe(`Issues a key.

Usage: sallyport keys issue [options]

  --label TEXT        what the list shows
  --dry-run           does nothing,
                      and says so
  -h, --help          prints this text

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
    options: { tag: { ...option, many: true }, label: { ...option, required: true } },
    run: async ({ from, to, tag, label }) => {
      seen.push([from, to, tag?.join('+'), label]);
      return 0;
    },
  });

  test('arrive in their places and in their order, wherever the options stand', async () => {
    await copy.run(['--tag', 'x', 'a', '--label=l', '--tag', 'y', 'b']);
    await copy.run(['a', 'b', '--label', 'l']);

    expect(seen).toEqual([
      ['a', 'b', 'x+y', 'l'],
      ['a', 'b', undefined, 'l'],
    ]);
  });

  test.each([
    [['a', '--label', 'l'], '<to> is missing (--help shows all options)'],
    [['a', 'b', 'c', '--label', 'l'], 'there is an argument too many (--help shows all options)'],
    [['a', 'b'], '--label is missing (--help shows all options)'],
    [['a', '-', '--label', 'l'], '<to> takes a text'],
  ])('%j is refused in one line, and runs nothing', async (args, line) => {
    await expect(copy.run(args)).rejects.toThrow(new UsageError(line));
    expect(seen).toEqual([]);
  });

  test('are in the help: arguments by place, and which options are needed or may be repeated', () => {
    expect(copy.help('sallyport copy')).toBe(`Copies.

Usage: sallyport copy <from> <to> [options]

  <from>              what to copy
  <to>                where

  --tag TEXT …        one of several
  --label TEXT        one of several (needed)
  -h, --help          prints this text`);
  });
});
