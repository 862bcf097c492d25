/** A deployment with plans in memory, and what its tasks for native keys did. */
import type { Account, Association } from '../../lambda/domain/model';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { MemoryNativeKeys } from './memory-native-keys';
import { ACCOUNT_ID, account, DAY, KEY_ID, NOW } from './records';
import { operator, world } from './world';

export const PREFIX = 'orders-live-0a1b2c3d';
export const OWN = `${PREFIX}-free-${ACCOUNT_ID}`;
export const OF_KEY = `${PREFIX}-slow-${KEY_ID}`;
export const USAGE_PLANS = { free: 'up-free', pro: 'up-pro', slow: 'up-slow' };
export const SHARED = Object.keys(USAGE_PLANS).map((plan) => `${PREFIX}-${plan}-shared`);

export const onPlan = (plan: string | undefined, given: Partial<Account> = {}) =>
  account({ grant: { scopes: ['read:orders'], ...(plan !== undefined && { plan }) }, ...given });
export const numbered = (n: number) => `Acc${String(n).padStart(7, '0')}`;
export const markOf = (ownerId: string, mark = 'm') => ({ kind: 'planMark', ownerId, mark }) as const;
export const MARK = markOf(ACCOUNT_ID);
export const since = (at: number, plan = 'free', deployment = PREFIX): Association => ({ plan, deployment, since: at });

export interface PlannedOptions {
  readonly mostKeys?: number;
  readonly pageSize?: number;
  readonly plans?: Readonly<Record<string, string>>;
}

/** A deployment with plans, with their shared native keys, and with these records. */
export function planned(records: readonly TableRecord[], { plans = USAGE_PLANS, ...limits }: PlannedOptions = {}) {
  const here = world(operator({ createdAt: NOW - 10 * DAY }), ...records);
  const nativeKeys = new MemoryNativeKeys({ usagePlanIds: Object.values(plans), ...limits });
  for (const [plan, id] of Object.entries(plans)) nativeKeys.put(`${PREFIX}-${plan}-shared`, id);
  const usagePlans = new Map(Object.entries(plans));
  const deps = { ...here.deps, gateway: { nativeKeys, nativeKeyPrefix: PREFIX, usagePlans } };
  return {
    ...here,
    deps,
    /** Of the same deployment without plans. */
    depsWithoutPlans: here.deps,
    nativeKeys,
    /** The native keys of owners, with their usage plans. */
    own: () => Object.fromEntries(Object.entries(nativeKeys.all()).filter(([name]) => !SHARED.includes(name))),
    marks: () => here.table.all('planMark').map(({ ownerId }) => ownerId),
    associations: () => [...here.table.all('account'), ...here.table.all('key')].map(({ association }) => association),
  };
}

/** The last event of a deleted account. */
export function deletionOf(accountId: string): TableRecord[] {
  return [
    {
      kind: 'event',
      eventId: '00000000000000000000',
      accountId,
      at: NOW,
      action: 'account.deleted',
      actor: 'operator:op',
      sourceIp: '203.0.113.7',
      requestId: 'id',
      target: `account:${accountId}`,
    },
  ];
}
