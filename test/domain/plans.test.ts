import {
  ASSOCIATION_SPREAD,
  budgetOf,
  type DeploymentPlans,
  isWithinPlan,
  limitsOf,
  type NamedPlan,
  nativeKeyFor,
  PLAN_NAME,
  plansFrom,
  plansText,
  quotaOf,
} from '../../lambda/domain/plans';
import type { Account, ApiKey, Association } from '../../lambda/domain/model';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../support/records';

const PREFIX = '0123456789-orders-live';
const FREE: NamedPlan = { name: 'free', ratePerSecond: 5, burst: 10, quota: { limit: 10_000, period: 'month' } };
const PRO: NamedPlan = { name: 'pro', ratePerSecond: 100, burst: 200 };
const PLANS = plansFrom(plansText([PRO, FREE]), PREFIX);
const SERVING: Association = { plan: 'free', deployment: PREFIX, since: NOW - ASSOCIATION_SPREAD };

const accountOn = (plan?: string, given: Partial<Account> = {}): Account =>
  account({ grant: { scopes: [], ...(plan !== undefined && { plan }) }, ...given });
const keyOn = (plan: string, given: Partial<ApiKey> = {}): ApiKey => apiKey({ plan, ...given });
const servedBy = (of: Account, key?: ApiKey): string => nativeKeyFor(PLANS, budgetOf(PLANS, of, key), NOW);

describe('the text of plans in an environment', () => {
  it('is short, and gives the plans back in their order', () => {
    const text = plansText([PRO, FREE]);

    const plans = plansFrom(text, PREFIX);

    expect(text).toBe('pro 100 200,free 5 10 10000 month');
    expect([...plans.byName.values()]).toEqual([PRO, FREE]);
    expect(plans).toMatchObject({ slowest: FREE, nativeKeyPrefix: PREFIX });
  });
});

describe('the name of a plan', () => {
  it.each(['free', 'a', 'pro-2', 'unlimited-2', 'a'.repeat(30)])('may be %s', (name) => {
    expect(PLAN_NAME.test(name)).toBe(true);
  });

  it.each(['', 'Free', '2nd', '-a', 'a b', 'a,b', 'a_b', 'a'.repeat(31)])('is not %j', (name) => {
    expect(PLAN_NAME.test(name)).toBe(false);
  });
});

describe('the budget of a call', () => {
  it('is none without a plan', () => {
    expect(budgetOf(PLANS, accountOn(), apiKey())).toBeUndefined();
  });

  it("is the account's for its clients and for its keys without a plan", () => {
    const owner = accountOn('free', { association: SERVING });

    const budgets = [budgetOf(PLANS, owner), budgetOf(PLANS, owner, apiKey())];

    const ofAccount = { ownerId: ACCOUNT_ID, plan: 'free', association: SERVING };
    expect(budgets).toEqual([ofAccount, ofAccount]);
  });

  it.each([undefined, 'pro', 'free'])("is the key's own within the account's plan %s", (plan) => {
    expect(budgetOf(PLANS, accountOn(plan), keyOn('free'))).toMatchObject({ ownerId: KEY_ID, plan: 'free' });
  });

  it("is the account's as soon as the account's plan is smaller than the key's", () => {
    expect(budgetOf(PLANS, accountOn('free'), keyOn('pro'))).toMatchObject({ ownerId: ACCOUNT_ID, plan: 'free' });
  });
});

describe('a plan is within another one', () => {
  const within = (inner: Omit<NamedPlan, 'name'>, outer: Omit<NamedPlan, 'name'>): boolean => {
    const plans: DeploymentPlans = plansFrom(
      plansText([
        { name: 'inner', ...inner },
        { name: 'outer', ...outer },
      ]),
      PREFIX,
    );
    return isWithinPlan(plans, 'inner', 'outer');
  };
  const base = { ratePerSecond: 5, burst: 10 };

  it('when neither rate, burst nor quota is above', () => {
    expect([
      within(base, base),
      within({ ratePerSecond: 6, burst: 10 }, base),
      within({ ratePerSecond: 5, burst: 11 }, base),
      within({ ...base, quota: { limit: 1, period: 'day' } }, base),
      within(base, { ...base, quota: { limit: 1, period: 'day' } }),
    ]).toEqual([true, false, false, true, false]);
  });

  it.each([
    { own: 'day', of: 'day', needed: 10 },
    { own: 'day', of: 'week', needed: 70 },
    { own: 'day', of: 'month', needed: 310 },
    { own: 'week', of: 'week', needed: 10 },
    { own: 'week', of: 'month', needed: 60 },
    { own: 'week', of: 'day', needed: 10 },
    { own: 'month', of: 'month', needed: 10 },
    { own: 'month', of: 'week', needed: 10 },
    { own: 'month', of: 'day', needed: 10 },
  ] as const)('when ten a $own can never be more than $needed a $of', ({ own, of, needed }) => {
    const outer = (limit: number) => ({ ...base, quota: { limit, period: of } });
    const inner = { ...base, quota: { limit: 10, period: own } };

    expect([within(inner, outer(needed)), within(inner, outer(needed - 1))]).toEqual([true, false]);
  });

  it('counts a removed plan as the slowest one', () => {
    expect([isWithinPlan(PLANS, 'gone', 'free'), isWithinPlan(PLANS, 'pro', 'gone')]).toEqual([true, false]);
  });
});

describe('the native key of a call', () => {
  it('is the shared one of the built-in plan, without a plan', () => {
    expect(servedBy(accountOn(), apiKey())).toBe(`${PREFIX}-unlimited-shared`);
  });

  it("is the plan's shared one until the owner's own is associated everywhere, to the millisecond", () => {
    const associated = (since: number): Account => accountOn('free', { association: { ...SERVING, since } });

    const served = [
      servedBy(accountOn('free')),
      servedBy(associated(SERVING.since + 1)),
      servedBy(associated(SERVING.since)),
    ];

    expect(served).toEqual([`${PREFIX}-free-shared`, `${PREFIX}-free-shared`, `${PREFIX}-free-${ACCOUNT_ID}`]);
  });

  it('is the own one of a key that has its own plan', () => {
    expect(servedBy(accountOn('pro'), keyOn('free', { association: SERVING }))).toBe(`${PREFIX}-free-${KEY_ID}`);
  });

  it.each([
    ['another plan', { ...SERVING, plan: 'pro' }],
    ['another deployment', { ...SERVING, deployment: 'other' }],
  ])('is the shared one when the association is of %s', (_, association) => {
    expect(servedBy(accountOn('free', { association }))).toBe(`${PREFIX}-free-shared`);
  });

  it('of a plan that the deployer removed is the shared one of the slowest plan', () => {
    const association = { ...SERVING, plan: 'gone' };

    expect(servedBy(accountOn('gone', { association }))).toBe(`${PREFIX}-free-shared`);
  });
});

describe('the quota that holds a budget', () => {
  const quota = (plan: string, association?: Association) =>
    quotaOf(PLANS, { ownerId: ACCOUNT_ID, plan, association }, NOW);

  it('is that of its plan, since its own native key is associated', () => {
    expect(quota('free', SERVING)).toEqual({ limit: 10_000, period: 'month', since: SERVING.since });
  });

  it('is none while a shared native key serves, as that has none, nor in a plan without one', () => {
    expect([
      quota('free'),
      quota('free', { ...SERVING, since: SERVING.since + 1 }),
      quota('free', { ...SERVING, deployment: 'other' }),
      quota('gone', { ...SERVING, plan: 'gone' }),
      quota('pro', { ...SERVING, plan: 'pro' }),
    ]).toEqual(Array(5).fill(undefined));
  });
});

describe('the limits that the API shows', () => {
  const limits = (association?: Association) =>
    limitsOf(PLANS, { ownerId: ACCOUNT_ID, plan: 'free', association }, NOW);

  it('say whether the shared native key serves, and whether an own one will', () => {
    expect([limits(), limits(SERVING)]).toEqual([
      { plan: 'free', shared: true, pending: true },
      { plan: 'free', shared: false, pending: false },
    ]);
  });

  it('say of a removed plan that nothing is pending', () => {
    expect(limitsOf(PLANS, { ownerId: ACCOUNT_ID, plan: 'gone' }, NOW)).toEqual({
      plan: 'gone',
      shared: true,
      pending: false,
    });
  });
});
