/**
 * What each native key has left of its usage plan, over all stages of the plan (Developer Guide, usage plans): a token
 * bucket, and a quota for each day, week or month in UTC. That a week begins on Sunday, and that a request which the
 * throttle refuses counts towards no quota, is assumed. Both are exact; AWS's are best effort. A restart begins anew.
 */
import { type Bucket, fullBucket, take } from '../gateway/token-bucket';
import type { LocalClock } from '../types';
import type { Quota, UsagePlanSpec } from './plan-specs';

interface Budget {
  readonly bucket: Bucket | undefined;
  /** When the period of `used` began, epoch milliseconds. */
  since: number;
  used: number;
}

/** Takes one request from the budget of a key; says what refuses it. */
export type Spend = (plan: UsagePlanSpec, keyId: string) => 'THROTTLED' | 'QUOTA_EXCEEDED' | undefined;

export function createBudgets(clock: LocalClock): Spend {
  const budgets = new Map<string, Budget>();
  return (plan, keyId) => {
    const now = clock.now();
    const name = `${plan.planId} ${keyId}`;
    const budget = budgets.get(name) ?? newBudget(plan, now);
    budgets.set(name, budget);
    if (budget.bucket !== undefined && !take(budget.bucket, now)) return 'THROTTLED';
    return plan.quota === undefined || takeOfQuota(budget, plan.quota, now) ? undefined : 'QUOTA_EXCEEDED';
  };
}

const newBudget = ({ throttle, quota }: UsagePlanSpec, now: number): Budget => ({
  bucket: throttle && fullBucket(throttle, now),
  since: quota === undefined ? now : startOfPeriod(quota.period, now),
  used: quota?.offset ?? 0,
});

function takeOfQuota(budget: Budget, { limit, period }: Quota, now: number): boolean {
  const since = startOfPeriod(period, now);
  if (since > budget.since) Object.assign(budget, { since, used: 0 });
  if (budget.used >= limit) return false;
  budget.used += 1;
  return true;
}

function startOfPeriod(period: Quota['period'], now: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (period === 'MONTH') return Date.UTC(year, month);
  return Date.UTC(year, month, period === 'WEEK' ? day - date.getUTCDay() : day);
}
