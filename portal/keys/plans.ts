/** Plans that a key of the account can have. */

export interface Plan {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly quota?: { readonly limit: number; readonly period: 'day' | 'week' | 'month' };
}

/** Plans that are not above the account's own, as far as the page can tell; without one, all of them. */
export function plansWithin(plans: readonly Plan[], accountPlan: string | undefined): readonly Plan[] {
  const outer = plans.find(({ name }) => name === accountPlan);
  if (accountPlan === undefined) return plans;
  return outer === undefined ? [] : plans.filter((inner) => isWithin(inner, outer));
}

/** Most periods of a quota that one longer period holds a part of. */
const PERIODS = { day: { day: 1, week: 7, month: 31 }, week: { week: 1, month: 6 }, month: { month: 1 } } as const;

function isWithin(inner: Plan, outer: Plan): boolean {
  if (inner.ratePerSecond > outer.ratePerSecond || inner.burst > outer.burst) return false;
  if (outer.quota === undefined) return true;
  if (inner.quota === undefined) return false;
  const periods: Readonly<Partial<Record<string, number>>> = PERIODS[inner.quota.period];
  return inner.quota.limit * (periods[outer.quota.period] ?? 1) <= outer.quota.limit;
}

export function planText({ name, ratePerSecond, burst, quota }: Plan): string {
  const rate = `${ratePerSecond} a second, ${burst} at once`;
  return quota === undefined ? `${name}: ${rate}` : `${name}: ${rate}, ${quota.limit} a ${quota.period}`;
}
