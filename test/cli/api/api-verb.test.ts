/** What is the same for all verbs of the API: secrets alone on stdout, a question before an end, errors and exit codes. */
import { fakeWorld } from '../../support/fake-world';
import { json, problem, type Reply } from '../../support/fake-api';
import type { World } from '../../../cli/world';

const KEY = '0123456789ABCDEFGH';
const PRESENTED = `sp_live_${KEY}_${'s'.repeat(49)}`;
const RECORD = {
  id: KEY,
  accountId: KEY.slice(0, 10),
  label: 'Night',
  scopes: ['a'],
  effectiveScopes: ['a'],
  status: 'active',
};
const ISSUED = { ...RECORD, key: PRESENTED, secretShown: true };

let mistakes: string[];
beforeEach(() => {
  mistakes = [];
  jest.spyOn(console, 'error').mockImplementation((text) => mistakes.push(text));
});
afterEach(() => jest.restoreAllMocks());

const answering = (...answers: string[]) => {
  const questions: string[] = [];
  const ask = (question: string): Promise<string> => {
    questions.push(question);
    return Promise.resolve(answers.shift() ?? '');
  };
  return { questions, world: { canAsk: true, ask } satisfies Partial<World> };
};

describe('a secret', () => {
  const ISSUE = ['keys', 'issue', KEY.slice(0, 10), '--label', 'Night', '--scope', 'a'];

  test.each([
    ['keys issue', ISSUE, ISSUED, PRESENTED],
    ['keys rotate', ['keys', 'rotate', KEY], ISSUED, PRESENTED],
    ['clients issue', ['clients', ...ISSUE.slice(1)], { id: 'c1', clientSecret: 'hush' }, 'hush'],
    [
      'clients secrets add',
      ['clients', 'secrets', 'add', KEY.slice(0, 10), 'c1'],
      { id: 's1', clientSecret: 'hush' },
      'hush',
    ],
    [
      'operators issue',
      ['operators', 'issue', '--label', 'x', '--scope', 'read:keys'],
      { id: 'o', clientSecret: 'hush' },
      'hush',
    ],
  ])('of %s is alone on stdout, and all about it on stderr', async (...[, args, answer, secret]) => {
    const { run, wrote } = fakeWorld([json(answer, 201)]);

    const code = await run(...args);

    expect([code, wrote.stdout]).toEqual([0, `${secret}\n`]);
    expect(wrote.stderr).toContain(answer.id);
    expect(wrote.stderr).not.toContain(secret);
  });

  test('that a repeated answer does not hold is exit code 1, with nothing on stdout', async () => {
    const { run, wrote } = fakeWorld([json({ ...RECORD, secretShown: false, detail: 'Rotate the key.' })]);

    expect(await run(...ISSUE)).toBe(1);
    expect([wrote.stdout, wrote.stderr]).toEqual(['', expect.stringMatching(/Rotate the key\.\n$/)]);
  });

  test('is a part of the answer with --json', async () => {
    const { run, wrote } = fakeWorld([json(ISSUED, 201)]);

    await run(...ISSUE, '--json');

    expect([JSON.parse(wrote.stdout), wrote.stderr]).toEqual([ISSUED, '']);
  });

  test('of a presented key does not leave the machine when the key is looked for', async () => {
    const { run, here } = fakeWorld([json(RECORD), json(RECORD), json(RECORD)]);

    for (const verb of ['find', 'show', 'suspend']) await run('keys', verb, PRESENTED);

    expect(here.seen.map(({ url }) => url)).toEqual([
      expect.stringMatching(new RegExp(`/keys/${KEY}$`)),
      expect.anything(),
      expect.anything(),
    ]);
    expect(JSON.stringify(here.seen)).not.toContain('sss');
  });
});

describe('what cannot be undone', () => {
  const ENDS: [string[], Reply[]][] = [
    [['keys', 'revoke', KEY], [json(RECORD)]],
    [['keys', 'delete', KEY], [json(RECORD)]],
    [['keys', 'revoke-many', KEY.slice(0, 10), '--tag', 't'], [json({ items: [RECORD] })]],
    [['accounts', 'revoke-all', KEY.slice(0, 10)], []],
    [['accounts', 'delete', KEY.slice(0, 10)], []],
    [['clients', 'revoke', KEY.slice(0, 10), 'c1'], [json(RECORD)]],
    [['clients', 'revoke-tokens', KEY.slice(0, 10), 'c1'], [json(RECORD)]],
    [['clients', 'delete', KEY.slice(0, 10), 'c1'], [json(RECORD)]],
    [['clients', 'secrets', 'delete', KEY.slice(0, 10), 'c1', 's1'], []],
    [
      ['members', 'remove', KEY.slice(0, 10), 's1'],
      [json({ items: [{ subject: 's1', email: 'a@b', role: 'owner' }] })],
    ],
    [['operators', 'revoke', 'o1'], [json({ id: 'o1', label: 'x' })]],
    [['keys', 'end-grace', KEY], [json(RECORD)]],
    [['keys', 'rotate', KEY, '--grace', '0s'], []],
    [['keys', 'rotate', KEY, '--replace-newest'], []],
  ];

  test.each(ENDS)('%j without a terminal and --yes is a mistake, and nothing is sent', async (args) => {
    const { run, here } = fakeWorld();

    expect([await run(...args), here.seen]).toEqual([2, []]);
    expect(mistakes).toEqual(['this cannot be undone, and there is no terminal to ask on: add --yes']);
  });

  test.each(ENDS)('%j asks, and does nothing unless the answer is yes', async (args, replies) => {
    const { questions, world } = answering('n');
    const { run, wrote, here } = fakeWorld([...replies], world);

    const code = await run(...args);

    expect([code, wrote.stdout, wrote.stderr]).toEqual([1, '', 'nothing was done\n']);
    expect(questions).toEqual([
      expect.stringMatching(
        /^This .*\nThis is on SALLYPORT_URL \(https:\/\/api.test\/v1\) and cannot be undone\. Go on\? \(yes\/no\) $/,
      ),
    ]);
    const changed = here.seen.filter(({ method, body }) => method !== 'GET' && !body.includes('"dryRun":true'));
    expect(changed).toEqual([]);
  });

  test('is done after a yes, and the question says what it ends', async () => {
    const { questions, world } = answering('yes');
    const { run, wrote } = fakeWorld(
      [json({ ...RECORD, label: 'a\u001b[2J' }), json({ ...RECORD, status: 'revoked' })],
      world,
    );

    const code = await run('keys', 'revoke', PRESENTED);

    expect([code, wrote.stdout]).toEqual([0, `key ${KEY} is revoked\n`]);
    expect(questions[0]).toContain(`This revokes key ${KEY} ("a\\u001b[2J") of account ${RECORD.accountId}`);
  });

  test('names a person by the address', async () => {
    const { questions, world } = answering('no');
    const { run } = fakeWorld([json({ items: [{ subject: 's1', email: 'ada@example.com', role: 'owner' }] })], world);

    expect(await run('members', 'remove', KEY.slice(0, 10), 's1')).toBe(1);
    expect(questions).toEqual([
      expect.stringMatching(/^This removes ada@example\.com \(owner\) from account 0123456789\.\n/),
    ]);
  });

  test('is done at once with --yes', async () => {
    const { run, here } = fakeWorld([json({ ...RECORD, status: 'revoked' })]);

    const code = await run('keys', 'revoke', KEY, '--yes', '--reason', 'leaked');

    expect([code, here.seen.map(({ method, body }) => [method, body])]).toEqual([0, [['POST', '{"reason":"leaked"}']]]);
  });

  test('can be asked about by an operator who may not read the key', async () => {
    const { questions, world } = answering('no');
    const { run } = fakeWorld([problem('insufficient-scope', 403)], world);

    expect(await run('keys', 'revoke', KEY)).toBe(1);
    expect(questions).toEqual([expect.stringContaining(`This revokes key ${KEY}: its next request is refused.`)]);
  });
});

describe('an answer that is no success', () => {
  test('is told with title, detail, the option at fault, page and request', async () => {
    const errors = [
      { pointer: '/scopes/0', detail: 'No such scope.' },
      { pointer: '/tags/1', detail: 'Too long.' },
      { pointer: '/metadata/x', detail: 'Not so.' },
      { parameter: 'accountId', detail: 'Odd.' },
    ];
    const { run, wrote } = fakeWorld([problem('invalid-request', 400, { detail: 'Nothing was changed.', errors })]);

    const code = await run('keys', 'issue', 'external:a', '--label', 'x', '--scope', 'b');

    expect([code, wrote.stdout]).toEqual([1, '']);
    expect(wrote.stderr).toBe(`invalid-request: Nothing was changed.
  --scope: No such scope.
  --tag: Too long.
  /metadata/x: Not so.
  <account>: Odd.
  page: https://docs.test/problems/invalid-request
  request: r1
`);
  });

  test.each<[string, Reply[], number]>([
    ['a refusal', [problem('key-not-found', 404)], 1],
    ['a limit', [problem('too-many-requests', 429)], 3],
    ['a defect', [problem('internal-error', 500)], 3],
    ['trouble with the table', [problem('unavailable', 503), problem('unavailable', 503)], 3],
    ['no connection', [new TypeError('refused'), new TypeError('refused')], 3],
    [
      'an answer of something in between',
      [new Response('<html>', { status: 502 }), new Response('<html>', { status: 502 })],
      3,
    ],
  ])('%s has an exit code of its own', async (_, replies, exitCode) => {
    const { run, wrote } = fakeWorld(replies);

    expect([await run('keys', 'show', KEY), wrote.stdout]).toEqual([exitCode, '']);
    expect(wrote.stderr).not.toBe('');
  });

  test('wrong credentials are a refusal, and are not shown', async () => {
    const { run, wrote, tokenReplies } = fakeWorld();
    tokenReplies.push(json({ error: 'invalid_client' }, 400));

    expect(await run('keys', 'show', KEY)).toBe(1);
    expect(wrote.stderr).toBe('the token endpoint answered 400 invalid_client\n');
  });
});

test('a label or metadata with control characters steers no terminal', async () => {
  const record = { ...RECORD, label: '\u001b[2J', metadata: { '\u009bx': '\u202e' } };
  const { run, wrote } = fakeWorld([json(record)]);

  await run('keys', 'show', KEY);

  for (const character of '\u001b\u009b\u202e') expect(wrote.stdout).not.toContain(character);
  expect(wrote.stdout).toMatch(/^label +\?\[2J$/m);
});

test.each([
  [{ valid: true, principal: { accountId: 'a' } }, 0, /^valid\naccountId +a\n$/],
  [{ valid: false, reason: 'revoked' }, 4, /^invalid: revoked\n$/],
])('verify reads stdin and tells %j', async (verdict, exitCode, text) => {
  const { run, wrote, here } = fakeWorld([json(verdict)], { readInput: () => Promise.resolve(`${PRESENTED}\n`) });

  const code = await run('verify', '-', '--scope', 'a', '--ip', '192.0.2.1');

  expect([code, wrote.stdout]).toEqual([exitCode, expect.stringMatching(text)]);
  expect(JSON.parse(here.seen[0]?.body ?? '')).toEqual({ credential: PRESENTED, scope: 'a', sourceIp: '192.0.2.1' });
});

test('whoami tells connection, operator and scopes of the token', async () => {
  const claims = Buffer.from(JSON.stringify({ client_id: 'op', scope: 'orders-management/read:keys' })).toString(
    'base64url',
  );
  const { run, wrote, tokenReplies } = fakeWorld([json({ items: [] })]);
  tokenReplies.push(json({ access_token: `x.${claims}.x`, expires_in: 3600 }));

  await run('whoami', '--json');

  expect(JSON.parse(wrote.stdout)).toMatchObject({
    connection: 'SALLYPORT_URL',
    operator: 'op',
    scopes: ['read:keys'],
  });
});
