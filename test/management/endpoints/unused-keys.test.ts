/** Keys that were not used for long: found in lists, revoked in bulk, and shown with their last use. */
import type { DailyRun } from '../../../lambda/domain/records/table-records';
import { ANY_CREDENTIAL } from '../../../lambda/domain/records/usage-records';
import { revokeKeys } from '../../../lambda/management/operations/keys/revoke-keys';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, DAY, KEY_ID, NOW } from '../../support/records';
import { deployment, managementApi } from '../../support/management';
import { accepted, call, interrupted, nthKey, world } from '../../support/world';

const KEYS = `/accounts/${ACCOUNT_ID}/keys`;
const CLIENTS = `/accounts/${ACCOUNT_ID}/clients`;
const SINCE = NOW - 5 * DAY;
const sinceText = new Date(SINCE).toISOString();
const use = (credentialId: string, lastUsedAt: number) =>
  ({ kind: 'lastUse', credentialId, lastUsedAt, lastUsedRoute: 'GET /orders' }) as const;

const [idle, busy, never, young] = [
  nthKey(1),
  nthKey(2),
  nthKey(3, { tags: ['old'] }),
  nthKey(4, { createdAt: NOW - DAY }),
];
const PULSE = use(ANY_CREDENTIAL, NOW - 3_600_000);
const RECORDING: DailyRun = {
  ...{ kind: 'dailyRun', day: '2026-11-23', isDone: true, hasFailed: false },
  ...{ usageSince: SINCE, heardAt: PULSE.lastUsedAt },
};
const RECORDS = [
  RECORDING,
  PULSE,
  account(),
  idle,
  busy,
  never,
  young,
  use(idle.keyId, SINCE - 1),
  use(busy.keyId, SINCE),
] as const;
const idsIn = (body: { readonly items: readonly { readonly id: string }[] }) => body.items.map(({ id }) => id);

test('a key and a client show when and where they were last used, in lists too', async () => {
  const { send } = deployment(account(), apiKey(), client(), use(KEY_ID, NOW), use(CLIENT_ID, NOW - 1));
  const shown = { lastUsedAt: new Date(NOW).toISOString(), lastUsedRoute: 'GET /orders' };
  const shownOfClient = { ...shown, lastUsedAt: new Date(NOW - 1).toISOString() };

  expect((await send(`GET ${KEYS}/${KEY_ID}`)).body).toMatchObject(shown);
  expect((await send(`GET /keys/${KEY_ID}`)).body).toMatchObject(shown);
  expect((await send(`GET ${KEYS}`)).body.items).toMatchObject([shown]);
  expect((await send(`GET ${CLIENTS}/${CLIENT_ID}`)).body).toMatchObject(shownOfClient);
  expect((await send(`GET ${CLIENTS}`)).body.items).toMatchObject([shownOfClient]);
});

test('one that was never used shows nothing of it, and neither does a deployment that counts none', async () => {
  const counting = deployment(account(), apiKey(), client());
  const { deps } = world(account(), apiKey(), client(), use(KEY_ID, NOW));
  const other = managementApi(deps);

  for (const send of [counting.send, other])
    for (const place of [`${KEYS}/${KEY_ID}`, KEYS, `${CLIENTS}/${CLIENT_ID}`, CLIENTS])
      expect((await send(`GET ${place}`)).text).not.toContain('lastUsed');
});

test('a list has the keys without a use since then, a key that was never used by its creation', async () => {
  const { send } = deployment(...RECORDS);

  const found = await send(`GET ${KEYS}`, { query: { unusedSince: sinceText } });
  const narrower = await send(`GET ${KEYS}`, { query: { unusedSince: sinceText, tag: 'old' } });

  expect([found, narrower].map(({ body }) => idsIn(body))).toEqual([[idle.keyId, never.keyId], [never.keyId]]);
});

test('a bulk revoke ends exactly the keys without a use since then', async () => {
  const { send, table } = deployment(...RECORDS);

  const preview = await send(`POST ${KEYS}/revoke`, { body: { filter: { unusedSince: sinceText }, dryRun: true } });
  const named = { unusedSince: sinceText, ids: [busy.keyId, never.keyId] };
  const ofNamed = await send(`POST ${KEYS}/revoke`, { body: { filter: named } });
  const ofAll = await send(`POST ${KEYS}/revoke`, { body: { filter: { unusedSince: sinceText } } });

  expect([preview, ofNamed, ofAll].map(({ body }) => idsIn(body))).toEqual([
    [idle.keyId, never.keyId],
    [never.keyId],
    [idle.keyId],
  ]);
  expect(table.all('key').filter(({ revokedAt }) => revokedAt === undefined)).toEqual([busy, young]);
});

/** Asks for a bulk revoke by `unusedSince`, where this is known of the recording. */
async function revokeWith(
  run: Partial<DailyRun> | undefined,
  { pulse = PULSE.lastUsedAt, since = SINCE }: { pulse?: number | null; since?: number } = {},
) {
  const others = RECORDS.filter((record) => record !== RECORDING && record !== PULSE);
  const noted = run === undefined ? [] : [{ ...RECORDING, usageSince: 0, ...run }];
  const { send, table } = deployment(...noted, ...(pulse === null ? [] : [use(ANY_CREDENTIAL, pulse)]), ...others);
  const filter = { unusedSince: new Date(since).toISOString() };
  const { status, body } = await send(`POST ${KEYS}/revoke`, { body: { filter } });
  return { status, body, revoked: table.all('key').filter(({ revokedAt }) => revokedAt !== undefined).length };
}
const silence = (from: number, until: number) => ({ from: NOW - from * DAY, until: NOW - until * DAY });

test.each<[string, Partial<DailyRun> | undefined, { pulse?: number | null; since?: number }, string]>([
  ['nobody noted since when calls are recorded', undefined, {}, 'is not known yet'],
  ['calls are recorded for a shorter time', { usageSince: SINCE + 1 }, {}, 'since 2026-11-18T12:00:00.001Z'],
  [
    'no call at all was recorded for more than a week',
    { silences: [silence(12, 4)] },
    { since: NOW - 30 * DAY },
    'On 8 days in a row since then no call of any key was recorded',
  ],
  [
    'no call at all is recorded any more',
    { heardAt: NOW - 60 * DAY },
    { pulse: NOW - 60 * DAY, since: NOW - 30 * DAY },
    'On 30 days in a row',
  ],
  [
    'calls are recorded again, and no task noted it yet',
    { heardAt: NOW - 60 * DAY },
    { since: NOW - 30 * DAY },
    'On 30 days',
  ],
  ['no call was ever recorded', { heardAt: SINCE }, { pulse: null }, 'On 5 days in a row'],
  ['calls were recorded on less than half of the time', { silences: [silence(5, 2)] }, {}, 'On 3 days in a row'],
])('a bulk revoke is refused when %s', async (...args) => {
  const [, run, given, why] = args;

  const { body, revoked } = await revokeWith(run, given);

  expect(body).toMatchObject({
    status: 400,
    errors: [{ pointer: '/filter/unusedSince', detail: expect.stringContaining(why) }],
  });
  expect(revoked).toBe(0);
});

test('idle weekends keep nobody from a bulk revoke', async () => {
  const silences = [3, 2, 1, 0].map((week) => silence(7 * week + 5, 7 * week + 2.5));

  expect(await revokeWith({ silences }, { since: NOW - 28 * DAY })).toMatchObject({ status: 200, revoked: 0 });
  expect(await revokeWith({ silences })).toMatchObject({ status: 200, revoked: 2 });
});

test('a key that is used between the selection and its revoke is left alone', async () => {
  const here = world(...RECORDS);
  const table = interrupted(here.table, async () => here.table.put(use(never.keyId, NOW)));

  const revoked = accepted(
    await revokeKeys({ ...here.deps, table, countsUsage: true }, call(), {
      ...{ accountId: ACCOUNT_ID, limit: 50 },
      filter: { unusedSince: SINCE },
    }),
  );

  // The other key was used just before the first revoke was written.
  expect(revoked.keys.map(({ key }) => key.keyId)).toEqual([idle.keyId]);
  expect(here.table.all('key').filter((key) => key.revokedAt !== undefined)).toHaveLength(1);
});

test.each([NOW, NOW - 401 * DAY])(
  'nobody can tell what was unused since %s: nothing is listed, nothing revoked',
  async (at) => {
    const { send, table } = deployment(...RECORDS);
    const unusedSince = new Date(at).toISOString();

    const listed = await send(`GET ${KEYS}`, { query: { unusedSince } });
    const revoked = await send(`POST ${KEYS}/revoke`, { body: { filter: { unusedSince } } });

    expect(listed.body).toMatchObject({ status: 400, errors: [{ parameter: 'unusedSince' }] });
    expect(revoked.body).toMatchObject({ status: 400, errors: [{ pointer: '/filter/unusedSince' }] });
    expect(table.all('event')).toEqual([]);
  },
);

test('a deployment that counts no usage refuses the filter, and revokes nothing by it', async () => {
  const { deps, table } = world(...RECORDS);
  const send = managementApi(deps);

  const answers = [
    await send(`GET ${KEYS}`, { query: { unusedSince: sinceText } }),
    await send(`POST ${KEYS}/revoke`, { body: { filter: { unusedSince: sinceText } } }),
    await send(`GET ${KEYS}/${idle.keyId}/usage`),
  ];

  expect(answers.map(({ status, body }) => [status, body.type.split('/').at(-1)])).toEqual(
    Array(3).fill([409, 'usage-not-counted']),
  );
  expect(table.all('event')).toEqual([]);
});

test('the endpoints of usage sum up what the days say', async () => {
  const day = (ownerId: string, date: string, requests: number) =>
    ({ kind: 'dailyUse', ownerId, day: date, requests, refusals: 1, budgeted: 0 }) as const;
  const { send } = deployment(
    account(),
    apiKey(),
    client(),
    day(KEY_ID, '2026-11-22', 4),
    day(KEY_ID, '2026-11-23', 5),
  );

  const usage = await send(`GET ${KEYS}/${KEY_ID}/usage`, { query: { from: '2026-11-01', to: '2026-11-30' } });
  const none = await send(`GET ${CLIENTS}/${CLIENT_ID}/usage`);

  expect(usage.body).toEqual({
    ...{ from: '2026-11-01', to: '2026-11-30' },
    items: [
      { day: '2026-11-22', requests: 4, refusals: 1 },
      { day: '2026-11-23', requests: 5, refusals: 1 },
    ],
    total: { requests: 9, refusals: 2 },
  });
  expect(none.body).toMatchObject({ items: [], total: { requests: 0, refusals: 0 } });
});
