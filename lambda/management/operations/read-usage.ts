/**
 * How much an account, a key or a client was used, by UTC day. The counts come from the access log, so they come late and
 * are not exact; a quota is held by API Gateway, which counts for itself.
 */
import { DAY_MILLISECONDS } from '../../domain/status';
import {
  type DailyUse,
  dayOf,
  periodStart,
  USAGE_KEPT_DAYS,
  type UsageQuota,
} from '../../domain/records/usage-records';
import { type Budget, budgetOf, budgetOfAccount, quotaOf } from '../../domain/plans';
import { done, type Outcome } from '../../domain/outcome';
import type { Call, Deps } from '../../engine/context';
import { usageNotCounted } from '../../engine/last-uses';
import {
  type AccountTarget,
  type ClientTarget,
  type KeyTarget,
  loadAccount,
  loadClient,
  loadKey,
} from '../../engine/load';
import { invalidRequest } from '../../engine/validation';

/** Days that a request names, for example `2026-11-27`. Absent: the last 30 days. */
export interface DaysAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface QuotaUsed extends UsageQuota {
  /**
   * Requests of the period until now that were taken from the quota. On the day of a change of plan also those that were
   * taken from the quota of the plan before.
   */
  readonly used: number;
}

export interface Usage {
  readonly from: string;
  readonly to: string;
  /** The days with requests, in order. */
  readonly days: readonly DailyUse[];
  /** Absent as long as none holds. */
  readonly quota?: QuotaUsed | undefined;
}

/** Days of an answer to a request without `from`. */
const DEFAULT_DAYS = 30;

export async function readAccountUsage(
  deps: Deps,
  call: Call,
  { accountId, ...asked }: AccountTarget & DaysAsked,
): Promise<Outcome<Usage>> {
  const loaded = await loadAccount(deps, call, { accountId });
  return loaded.ok ? usageOf(deps, accountId, { ...asked, budget: budgetOfAccount(loaded.value.account) }) : loaded;
}

/** A key without a plan of its own, or with one above its account's, has no quota: it draws on its account's. */
export async function readKeyUsage(
  deps: Deps,
  call: Call,
  { accountId, keyId, ...asked }: KeyTarget & DaysAsked,
): Promise<Outcome<Usage>> {
  const loaded = await loadKey(deps, call, { accountId, keyId });
  if (!loaded.ok) return loaded;
  const { account, key } = loaded.value;
  const budget = deps.plans && budgetOf(deps.plans, account, key);
  return usageOf(deps, keyId, { ...asked, budget: budget?.ownerId === keyId ? budget : undefined });
}

/** A client has no quota: it draws on its account's. */
export async function readClientUsage(
  deps: Deps,
  call: Call,
  { accountId, clientId, ...asked }: ClientTarget & DaysAsked,
): Promise<Outcome<Usage>> {
  const loaded = await loadClient(deps, call, { accountId, clientId });
  return loaded.ok ? usageOf(deps, clientId, asked) : loaded;
}

async function usageOf(
  deps: Deps,
  ownerId: string,
  asked: DaysAsked & { readonly budget?: Budget | undefined },
): Promise<Outcome<Usage>> {
  if (deps.countsUsage !== true) return usageNotCounted();
  const now = deps.now();
  const { to = dayOf(now), budget } = asked;
  const quota = deps.plans && budget && quotaOf(deps.plans, budget, now);
  const { from = daysBefore(to, DEFAULT_DAYS - 1) } = asked;
  if (from > to || from <= daysBefore(to, USAGE_KEPT_DAYS))
    return invalidRequest([
      {
        parameter: 'from',
        detail: `Must be neither after "to" nor more than ${USAGE_KEPT_DAYS} days in all before it.`,
      },
    ]);
  const days = await daysIn(deps, ownerId, { from, to });
  if (quota === undefined) return done({ from, to, days });
  const { limit, period, since } = quota;
  const used = await usedOf(deps, ownerId, { from: later(periodStart(period, now), dayOf(since)), to: dayOf(now) });
  return done({ from, to, days, quota: { limit, period, used } });
}

async function usedOf(deps: Deps, ownerId: string, span: Pick<Usage, 'from' | 'to'>): Promise<number> {
  const days = await daysIn(deps, ownerId, span);
  return days.reduce((sum, { budgeted }) => sum + budgeted, 0);
}

async function daysIn(
  { table }: Deps,
  ownerId: string,
  { from, to }: Pick<Usage, 'from' | 'to'>,
): Promise<readonly DailyUse[]> {
  const { items } = await table.listDailyUse(ownerId, { after: daysBefore(from, 1), limit: USAGE_KEPT_DAYS });
  return items.filter(({ day }) => day <= to);
}

const later = (one: string, other: string): string => (one > other ? one : other);
const daysBefore = (day: string, count: number): string => dayOf(Date.parse(day) - count * DAY_MILLISECONDS);
