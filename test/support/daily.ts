/** A deployment in which the daily task runs, and keys for it to look at. */
import type { Account, ApiKey } from '../../lambda/domain/model';
import type { Table } from '../../lambda/domain/ports/table';
import { keyStatus } from '../../lambda/domain/status';
import type { DailyRun, TableRecord } from '../../lambda/domain/records/table-records';
import { ANY_CREDENTIAL } from '../../lambda/domain/records/usage-records';
import { type DailyDeps, runDaily } from '../../lambda/management/operations/daily/run-daily';
import { around } from './races';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from './records';
import { told, world } from './world';

type Refs = Parameters<Table['read']>[0];

/** A table whose reads a test sees, or finds without the records of a kind. */
export const watched = (
  table: Table,
  { before, after, hide }: { before?: (refs: Refs) => void; after?: (refs: Refs) => unknown; hide?: string },
): Table => ({
  ...around(table, (_, go) => go()),
  async read(refs) {
    before?.(refs);
    const found = await table.read(refs);
    after?.(refs);
    return refs[0]?.kind === hide ? (refs.map(() => undefined) as typeof found) : found;
  },
});

const NOTICE_DAYS = [30, 14, 7, 1];

export const usedAt = (credentialId: string, lastUsedAt: number) =>
  ({ kind: 'lastUse', credentialId, lastUsedAt, lastUsedRoute: 'GET /orders' }) as const;
/** Some call came an hour ago, so the recording works. */
export const PULSE = usedAt(ANY_CREDENTIAL, NOW - 3_600_000);

/** A run of long ago: calls have been recorded since then. */
export const ran = (given: Partial<DailyRun> = {}): DailyRun => ({
  kind: 'dailyRun',
  day: '2026-11-22',
  isDone: true,
  hasFailed: false,
  usageSince: NOW - 400 * DAY,
  heardAt: PULSE.lastUsedAt,
  silences: [],
  ...given,
});

export function daily(records: readonly TableRecord[], given: Partial<DailyDeps['daily']> = {}) {
  const here = world(...records);
  const failures: unknown[] = [];
  const deps: DailyDeps = {
    ...here.deps,
    daily: { noticeDays: NOTICE_DAYS, countsUsage: true, ...given },
    onFailure: (error) => void failures.push(error),
  };
  return { ...here, deps, run: () => runDaily(deps), failures };
}
type Daily = ReturnType<typeof daily>;

export const notices = ({ table }: Daily) =>
  told(table).map(({ action, target, after }) => [action, target.slice(-8), after?.noticeDays]);
export const keyIn = ({ table }: Daily, keyId = KEY_ID) => table.all('key').find((key) => key.keyId === keyId);
export const statusIn = (here: Daily, keyId = KEY_ID) => {
  const [key, owner] = [keyIn(here, keyId), here.table.all('account')[0]];
  return key && owner && keyStatus(key, owner, here.clock.now);
};
export const withGrant = (grant: Partial<Account['grant']>, given: Partial<Account> = {}) =>
  account({ grant: { scopes: ['read:orders'], ...grant }, ...given });
export const old = (given: Partial<ApiKey> = {}) => apiKey({ createdAt: NOW - 200 * DAY, ...given });

export const ENTRY = {
  kind: 'liveKey',
  accountId: ACCOUNT_ID,
  keyId: KEY_ID,
  generation: 1,
  createdAt: NOW - 200 * DAY,
} as const;
