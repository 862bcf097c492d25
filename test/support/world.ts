/** A deployment in memory: what operations need, with time and chance in the test's hand. */
import type { Call, IssuerDeps } from '../../lambda/engine/context';
import { endClient, enterClient, enterKey } from '../../lambda/engine/indexes/live-index';
import type { AuditEvent, Operator } from '../../lambda/domain/model';
import type { LiveClient, LiveKey, TableRecord } from '../../lambda/domain/records/table-records';
import type { EventType } from '../../lambda/domain/vocabulary';
import { importedKeys } from '../../lambda/domain/key-format';
import type { Outcome, Refusal } from '../../lambda/domain/outcome';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import type { Pool } from '../../lambda/domain/ports/pool';
import type { Table } from '../../lambda/domain/ports/table';
import { MemoryPool } from './memory-pool';
import { MemoryTable } from './memory-table';
import { ACCOUNT_ID, apiKey, bytesFrom, NOW } from './records';

export const CATALOGUE = ['read:orders', 'write:orders', 'read:stock'];

export const operator = (given: Partial<Operator> = {}): Operator => ({
  kind: 'operator',
  clientId: 'op',
  version: 1,
  ...given,
});

/** A call of the operator `op`; with all management scopes if none are given. */
export const call = (given: Partial<Call> = {}): Call => ({
  actor: { type: 'operator', clientId: 'op', scopes: MANAGEMENT_CATALOGUE },
  requires: MANAGEMENT_CATALOGUE,
  sourceIp: '203.0.113.7',
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  ...given,
});

/** A call that may be sent again with the same `Idempotency-Key`. */
export const retriable = (fingerprint = 'print', key = 'retry-1'): Call =>
  call({ idempotency: { key, route: 'POST /route', fingerprint } });

export interface World {
  readonly table: MemoryTable;
  /** The issuer's app clients. */
  readonly pool: MemoryPool;
  readonly deps: IssuerDeps;
  /** Failures at Cognito that changed no answer. */
  readonly failures: readonly unknown[];
  /** The time; a test moves it by setting `now`. */
  readonly clock: { now: number };
  /** Milliseconds that operations paused, one entry a pause. */
  readonly pauses: readonly number[];
}

/** A deployment whose stack made the operator `op`, which has no record, with these records. */
export function world(...records: readonly TableRecord[]): World {
  const table = new MemoryTable([...records, ...records.flatMap(indexed)]);
  const clock = { now: NOW };
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
    return pauses.reduce((sum, length) => sum + length, 0) < TIME_TO_PAUSE;
  };
  const now = () => clock.now;
  const pool = new MemoryPool({ now });
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const imported = importedKeys(IMPORTED_FORMS);
  const deps = {
    ...settings,
    imported,
    table,
    now,
    random: bytesFrom('world'),
    pause,
    issuer: { ...servers, pool, onFailure },
  };
  return { table, pool, clock, pauses, failures, deps };
}
const settings = {
  tableName: 'orders-live-SallyportTableCD117FA1-ZTUWJX3QDV4D',
  keyPrefix: 'sp',
  environment: 'live',
  catalogue: CATALOGUE,
  bootstrapOperator: 'op',
} as const;

/** The one that the sample declares. */
const IMPORTED_FORMS = ['unkey_[1-9A-HJ-NP-Za-km-z]{14,250}'];

/** Milliseconds of pauses after which the time of the request ends. */
const TIME_TO_PAUSE = 60_000;

const servers = { accountsServer: 'orders-accounts', managementServer: 'orders-management' } as const;

/** The live index entries that the record's transactions wrote. */
export function indexed(record: TableRecord): (LiveKey | LiveClient)[] {
  if (record.kind === 'key') return record.revokedAt === undefined ? [enterKey(record).record as LiveKey] : [];
  if (record.kind !== 'client') return [];
  if (record.revokedAt === undefined) return [enterClient(record).record as LiveClient];
  return endClient(record).flatMap((write) => (write.type === 'mark' ? [write.record as LiveClient] : []));
}

/** The same deployment with another issuer's pool. */
export const withPool = <D extends IssuerDeps>(deps: D, pool: Pool): D => ({
  ...deps,
  issuer: { ...deps.issuer, pool },
});

/** The same deployment seen through another table. */
export const through = ({ deps }: World, table: Table): IssuerDeps => ({ ...deps, table });

/** A key of the account with this number. */
export const nthKey = (n: number, given: Partial<ReturnType<typeof apiKey>> = {}) =>
  apiKey({ keyId: `${ACCOUNT_ID}${String(n).padStart(8, '0')}`, ...given });

export function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}: ${outcome.refusal.detail}`);
  return outcome.value;
}

export function refusalOf(outcome: Outcome<unknown>): Refusal {
  if (outcome.ok) throw new Error('not refused');
  return outcome.refusal;
}

/** What events tell, without when and from where. */
export const told = (table: MemoryTable): Pick<AuditEvent, 'action' | 'target' | 'actor' | 'before' | 'after'>[] =>
  table.all('event').map(({ action, target, actor, before, after }) => ({ action, target, actor, before, after }));

export const actions = (table: MemoryTable): EventType[] => table.all('event').map((event) => event.action);

/** A table before which, once, something else happens to the records: another writer between read and write. */
export function interrupted(table: Table, interruption: () => Promise<unknown>): Table {
  let pending = true;
  return {
    read: (refs) => table.read(refs),
    listKeys: (accountId, page) => table.listKeys(accountId, page),
    listClients: (accountId, page) => table.listClients(accountId, page),
    listMembers: (accountId, page) => table.listMembers(accountId, page),
    listMemberships: (subject, page) => table.listMemberships(subject, page),
    listEvents: (accountId, page) => table.listEvents(accountId, page),
    listLiveKeys: (keys, page) => table.listLiveKeys(keys, page),
    listLiveClients: (clients, page) => table.listLiveClients(clients, page),
    listOwned: (accountId, limit) => table.listOwned(accountId, limit),
    listDeletedAccounts: (page) => table.listDeletedAccounts(page),
    listDailyUse: (ownerId, page) => table.listDailyUse(ownerId, page),
    listPlanMarks: (page) => table.listPlanMarks(page),
    listPendingMarks: (page) => table.listPendingMarks(page),
    listAccounts: (page) => table.listAccounts(page),
    listCredentials: (kind, page) => table.listCredentials(kind, page),
    async commit(writes) {
      if (pending) {
        pending = false;
        await interruption();
      }
      return table.commit(writes);
    },
  };
}
