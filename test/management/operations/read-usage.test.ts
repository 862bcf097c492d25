import type { Account, ApiKey, Association } from '../../../lambda/domain/model';
import { plansFrom } from '../../../lambda/domain/plans';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import type { DailyUse } from '../../../lambda/domain/records/usage-records';
import { periodStart } from '../../../lambda/domain/records/usage-records';
import { readAccountUsage, readClientUsage, readKeyUsage } from '../../../lambda/management/operations/read-usage';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from '../../support/records';
import { accepted, call, refusalOf, world } from '../../support/world';

const TODAY = '2026-11-23';
const ACCOUNT = { accountId: ACCOUNT_ID };
const KEY = { accountId: ACCOUNT_ID, keyId: KEY_ID };
const CLIENT = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };

const daily = (day: string, given: Partial<DailyUse> = {}): DailyUse => ({
  kind: 'dailyUse',
  ownerId: ACCOUNT_ID,
  day,
  requests: 10,
  refusals: 1,
  budgeted: 5,
  ...given,
});
const counting = (...records: readonly DailyUse[]) => {
  const { deps } = world(account(), apiKey(), client(), ...records);
  return { ...deps, countsUsage: true };
};
const daysOf = ({ days }: { readonly days: readonly DailyUse[] }) => days.map(({ day }) => day);

const FREE = { limit: 10_000, period: 'month' } as const;
const PLANS = plansFrom('slow 1 1,free 5 10 10000 month,pro 100 200', '0123456789-orders-live');
const serving = (plan: string, since = 0): Association => ({ plan, deployment: PLANS.nativeKeyPrefix, since });
const onPlan = (plan: string, given: Partial<Account> = {}) =>
  account({ grant: { scopes: [], plan }, association: serving(plan), ...given });
const onOwn = (plan: string, given: Partial<ApiKey> = {}) => apiKey({ plan, association: serving(plan), ...given });
/** What the account's usage and the key's show of a quota; for days that no period of now has. */
async function quotas(...records: readonly TableRecord[]) {
  const deps = { ...world(...records).deps, countsUsage: true, plans: PLANS };
  const asked = { from: '2026-01-01', to: '2026-01-01' };
  const ofAccount = accepted(await readAccountUsage(deps, call(), { ...ACCOUNT, ...asked }));
  const ofKey = accepted(await readKeyUsage(deps, call(), { ...KEY, ...asked }));
  return [ofAccount.quota, ofKey.quota];
}

describe('usage', () => {
  it('is that of the last 30 days, today among them, without days that have none', async () => {
    const deps = counting(daily(TODAY), daily('2026-10-25'), daily('2026-10-24'), daily('2026-11-24'));

    const usage = accepted(await readAccountUsage(deps, call(), ACCOUNT));

    expect(usage).toEqual({ from: '2026-10-25', to: TODAY, days: [daily('2026-10-25'), daily(TODAY)] });
  });

  it('is that of the days asked for, the first and the last among them', async () => {
    const deps = counting(...['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => daily(day)));

    const usage = accepted(await readAccountUsage(deps, call(), { ...ACCOUNT, from: '2026-01-01', to: '2026-01-31' }));

    expect(daysOf(usage)).toEqual(['2026-01-01', '2026-01-31']);
  });

  it.each([
    ['2025-10-20', true],
    ['2025-10-19', false],
    [TODAY, true],
    ['2026-11-24', false],
  ])('from %s to today is at most 400 days, and not backwards: %s', async (from, isTaken) => {
    const outcome = await readAccountUsage(counting(), call(), { ...ACCOUNT, from });

    expect(outcome.ok).toBe(isTaken);
    if (!isTaken) expect(refusalOf(outcome).errors).toMatchObject([{ parameter: 'from' }]);
  });

  it('of a key and of a client is their own', async () => {
    const deps = counting(
      daily(TODAY),
      daily(TODAY, { ownerId: KEY_ID, requests: 2 }),
      daily(TODAY, { ownerId: CLIENT_ID, requests: 3 }),
    );

    const key = accepted(await readKeyUsage(deps, call(), KEY));
    const app = accepted(await readClientUsage(deps, call(), CLIENT));

    expect([key, app].map(({ days }) => days.map(({ requests }) => requests))).toEqual([[2], [3]]);
  });

  it('counts against the quota of a plan what was taken from it in this period, whatever days are asked for', async () => {
    const days = ['2026-10-31', '2026-11-01', TODAY].map((day, n) => daily(day, { budgeted: [7, 3, 5][n] ?? 0 }));
    const ofKey = daily(TODAY, { ownerId: KEY_ID, budgeted: 2 });

    expect(await quotas(onPlan('free'), apiKey(), ...days)).toEqual([{ ...FREE, used: 8 }, undefined]);
    expect(await quotas(account(), onOwn('free'), ...days, ofKey)).toEqual([undefined, { ...FREE, used: 2 }]);
    expect(await quotas(onPlan('free'), apiKey())).toEqual([{ ...FREE, used: 0 }, undefined]);
    expect(await quotas(onPlan('pro'), onOwn('gone'), ...days)).toEqual([undefined, undefined]);
  });

  it('shows no quota while a shared native key serves, as none holds then', async () => {
    const shared = [
      undefined,
      serving('free', NOW - 599_999),
      serving('pro'),
      { ...serving('free'), deployment: 'other' },
    ];
    const shown = shared.map((association) =>
      quotas(onPlan('free', { association }), onOwn('free', { association }), daily(TODAY)),
    );

    expect(await Promise.all(shown)).toEqual(shared.map(() => [undefined, undefined]));
  });

  it('shows no quota of a key with a plan above its account’s: it draws on the account’s', async () => {
    const days = [daily(TODAY), daily(TODAY, { ownerId: KEY_ID })];

    expect(await quotas(onPlan('free'), onOwn('pro'), ...days)).toEqual([{ ...FREE, used: 5 }, undefined]);
    expect(await quotas(onPlan('slow'), onOwn('free'), ...days)).toEqual([undefined, undefined]);
  });

  it('does not count against a quota what was counted on days before it held, such as by the plan before', async () => {
    const days = ['2026-11-01', '2026-11-21', '2026-11-22', TODAY].map((day) => daily(day));
    const association = serving('free', Date.parse('2026-11-22T09:00:00Z'));

    expect(await quotas(onPlan('free', { association }), apiKey(), ...days)).toEqual([
      ...[{ ...FREE, used: 10 }, undefined],
    ]);
  });

  it('is refused by a deployment that counts none', async () => {
    const { deps } = world(account(), apiKey(), client());

    const outcomes = [
      await readAccountUsage(deps, call(), ACCOUNT),
      await readKeyUsage(deps, call(), KEY),
      await readClientUsage(deps, call(), CLIENT),
    ];

    expect(outcomes.map((outcome) => refusalOf(outcome).code)).toEqual(Array(3).fill('usage-not-counted'));
  });

  it('of what is not there is refused as any read of it', async () => {
    const deps = { ...world().deps, countsUsage: true };

    expect(refusalOf(await readAccountUsage(deps, call(), ACCOUNT)).code).toBe('account-not-found');
    expect(refusalOf(await readKeyUsage(counting(), call(), { ...KEY, keyId: `${ACCOUNT_ID}Key00009` })).code).toBe(
      'key-not-found',
    );
    expect(refusalOf(await readClientUsage(counting(), call(), { ...CLIENT, clientId: 'other' })).code).toBe(
      'client-not-found',
    );
  });
});

describe('a period of a quota', () => {
  it.each([
    ['day', TODAY],
    // 2026-11-23 is a Monday.
    ['week', '2026-11-22'],
    ['month', '2026-11-01'],
  ] as const)('of a %s began on %s', (period, day) => {
    expect(periodStart(period, NOW)).toBe(day);
  });

  it('of a week begins on its Sunday itself, and may begin in the year before', () => {
    expect(periodStart('week', Date.parse('2026-11-22T00:00:00Z'))).toBe('2026-11-22');
    expect(periodStart('week', Date.parse('2027-01-02T23:59:59Z'))).toBe('2026-12-27');
  });
});
