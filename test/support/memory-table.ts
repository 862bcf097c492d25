/**
 * The `Table` port in memory. It passes the same contract suite as the DynamoDB adapter. Records are copied in and out,
 * so a test changes the table only through `commit` and `put`.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DailyUse } from '../../lambda/domain/records/usage-records';
import { accountIdOf } from '../../lambda/domain/key-format';
import type { AuditEvent } from '../../lambda/domain/model';
import type { Member, Membership } from '../../lambda/domain/records/member-records';
import {
  type CredentialEntry,
  credentialPosition,
  type DeletedAccount,
  type Kind,
  type LiveClient,
  type LiveKey,
  nextShard,
  type PendingMark,
  type PlanMark,
  type RecordOf,
  shardOf,
  type TableRecord,
} from '../../lambda/domain/records/table-records';
import type {
  CommitResult,
  DirectoryEntry,
  LiveClients,
  LiveKeys,
  OwnedRecord,
  Page,
  PageRequest,
  RecordFor,
  Ref,
  Table,
  Write,
} from '../../lambda/domain/ports/table';

type Attributes = Readonly<Record<string, unknown>>;

export class MemoryTable implements Table {
  private readonly records = new Map<string, TableRecord>();
  /** The names of the records that are in the index of all credentials. */
  private readonly enlisted = new Set<string>();

  constructor(records: readonly TableRecord[] = []) {
    for (const record of records) this.put(record);
  }

  /** Stores a record without any condition. */
  put(record: TableRecord): void {
    this.records.set(nameOf(record), copy(record));
    this.enlisted.add(nameOf(record));
  }

  /** Stores a record as an earlier version did, which did not know the index of all credentials. */
  putUnlisted(record: TableRecord): void {
    this.put(record);
    this.enlisted.delete(nameOf(record));
  }

  /** All records of a kind, in the order of their ids. */
  all<K extends Kind>(kind: K): RecordOf<K>[] {
    return this.select(kind, () => true).map(copy);
  }

  private select<K extends Kind>(kind: K, isWanted: (record: RecordOf<K>) => boolean): RecordOf<K>[] {
    return [...this.records]
      .filter((entry): entry is [string, RecordOf<K>] => entry[1].kind === kind && isWanted(entry[1] as RecordOf<K>))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, record]) => record);
  }

  async read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    if (refs.length > 100) throw new RangeError(`a read of ${refs.length} records; at most 100 are allowed`);
    const found = refs.map((ref) => {
      const record = this.records.get(nameOf(ref));
      return record === undefined ? undefined : copy(record);
    });
    return found as { [I in keyof R]: RecordFor<R[I]> | undefined };
  }

  async listKeys(accountId: string, page: PageRequest): Promise<Page<RecordOf<'key'>>> {
    const own = this.select('key', (key) => key.accountId === accountId);
    return pageOf(own, page, (key) => key.keyId);
  }

  async listClients(accountId: string, page: PageRequest): Promise<Page<RecordOf<'client'>>> {
    const own = this.select('client', (client) => client.accountId === accountId);
    return pageOf(own, page, (client) => client.clientId);
  }

  async listMembers(accountId: string, page: PageRequest): Promise<Page<Member>> {
    const own = this.select('member', (member) => member.accountId === accountId);
    return pageOf(own, page, (member) => member.subject);
  }

  async listMemberships(subject: string, page: PageRequest): Promise<Page<Membership>> {
    const own = this.select('membership', (membership) => membership.subject === subject);
    return pageOf(own, page, (membership) => membership.accountId);
  }

  async listEvents(accountId: string, { after, limit }: PageRequest): Promise<Page<AuditEvent>> {
    const own = this.select('event', (event) => event.accountId === accountId);
    const older = own.reverse().filter((event) => after === undefined || event.eventId < after);
    return pageOf(older, { limit }, (event) => event.eventId);
  }

  async listLiveKeys({ accountId, generation, by, later = -1 }: LiveKeys, page: PageRequest): Promise<Page<LiveKey>> {
    const familyOf = ({ expiresAt }: LiveKey) => (expiresAt === undefined ? 'createdAt' : 'expiresAt');
    const own = this.select(
      'liveKey',
      (entry) =>
        entry.accountId === accountId &&
        entry.generation === generation &&
        familyOf(entry) === by &&
        Number(entry[by]) > later,
    );
    return pageOf(own, page, (entry) => `${digits(Number(entry[by]))}#${entry.keyId}`);
  }

  async listLiveClients({ accountId, generation }: LiveClients, page: PageRequest): Promise<Page<LiveClient>> {
    const isAsked = (entry: LiveClient) => generation === undefined || entry.generation === generation;
    const own = this.select('liveClient', (entry) => entry.accountId === accountId && isAsked(entry));
    return pageOf(own, page, ({ clientId, ...entry }) =>
      generation === undefined ? `${entry.generation ?? 'ended'}#${clientId}` : clientId,
    );
  }

  async listOwned(accountId: string, limit: number): Promise<readonly OwnedRecord[]> {
    const kinds = ['account', 'key', 'client', 'member', 'memberTally', 'liveKey', 'liveClient'] as const;
    const own = kinds.flatMap((kind) => this.select(kind, (record: OwnedRecord) => record.accountId === accountId));
    return own.slice(0, limit).map(copy);
  }

  async listDeletedAccounts(page: PageRequest): Promise<Page<DeletedAccount>> {
    return pageOf(this.all('deletedAccount'), page, (deleted) => deleted.accountId);
  }

  async listPendingMarks(page: PageRequest): Promise<Page<PendingMark>> {
    return pageOf(this.all('pendingMark'), page, (mark) => mark.accountId);
  }

  async listDailyUse(ownerId: string, page: PageRequest): Promise<Page<DailyUse>> {
    const own = this.select('dailyUse', (daily) => daily.ownerId === ownerId);
    return pageOf(own, page, (daily) => daily.day);
  }

  async listPlanMarks(page: PageRequest): Promise<Page<PlanMark>> {
    return pageOf(this.all('planMark'), page, (mark) => mark.ownerId);
  }

  async listAccounts(page: PageRequest): Promise<Page<DirectoryEntry>> {
    const entries = this.all('account').map(({ accountId, name, externalId, createdAt }) => ({
      accountId,
      name,
      ...(externalId === undefined ? {} : { externalId }),
      position: `${digits(createdAt)}#${accountId}`,
    }));
    entries.sort((a, b) => (a.position < b.position ? -1 : 1));
    return pageOf(entries, page, (entry) => entry.position);
  }

  async listCredentials(kind: 'key' | 'client', { after = '0', limit }: PageRequest): Promise<Page<CredentialEntry>> {
    const shard = after.charAt(0);
    const own = this.all(kind)
      .filter((record) => this.enlisted.has(nameOf(record)))
      .map((record) => ({ accountId: record.accountId, id: record.kind === 'key' ? record.keyId : record.clientId }))
      .filter(({ id }) => shardOf(id) === shard)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const behind = own.filter((entry) => after === shard || entry.id > after.slice(1 + entry.accountId.length));
    const { items, next = nextShard(shard) } = pageOf(behind, { limit }, credentialPosition);
    return next === undefined ? { items } : { items, next };
  }

  async commit(writes: readonly Write[]): Promise<CommitResult> {
    const names = writes.map(nameOfWrite);
    if (writes.length === 0 || writes.length > 100) throw new RangeError(`a transaction of ${writes.length} writes`);
    if (new Set(names).size < names.length) throw new RangeError('a transaction with two writes on one record');
    const conflicts = writes.flatMap((write, at) => (this.holds(write) ? [] : [at]));
    if (conflicts.length > 0) return { committed: false, conflicts };
    for (const write of writes) this.carryOut(write);
    return { committed: true };
  }

  private holds(write: Write): boolean {
    if (write.type === 'mark' || write.type === 'count' || write.type === 'forget') return true;
    const record = this.records.get(nameOfWrite(write));
    if (write.type === 'enlist') return record !== undefined;
    if (write.type !== 'insert') return record !== undefined && meets(record, write.when);
    const earlier = record?.kind === 'lastUse' && record.lastUsedAt < (write.overEarlier ?? -Infinity);
    return record === undefined || hasExpired(record, write.overExpired) || earlier;
  }

  private carryOut(write: Write): void {
    if (write.type === 'check') return;
    if (write.type === 'insert' || write.type === 'mark') {
      this.put(write.record);
      return;
    }
    if (write.type === 'count') {
      const { record: more } = write;
      const { requests = 0, refusals = 0, budgeted = 0 } = (this.records.get(nameOf(more)) ?? {}) as Partial<DailyUse>;
      this.put({
        ...more,
        requests: requests + more.requests,
        refusals: refusals + more.refusals,
        budgeted: budgeted + more.budgeted,
      });
      return;
    }
    const name = nameOf(write.ref);
    if (write.type === 'enlist') {
      this.enlisted.add(name);
      return;
    }
    const isListed = this.enlisted.has(name);
    const record: Attributes = { ...this.records.get(name) };
    this.records.delete(name);
    if (write.type === 'delete' || write.type === 'forget') return;
    const raised = (write.increment ?? []).map((counter) => [counter, Number(record[counter]) + 1]);
    this.put({ ...record, ...write.set, ...Object.fromEntries(raised) });
    if (!isListed) this.enlisted.delete(name);
  }
}

/** A copy without `undefined` members: DynamoDB stores none. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const hasExpired = (record: TableRecord, by = -Infinity): boolean =>
  (record.kind === 'idempotency' || record.kind === 'invitation') && record.expiresAt <= by;

const meets = (record: TableRecord, when: Attributes): boolean =>
  Object.entries(when).every(([name, value]) =>
    isDeepStrictEqual((record as unknown as Attributes)[name], copyOr(value)),
  );

const copyOr = (value: unknown): unknown => (value === undefined ? undefined : copy(value));

/** The name of the record that a write is about: two writes with one name are about the same record. */
export const nameOfWrite = (write: Write): string => nameOf('record' in write ? write.record : write.ref);

type Named = Ref | TableRecord;
type Of<K extends Named['kind']> = Extract<Ref, { kind: K }>;

/** What tells a record from others of its kind. */
const PLACES: { readonly [K in Named['kind']]: (named: Of<K>) => string } = {
  key: ({ keyId }) => `${accountIdOf(keyId)} ${keyId}`,
  account: ({ accountId }) => accountId,
  client: ({ accountId, clientId }) => `${accountId} ${clientId}`,
  operator: ({ clientId }) => clientId,
  clientOwner: ({ clientId }) => clientId,
  operatorRoster: () => '',
  backfill: () => '',
  dailyRun: () => '',
  pendingMark: ({ accountId }) => accountId,
  planMark: ({ ownerId }) => ownerId,
  deletedAccount: ({ accountId }) => accountId,
  liveKey: placeOfLiveKey,
  liveClient: ({ accountId, generation, clientId }) => `${accountId} ${generation ?? 'ended'} ${clientId}`,
  externalId: ({ externalId }) => externalId,
  importedKey: ({ hash }) => hash,
  idempotency: ({ token }) => token,
  event: ({ accountId, eventId }) => `${accountId} ${eventId}`,
  lastUse: ({ credentialId }) => credentialId,
  member: ({ accountId, subject }) => `${accountId} ${subject}`,
  memberTally: ({ accountId }) => accountId,
  invitation: ({ addressHash }) => addressHash,
  membership: ({ subject, accountId }) => `${subject} ${accountId}`,
  dailyUse: ({ ownerId, day }) => `${ownerId} ${day}`,
  usageWindow: ({ credentialId, startsAt }) => `${credentialId} ${digits(startsAt)}`,
};

const nameOf = (named: Named): string => `${named.kind} ${PLACES[named.kind](named as never)}`;

function placeOfLiveKey({ accountId, generation, expiresAt, createdAt, keyId }: LiveKey): string {
  const place = expiresAt === undefined ? `N ${digits(createdAt)}` : `E ${digits(expiresAt)}`;
  return `${accountId} ${generation} ${place} ${keyId}`;
}

const digits = (at: number): string => String(at).padStart(16, '0');

function pageOf<T>(items: readonly T[], { after, limit }: PageRequest, position: (item: T) => string): Page<T> {
  const rest = items.filter((item) => after === undefined || position(item) > after);
  const page = rest.slice(0, limit).map(copy);
  const last = page.at(-1);
  return rest.length > limit && last !== undefined ? { items: page, next: position(last) } : { items: page };
}
