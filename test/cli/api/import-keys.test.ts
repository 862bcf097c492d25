/** An import sends all rows, tells what became of each, and says where it goes on when it stops. */
import { json, problem, type Reply } from '../../support/fake-api';
import { fakeWorld } from '../../support/fake-world';

const rows = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ hash: `h${at + 1}`, label: `L${at + 1}`, scopes: ['a'], ...more }));
const imported = (count: number, more: object = {}) =>
  json({
    items: Array.from({ length: count }, (_, index) => ({ index, status: 'imported', keyId: `k${index}` })),
    ...more,
  });

async function importing(content: unknown, replies: readonly Reply[], ...more: string[]) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const files: string[] = [];
  const readFile = (path: string): Promise<string> => Promise.resolve(void files.push(path)).then(() => text);
  const { run, wrote, here } = fakeWorld(replies, { readFile });
  const code = await run('keys', 'import', 'external:acme', 'keys.json', ...more);
  const sent = here.seen.map(({ body }) => (JSON.parse(body) as { keys: { hash: string }[] }).keys);
  return { code, ...wrote, sent: sent.map((keys) => keys.map(({ hash }) => hash)), keys: sent, here, files };
}

test('each row is listed with what became of it, and a refusal is exit code 1', async () => {
  const items = [
    { index: 0, status: 'imported', keyId: 'k1' },
    { index: 1, status: 'exists', keyId: 'k2', keyStatus: 'revoked' },
    { index: 2, status: 'refused', problem: { type: 'x/grant-exceeded', title: 'T', detail: 'Beyond the grant.' } },
    { index: 3, status: 'refused', problem: { title: 'T', errors: [{ pointer: '/keys/3/plan', detail: 'None.' }] } },
  ];

  const { code, stdout, stderr, here, files } = await importing(rows(4), [json({ items })]);

  expect([code, files, here.seen[0]?.url]).toEqual([
    1,
    ['keys.json'],
    expect.stringMatching(/\/accounts\/external%3Aacme\/keys\/import$/),
  ]);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['ROW', 'STATUS', 'KEY', 'LABEL', 'WHY'],
    ['1', 'imported', 'k1', 'L1', '-'],
    ['2', 'exists, revoked', 'k2', 'L2', '-'],
    ['3', 'refused', '-', 'L3', 'Beyond the grant.'],
    ['4', 'refused', '-', 'L4', 'plan: None.'],
    [''],
  ]);
  expect(stderr).toBe('4 of 4\n1 imported, 1 exists, 2 refused\n');
});

test('a request has at most 100 rows, and no more than the API takes in bytes', async () => {
  const many = await importing(rows(250), [imported(100), imported(100), imported(50)]);
  const large = await importing(rows(50, { description: 'x'.repeat(1000) }), [imported(30), imported(20)]);

  expect(many.sent.map((keys) => [keys.length, keys[0]])).toEqual([
    [100, 'h1'],
    [100, 'h101'],
    [50, 'h201'],
  ]);
  expect([many.code, many.stderr]).toEqual([
    0,
    '100 of 250\n200 of 250\n250 of 250\n250 imported, 0 exists, 0 refused\n',
  ]);
  expect(large.sent[0]?.length).toBe(30);
  for (const { body } of large.here.seen) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(32_768);
});

test('rows for which the time did not suffice are sent again', async () => {
  const { code, sent } = await importing(rows(3), [imported(1, { nextIndex: 1 }), imported(2)]);

  expect([code, sent]).toEqual([
    0,
    [
      ['h1', 'h2', 'h3'],
      ['h2', 'h3'],
    ],
  ]);
});

test('a row that the API finds wrong is refused alone, and the others are sent without it', async () => {
  const errors = [
    { pointer: '/keys/1/scopes/0', detail: 'No such scope.' },
    { pointer: '/keys/1', detail: 'Needs key or hash.' },
  ];
  const replies = [problem('invalid-request', 400, { errors }), imported(2)];

  const { code, sent, stdout } = await importing(rows(3), replies, '--json');

  expect([code, sent[1]]).toEqual([1, ['h1', 'h3']]);
  expect(JSON.parse(stdout)).toEqual({
    items: [
      { row: 1, status: 'imported', keyId: 'k0', label: 'L1' },
      { row: 2, status: 'refused', label: 'L2', problem: expect.objectContaining({ status: 400, errors }) },
      { row: 3, status: 'imported', keyId: 'k1', label: 'L3' },
    ],
  });
});

test('a row that is too large by itself is refused alone', async () => {
  const large = rows(1, { description: 'x'.repeat(40_000) });

  const { code, stdout, sent } = await importing([...large, ...rows(1)], [problem('body-too-large', 413), imported(1)]);

  expect([code, sent.map(({ length }) => length)]).toEqual([1, [1, 1]]);
  expect(stdout).toMatch(/^1 +refused +- +L1 +body-too-large\n2 +imported /m);
});

test.each<[string, Reply[], number]>([
  ['trouble', [problem('unavailable', 503), problem('unavailable', 503)], 3],
  ['a refusal of the whole', [problem('account-suspended', 409)], 1],
  ['an answer without the keys', [json({ items: [] })], 3],
])('%s stops it: what was done is listed, and the row to go on with is told', async (_, replies, exitCode) => {
  const { code, stdout, stderr } = await importing(rows(150), [imported(100), ...replies]);

  expect([code, stdout.split('\n').length]).toEqual([exitCode, 102]);
  expect(stderr).toMatch(
    /^100 of 150\n100 imported, 0 exists, 0 refused\nstopped before row 101; the same command goes on with --from 101\n/,
  );
});

test('goes on at a row, and the rows keep their numbers', async () => {
  const { code, sent, stdout } = await importing(rows(3), [imported(1)], '--from', '3');

  expect([code, sent, stdout]).toEqual([0, [['h3']], expect.stringMatching(/^3 +imported +k0 /m)]);
});

test('Ctrl-C stops it between two requests', async () => {
  const world = fakeWorld([imported(100), imported(50)], {
    readFile: () => Promise.resolve(JSON.stringify(rows(150))),
    stderr: {
      write: (text) => {
        world.wrote.stderr += text;
        if (text === '100 of 150\n') world.interrupt();
      },
    },
  });

  expect([await world.run('keys', 'import', 'external:a', 'f'), world.here.seen.length]).toEqual([130, 1]);
  expect(world.wrote.stderr).toMatch(/goes on with --from 101\n$/);
});

test('label and scopes of the command line are those of rows that have none', async () => {
  const given = ['--label', 'Old', '--scope', 'b', '--scope', 'c'];

  const { keys } = await importing('hash,label\nab,\ncd,Own', [imported(2)], ...given);

  expect(keys).toEqual([
    [
      { hash: 'ab', label: 'Old', scopes: ['b', 'c'] },
      { hash: 'cd', label: 'Own', scopes: ['b', 'c'] },
    ],
  ]);
});

test('a file on stdin is read to its end', async () => {
  const readInput = (): Promise<string> => Promise.resolve(JSON.stringify(rows(1)));
  const { run, here } = fakeWorld([imported(1)], { readInput });

  expect([await run('keys', 'import', 'external:a', '-'), here.seen.length]).toEqual([0, 1]);
});

test.each([
  [['no-such-file'], /^no-such-file cannot be read: /],
  [['-', '--from', '2'], /^--from takes a row of the file, which has 1$/],
])('%j is a mistake, and nothing is sent', async (more, line) => {
  const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { run, here } = fakeWorld([], { readInput: () => Promise.resolve(JSON.stringify(rows(1))) });

  expect([await run('keys', 'import', 'external:a', ...more), here.seen]).toEqual([2, []]);
  expect(error.mock.calls).toEqual([[expect.stringMatching(line)]]);
  error.mockRestore();
});
