/**
 * Plans: the rate and the quota that an account, or one key, is held to. API Gateway counts; this file says whose budget
 * a call uses, and under which native API key it is counted. Its value is computed from the records, so no call looks it up.
 */
import type { Account, ApiKey, Association, Instant } from './model';

export const QUOTA_PERIODS = ['day', 'week', 'month'] as const;
export type QuotaPeriod = (typeof QUOTA_PERIODS)[number];

/**
 * The rate and quota that an account or a key is held to, all whole numbers, 1 to 2,147,483,647. Source: API Gateway API
 * reference, "UsagePlan".
 *
 * @example
 * import type { Plan } from 'sallyport';
 *
 * const free: Plan = { ratePerSecond: 5, burst: 10, quota: { limit: 10_000, period: 'month' } };
 */
export interface Plan {
  /** Requests a second, in the long run. */
  readonly ratePerSecond: number;
  /** Most requests at one moment. */
  readonly burst: number;
  /** Most requests in a day, week or month. Absent: no quota. */
  readonly quota?: { readonly limit: number; readonly period: QuotaPeriod };
}

export type NamedPlan = Plan & { readonly name: string };

/** The form of a plan's name. No plan may have the name of the built-in one. */
export const PLAN_NAME = /^[a-z][a-z0-9-]{0,29}$/;
/** The built-in plan, without rate and quota, for whoever has no plan. */
export const UNLIMITED = 'unlimited';

/** How long an association may take to have effect at all of API Gateway: milliseconds. */
export const ASSOCIATION_SPREAD = 600_000;

/** The plans of a deployment. A deployment without plans has none of this. */
export interface DeploymentPlans {
  /** In the deployer's order; never empty. */
  readonly byName: ReadonlyMap<string, NamedPlan>;
  /** The plan with the lowest rate. Its shared native key holds whoever is on a plan that the deployer has removed. */
  readonly slowest: NamedPlan;
  /** How the value of each native key of this deployment begins. No two deployments of an account and Region share one. */
  readonly nativeKeyPrefix: string;
}

/** Whose requests count together, and on which plan. */
export interface Budget {
  /** Id of a key with a plan of its own, else of the account. */
  readonly ownerId: string;
  /** The plan of the owner's record. The deployer may have removed it since. */
  readonly plan: string;
  readonly association?: Association | undefined;
}

/** The account's own budget, for its clients and for its keys without a plan. Undefined: the account has no plan. */
export const budgetOfAccount = ({ accountId, grant: { plan }, association }: Account): Budget | undefined =>
  plan === undefined ? undefined : { ownerId: accountId, plan, association };

/** The key's own budget. Undefined: the key has no plan of its own. */
export const budgetOfKey = ({ keyId, plan, association }: ApiKey): Budget | undefined =>
  plan === undefined ? undefined : { ownerId: keyId, plan, association };

/**
 * The budget that a call uses: the key's own, as long as its plan is within the account's; else the account's. So a
 * smaller plan of the account holds all of its keys at once. Undefined: `unlimited`.
 */
export function budgetOf(plans: DeploymentPlans, account: Account, key?: ApiKey): Budget | undefined {
  const own = key && budgetOfKey(key);
  const { plan } = account.grant;
  return own !== undefined && (plan === undefined || isWithinPlan(plans, own.plan, plan))
    ? own
    : budgetOfAccount(account);
}

/** Whether whoever has the plan `inner` can never do more than `outer` allows: neither in rate, burst nor quota. */
export function isWithinPlan(plans: DeploymentPlans, inner: string, outer: string): boolean {
  const [a, b] = [planOf(plans, inner), planOf(plans, outer)];
  return (
    a.ratePerSecond <= b.ratePerSecond && a.burst <= b.burst && most(a, b.quota?.period) <= (b.quota?.limit ?? Infinity)
  );
}

/** A removed plan counts as the slowest one. */
const planOf = ({ byName, slowest }: DeploymentPlans, name: string): NamedPlan => byName.get(name) ?? slowest;

/** Most periods of a quota that begin, go on or end within one longer calendar period. */
const PERIODS_WITHIN: Readonly<Record<QuotaPeriod, Readonly<Partial<Record<QuotaPeriod, number>>>>> = {
  day: { week: 7, month: 31 },
  week: { month: 6 },
  month: {},
};

/** Most requests that the plan's quota allows within one calendar period of this kind. */
function most({ quota }: Plan, period: QuotaPeriod | undefined): number {
  if (period === undefined) return 0;
  return quota === undefined ? Infinity : quota.limit * (PERIODS_WITHIN[quota.period][period] ?? 1);
}

/** Whether the owner's own native key of this deployment serves by now. Else the plan's shared one does. */
export const isOwnKeyServing = (plans: DeploymentPlans, { plan, association }: Budget, now: Instant): boolean =>
  association !== undefined &&
  association.plan === plan &&
  association.deployment === plans.nativeKeyPrefix &&
  association.since + ASSOCIATION_SPREAD <= now &&
  plans.byName.has(plan);

/** Value, and name, of the native key under which API Gateway counts a call: `usageIdentifierKey`. No credential. */
export function nativeKeyFor(plans: DeploymentPlans, budget: Budget | undefined, now: Instant): string {
  if (budget === undefined) return sharedNativeKey(plans, UNLIMITED);
  if (isOwnKeyServing(plans, budget, now)) return ownNativeKey(plans, budget);
  return sharedNativeKey(plans, planOf(plans, budget.plan).name);
}

/**
 * The quota that holds the budget now, and since when its own native key has been counted under. None while the plan's
 * shared native key serves: that one has no quota.
 */
export function quotaOf(
  plans: DeploymentPlans,
  budget: Budget,
  now: Instant,
): (NonNullable<Plan['quota']> & Pick<Association, 'since'>) | undefined {
  const { association, plan } = budget;
  const quota = plans.byName.get(plan)?.quota;
  return association && quota && isOwnKeyServing(plans, budget, now)
    ? { ...quota, since: association.since }
    : undefined;
}

/** Value and name of an owner's own native key of its plan. An id has no `-`, so owner and plan can be read from it. */
export const ownNativeKey = (
  { nativeKeyPrefix }: Pick<DeploymentPlans, 'nativeKeyPrefix'>,
  { plan, ownerId }: Budget,
): string => `${nativeKeyPrefix}-${plan}-${ownerId}`;

/** Value and name of the native key that a plan's owners share until their own serves. It has the rate and no quota. */
export const sharedNativeKey = ({ nativeKeyPrefix }: Pick<DeploymentPlans, 'nativeKeyPrefix'>, plan: string): string =>
  `${nativeKeyPrefix}-${plan}-shared`;

/** How the API shows the budget of a record. `pending`: an own native key will serve later. */
export interface Limits {
  readonly plan: string;
  readonly shared: boolean;
  readonly pending: boolean;
}

export function limitsOf(plans: DeploymentPlans, budget: Budget, now: Instant): Limits {
  const shared = !isOwnKeyServing(plans, budget, now);
  return { plan: budget.plan, shared, pending: shared && plans.byName.has(budget.plan) };
}

/** The plans as one text for a function's environment, for example `free 5 10 10000 month,pro 100 200`. */
export const plansText = (plans: readonly NamedPlan[]): string =>
  plans
    .map(({ name, ratePerSecond, burst, quota }) =>
      [name, ratePerSecond, burst, ...(quota ? [quota.limit, quota.period] : [])].join(' '),
    )
    .join(',');

/** Reads what `plansText` wrote of one plan or more. */
export function plansFrom(text: string, nativeKeyPrefix: string): DeploymentPlans {
  const plans = text.split(',').map(planFrom);
  const slowest = plans.reduce((one, other) => (other.ratePerSecond < one.ratePerSecond ? other : one));
  return { byName: new Map(plans.map((plan) => [plan.name, plan])), slowest, nativeKeyPrefix };
}

function planFrom(text: string): NamedPlan {
  const [name, rate, burst, limit, unit] = text.split(' ');
  const period = QUOTA_PERIODS.find((one) => one === unit);
  const quota = period && { quota: { limit: Number(limit), period } };
  return { name: String(name), ratePerSecond: Number(rate), burst: Number(burst), ...quota };
}
