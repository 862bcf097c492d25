/** What comes from stdin or the environment, so that it is no argument: keys, and the token of a client that is adopted. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, problem } from '../../support/fake-api';
import { ENVIRONMENT, fakeWorld } from '../../support/fake-world';

const ROOT = join(__dirname, '..', '..', '..');
const KEY = '0123456789ABCDEFGH';
const PRESENTED = `sp_live_${KEY}_${'s'.repeat(49)}`;
const typing = (text: string) => ({ readInput: () => Promise.resolve(text) });

let mistakes: string[];
beforeEach(() => {
  mistakes = [];
  jest.spyOn(console, 'error').mockImplementation((text) => mistakes.push(text));
});
afterEach(() => jest.restoreAllMocks());

describe('a key that is -', () => {
  test.each(['keys find', 'keys show', 'keys suspend', 'keys rotate'])('is read from stdin by %s', async (verb) => {
    const { run, here } = fakeWorld([json({ id: KEY, key: PRESENTED })], typing(`${PRESENTED}\n`));

    expect(await run(...verb.split(' '), '-')).toBe(0);
    expect(here.seen[0]?.url).toContain(`/keys/${KEY}`);
    expect(JSON.stringify(here.seen)).not.toContain('sss');
  });

  test.each([
    ['nothing', '\n'],
    ['a key with a typo', PRESENTED.slice(4)],
    ['another -', '-'],
  ])('and for which stdin holds %s is a mistake', async (_, text) => {
    const { run, here } = fakeWorld([], typing(text));

    expect([await run('keys', 'find', '-'), here.seen]).toEqual([2, []]);
    expect(mistakes).toEqual(['<key> is a key, its public part, or its id (18 characters)']);
  });

  test('is not asked about, as stdin is taken', async () => {
    const { run } = fakeWorld([], { ...typing(PRESENTED), canAsk: true });

    expect(await run('keys', 'revoke', '-')).toBe(2);
    expect(mistakes).toEqual(['this cannot be undone, and there is no terminal to ask on: add --yes']);
  });

  test('ends with Ctrl-C, and nothing is sent', async () => {
    const readInput = (signal: AbortSignal): Promise<string> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const { run, here, interrupt } = fakeWorld([], { readInput });

    const running = run('verify', '-');
    interrupt();

    expect([await running, here.seen]).toEqual([130, []]);
  });
});

describe('the token of a client that is adopted', () => {
  const ADOPT = ['clients', 'adopt', KEY.slice(0, 10), 'c1', '--label', 'Night', '--scope', 'a'];
  const sentWith = async (...[given]: Parameters<typeof fakeWorld>[1][]) => {
    const { run, here } = fakeWorld([json({ id: 'c1' })], given);
    const code = await run(...ADOPT);
    return [code, ...here.seen.map(({ method, body }) => [method, JSON.parse(body)])];
  };

  test('is read from stdin, or from the environment, which is looked at first', async () => {
    const environment = { ...ENVIRONMENT, SALLYPORT_CLIENT_TOKEN: 'eyJ.b' };
    const body = { label: 'Night', scopes: ['a'] };

    expect(await sentWith(typing('eyJ.a\n'))).toEqual([0, ['PUT', { ...body, token: 'eyJ.a' }]]);
    expect(await sentWith({ ...typing('eyJ.a'), environment })).toEqual([0, ['PUT', { ...body, token: 'eyJ.b' }]]);
    expect(await sentWith(typing(''))).toEqual([0, ['PUT', body]]);
  });

  test('is asked for on a terminal, and is no argument', async () => {
    const { run, wrote } = fakeWorld([json({ id: 'c1' })], { ...typing('eyJ.a'), canAsk: true });

    await run(...ADOPT);

    expect(wrote.stderr).toBe('An access token of the client, then Ctrl-D:\n');
    expect(await run(...ADOPT, 'eyJ.a')).toBe(2);
    expect(mistakes.join()).not.toContain('eyJ');
  });
});

describe('an Idempotency-Key', () => {
  const ISSUE = ['keys', 'issue', KEY.slice(0, 10), '--label', 'Night', '--scope', 'a'];

  test('is sent as it is given', async () => {
    const { run, here } = fakeWorld([json({ id: KEY, key: PRESENTED }, 201)]);

    await run(...ISSUE, '--idempotency-key', 'order-7');

    expect(here.seen[0]?.headers['idempotency-key']).toBe('order-7');
  });

  test('is told when it is not known what was done, so that the command can be repeated', async () => {
    const { run, wrote, here } = fakeWorld([problem('unavailable', 503), problem('unavailable', 503)]);

    expect(await run(...ISSUE)).toBe(3);
    expect(here.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['new-key', 'new-key']);
    expect(wrote.stderr).toMatch(
      / {2}It may have been done all the same: with --idempotency-key new-key it is not done twice\.\n$/,
    );
  });

  test('is told at Ctrl-C, once something was sent', async () => {
    const world = fakeWorld([], {
      http: {
        fetch: (input) => {
          if (!(input instanceof Request) || !input.url.includes('/keys'))
            return Promise.resolve(json({ access_token: 't', expires_in: 3600 }));
          world.interrupt();
          return Promise.reject(new Error('aborted'));
        },
      },
    });

    expect([await world.run(...ISSUE), world.wrote.stderr]).toEqual([
      130,
      expect.stringContaining('--idempotency-key new-key'),
    ]);
  });

  test('that the API refuses is told by the option', async () => {
    const errors = [{ header: 'Idempotency-Key', detail: 'Too long.' }];
    const { run, wrote } = fakeWorld([problem('invalid-request', 400, { errors })]);

    expect(await run(...ISSUE, '--idempotency-key', 'x y')).toBe(1);
    expect(wrote.stderr).toContain('  --idempotency-key: Too long.\n');
  });

  test('can be given to each verb whose request takes one, and to no other', () => {
    const { paths } = JSON.parse(readFileSync(join(ROOT, 'docs', 'openapi.json'), 'utf8')) as {
      paths: Record<string, Record<string, { parameters?: object[] }>>;
    };
    const folder = join(ROOT, 'cli', 'api');
    const verbs = readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), 'utf8').split('apiVerb({').slice(1),
    );

    const wrong = verbs.filter((verb) => {
      const [, path = ''] = /api\.post\(\s*'([^']*)'/.exec(verb) ?? [];
      const takesOne = JSON.stringify(paths[path]?.post?.parameters ?? []).includes('IdempotencyKey');
      return takesOne !== verb.includes('isIdempotent: true');
    });

    expect(wrong).toEqual([]);
  });
});
