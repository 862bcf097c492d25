/** `POST /accounts/external:…/keys` with `account` in its body, answer by answer. */
import { DependencyError } from '../../../lambda/domain/outcome';
import { deployment, managementApi, type Sent } from '../../support/management';
import { account, ACCOUNT_ID } from '../../support/records';
import { world } from '../../support/world';

const FIRST = 'POST /accounts/external:eu%2F4711/keys';
const ACCOUNT = { name: 'Acme Corp', grant: { scopes: ['read:orders'] } };
const BODY = { label: 'First', scopes: ['read:orders'], account: ACCOUNT };
const keyed: Sent = { body: BODY, headers: { 'Idempotency-Key': 'once' } };
const errorsOf = (body: { errors: { pointer?: string; parameter?: string }[] }) =>
  body.errors.map(({ pointer, parameter }) => pointer ?? parameter);

test('one request makes the account and shows its first key, with the path of the account’s id', async () => {
  const { send } = deployment();

  const first = await send(FIRST, { body: BODY });
  const made = await send('GET /accounts/external:eu%2F4711');

  expect(first).toMatchObject({
    status: 201,
    body: { accountId: made.body.id, key: expect.stringMatching(/^sp_live_/) },
  });
  expect(first.headers['Location']).toBe(`/v1/accounts/${made.body.id}/keys/${first.body.id}`);
  expect(made.body).toMatchObject({ ...ACCOUNT, externalId: 'eu/4711' });
});

test('a replay shows the key, also after the account was renamed', async () => {
  const { send, table } = deployment();
  const first = await send(FIRST, keyed);
  await send(`PATCH /accounts/${first.body.accountId}`, { body: { externalId: 'eu/4712' } });

  const again = await send(FIRST, keyed);

  expect(again).toMatchObject({ status: 200, body: { id: first.body.id, secretShown: false } });
  expect(table.all('account')).toHaveLength(1);
});

test.each([
  ['another external id', 'POST /accounts/external:x/keys', BODY],
  ['another account', FIRST, { ...BODY, account: { ...ACCOUNT, name: 'Other' } }],
  ['no account', FIRST, { ...BODY, account: undefined }],
])('the same Idempotency-Key with %s is another request', async (_, route, body) => {
  const { send, table } = deployment();
  await send(FIRST, keyed);

  const refused = await send(route, { ...keyed, body });

  if (route === FIRST) expect(refused.status).toBe(422);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(table.all('account')).toHaveLength(1);
});

test('account in the body is a field error under an id, beside all others, and nothing is made', async () => {
  const { send, table } = deployment(account());
  const body = { ...BODY, label: '', account: { ...ACCOUNT, grant: { scopes: ['fly:moon'] }, externalId: 'x' } };

  const alone = await send(`POST /accounts/${ACCOUNT_ID}/keys`, { body: BODY });
  const among = await send(`POST /accounts/${ACCOUNT_ID}/keys`, { body });
  const malformed = await send('POST /accounts/external:/keys', { body });

  expect([alone.status, errorsOf(alone.body)]).toEqual([400, ['/account']]);
  expect(errorsOf(among.body)).toEqual(['/account', '/label', '/account/externalId', '/account/grant/scopes/0']);
  expect(errorsOf(malformed.body)).toEqual([
    ...['accountId', '/label', '/account/externalId', '/account/grant/scopes/0'],
  ]);
  expect(table.all('key')).toEqual([]);
});

test.each([null, 7, [], 'x', {}, { name: 'A', extra: 1 }, { name: 'A', grant: null }])(
  'an account of the form %j is a field error',
  async (wrong) => {
    const { send, table } = deployment();

    const refused = await send(FIRST, { body: { ...BODY, account: wrong } });

    expect(refused.status).toBe(400);
    expect(errorsOf(refused.body).every((pointer) => pointer?.startsWith('/account'))).toBe(true);
    expect(table.all('account')).toEqual([]);
  },
);

test('account is unknown to every other body', async () => {
  const { send } = deployment(account());

  const refused = await send(`POST /accounts/${ACCOUNT_ID}/clients`, {
    body: { label: 'x', scopes: [], account: ACCOUNT },
  });

  expect(errorsOf(refused.body)).toEqual(['/account']);
});

test('with write:keys alone an unknown external id has the answer of a request without account', async () => {
  const { send, table } = deployment();
  const scopes = ['write:keys'];

  const answers = [
    await send(FIRST, { body: BODY, scopes }),
    await send(FIRST, { body: { ...BODY, account: undefined }, scopes }),
  ];

  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ status: 404, body: { type: expect.stringMatching(/account-not-found$/) } });
  expect(table.all('account')).toEqual([]);
});

describe('when the table fails', () => {
  const failing = async (call: 'read' | 'commit' | 'listLiveKeys', nth: number, late = false) => {
    const here = world();
    const real = here.table[call].bind(here.table) as (...args: unknown[]) => Promise<unknown>;
    let calls = 0;
    Object.assign(here.table, {
      [call]: async (...args: unknown[]) => {
        calls += 1;
        if (calls !== nth) return real(...args);
        if (late) await real(...args);
        throw new DependencyError('table', 'gone');
      },
    });
    const limited = { ...ACCOUNT, grant: { ...ACCOUNT.grant, maxActiveKeys: 5 } };
    const sent = { ...keyed, body: { ...BODY, account: limited } };
    const send = managementApi(here.deps);
    return {
      first: await send(FIRST, sent),
      left: here.table.all('account').length,
      again: await send(FIRST, sent),
      ...here,
    };
  };

  test.each([
    ['read', 1],
    ['read', 2],
    ['listLiveKeys', 1],
    ['listLiveKeys', 2],
    ['commit', 1],
  ] as const)('at %s number %d: 503, nothing is made, and a retry makes all', async (call, nth) => {
    const { first, left, again, table } = await failing(call, nth);

    expect([first.status, left, again.status]).toEqual([503, 0, 201]);
    expect([table.all('account').length, table.all('key').length, table.all('event').length]).toEqual([1, 1, 2]);
  });

  test('after the commit: 503, and a retry finds what was made', async () => {
    const { first, left, again, table } = await failing('commit', 1, true);

    expect([first.status, left, again.status, again.body.secretShown]).toEqual([503, 1, 200, false]);
    expect([table.all('account').length, table.all('key').length, table.all('event').length]).toEqual([1, 1, 2]);
  });
});
