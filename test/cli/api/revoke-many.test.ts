/** A bulk revoke goes through all pages with one filter, and says how to go on when it is stopped. */
import { json, problem } from '../../support/fake-api';
import { fakeWorld } from '../../support/fake-world';

const page = (id: string, nextCursor?: string) => json({ items: [{ id, status: 'revoked' }], nextCursor });
const MANY = ['keys', 'revoke-many', '0123456789', '--yes'];
const FILTER = { tag: 'old', unusedSince: '2026-12-01T12:00:00Z' };
const BEFORE = '2027-03-01T12:00:00Z';
const ON = 'on SALLYPORT_URL (https://api.test/v1)\n';

test('each page is asked for with the same filter, and the keys are listed at the end', async () => {
  const { run, wrote, here } = fakeWorld([page('a', 'c1'), page('b')]);

  const code = await run(...MANY, '--tag', 'old', '--unused-since', '90d', '--reason', 'superseded');

  expect([code, wrote.stderr]).toEqual([0, `${ON}1 revoked\n2 revoked\n`]);
  expect(wrote.stdout).toMatch(/^ID .*\na .*\nb .*\n$/);
  expect(here.seen.map(({ url }) => new URL(url).searchParams.get('cursor'))).toEqual([null, 'c1']);
  const body = { filter: FILTER, dryRun: false, reason: 'superseded' };
  expect(here.seen.map((request) => JSON.parse(request.body))).toEqual([body, body]);
});

test('a dry run asks nobody and revokes nothing', async () => {
  const { run, wrote, here } = fakeWorld([page('a')]);

  const code = await run(...MANY.slice(0, -1), '--tag', 'old', '--dry-run');

  expect([code, wrote.stderr]).toEqual([0, '']);
  expect(JSON.parse(here.seen[0]?.body ?? '')).toMatchObject({ dryRun: true });
});

const GO_ON =
  /revoked: a\nstopped after 1 keys, and perhaps those of one page more; the same command goes on with --cursor c1\n/;

test('Ctrl-C stops it between two pages, and the cursor to go on with is printed', async () => {
  const world = fakeWorld([page('a', 'c1'), page('b')], {
    stderr: {
      write: (text) => {
        world.wrote.stderr += text;
        if (text === '1 revoked\n') world.interrupt();
      },
    },
  });

  const code = await world.run(...MANY, '--tag', 'old');

  expect([code, world.wrote.stdout, world.here.seen.length]).toEqual([130, '', 1]);
  expect(world.wrote.stderr).toMatch(GO_ON);
});

test('no answer stops it too', async () => {
  const { run, wrote } = fakeWorld([page('a', 'c1'), problem('unavailable', 503), problem('unavailable', 503)]);

  expect([await run(...MANY, '--tag', 'old'), wrote.stdout]).toEqual([3, '']);
  expect(wrote.stderr).toMatch(GO_ON);
});

test('goes on at a cursor', async () => {
  const { run, here } = fakeWorld([page('b')]);

  await run(...MANY, '--tag', 'old', '--created-before', BEFORE, '--cursor', 'c1');

  expect(new URL(here.seen[0]?.url ?? '').searchParams.get('cursor')).toBe('c1');
  expect(JSON.parse(here.seen[0]?.body ?? '').filter).toEqual({ tag: 'old', createdBefore: BEFORE });
});

test('the question counts and names the keys, which are those that a yes then revokes', async () => {
  const questions: string[] = [];
  const { run, here } = fakeWorld([page('a', 'c1'), page('b'), page('a')], {
    canAsk: true,
    ask: (question) => Promise.resolve(void questions.push(question)).then(() => 'y'),
  });

  const code = await run(...MANY.slice(0, -1), '--tag', 'old');

  expect([code, questions[0]]).toEqual([
    0,
    expect.stringMatching(/^This revokes 2 keys of account 0123456789: a, b\.\n/),
  ]);
  const [first, , last] = here.seen.map(({ body }) => JSON.parse(body));
  expect([first.dryRun, last.dryRun, last.filter]).toEqual([true, false, first.filter]);
});

test('without a filter it is a mistake', async () => {
  const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { run, here } = fakeWorld();

  const code = await run(...MANY);

  expect([code, here.seen, error.mock.calls]).toEqual([2, [], [[expect.stringContaining('one of --tag')]]]);
  error.mockRestore();
});
