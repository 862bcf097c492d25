/**
 * What Sallyport needs of the table. `lambda/aws/dynamodb` implements these ports; a table in memory passes the same
 * contract suite. If the table fails, a call rejects with a `DependencyError`.
 */
import type { Account, AuditEvent, Instant } from '../model';
import type { Invitation, Member, Membership, MemberTally } from '../records/member-records';
import type {
  Backfill,
  CredentialEntry,
  DailyRun,
  DeletedAccount,
  Kind,
  LiveClient,
  LiveKey,
  PendingMark,
  PlanMark,
  RecordOf,
  TableRecord,
} from '../records/table-records';
import type { DailyUse, LastUse, UsageWindow } from '../records/usage-records';

/** Identifies one record. A key's id begins with its account's id, so a presented key identifies both. */
export type Ref =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'key'; readonly keyId: string }
  | { readonly kind: 'client'; readonly accountId: string; readonly clientId: string }
  | { readonly kind: 'clientOwner'; readonly clientId: string }
  | { readonly kind: 'importedKey'; readonly hash: string }
  | Pick<Member, 'kind' | 'accountId' | 'subject'>
  | Pick<Membership, 'kind' | 'subject' | 'accountId'>
  | Pick<MemberTally, 'kind' | 'accountId'>
  | Pick<Invitation, 'kind' | 'addressHash'>
  | { readonly kind: 'operator'; readonly clientId: string }
  | { readonly kind: 'operatorRoster' }
  | { readonly kind: 'pendingMark'; readonly accountId: string }
  | { readonly kind: 'planMark'; readonly ownerId: string }
  | { readonly kind: 'deletedAccount'; readonly accountId: string }
  | { readonly kind: 'backfill' }
  | { readonly kind: 'dailyRun' }
  | { readonly kind: 'event'; readonly accountId: string; readonly eventId: string }
  /** The place of a live index entry depends on all of its members. */
  | LiveKey
  | LiveClient
  | { readonly kind: 'externalId'; readonly externalId: string }
  | { readonly kind: 'idempotency'; readonly token: string }
  | Pick<LastUse, 'kind' | 'credentialId'>
  | Pick<DailyUse, 'kind' | 'ownerId' | 'day'>
  | Pick<UsageWindow, 'kind' | 'credentialId' | 'startsAt'>;

/** Identifies a record of this kind. */
export type RefOf<K extends Ref['kind']> = Extract<Ref, { kind: K }>;
export type RecordFor<R extends Ref> = RecordOf<R['kind']>;

/** Holds if the record exists and every attribute named here has exactly this value; `undefined` means absent. */
export type Condition<T> = { readonly [P in keyof T]?: T[P] | undefined };

/** New values of single attributes; all others stay. `undefined` removes an attribute. */
export type Assignment<T> = { readonly [P in keyof T]?: T[P] | undefined };

export type Write = Insert | Mark | Count | Forget | Enlist | UpdateWrite | DeleteWrite | CheckWrite;

/** Adds a record, on the condition that none with its key exists. */
export interface Insert {
  readonly type: 'insert';
  readonly record: TableRecord;
  /** The insert may replace a record whose `expiresAt` is at or before this instant. Only for idempotency records and invitations. */
  readonly overExpired?: Instant;
  /** The insert may replace a last use that was earlier than this instant. Only for last uses. */
  readonly overEarlier?: Instant;
}

/**
 * Writes a mark, a checkpoint or a live index entry, whether or not it exists. No other write replaces a record that is
 * still valid.
 */
export type Mark = {
  readonly type: 'mark';
  readonly record: PendingMark | PlanMark | Backfill | DailyRun | LiveKey | LiveClient;
};

/** Adds the numbers of the record to those of the stored one. Without a stored one, inserts the record. No condition. */
export type Count = { readonly type: 'count'; readonly record: DailyUse };

/** Deletes a record, whether or not it exists. It has no condition, so it never makes a transaction fail. */
export type Forget = { readonly type: 'forget'; readonly ref: Ref };

/**
 * Puts a key or a client that exists into the index of all credentials. Changes nothing of one that is there; an insert
 * puts it there by itself.
 */
export type Enlist = { readonly type: 'enlist'; readonly ref: Extract<Ref, { kind: 'key' | 'client' }> };

interface Conditional<Type extends string, K extends Kind> {
  readonly type: Type;
  readonly ref: Extract<Ref, { kind: K }>;
  readonly when: Condition<RecordOf<K>>;
}
interface Update<K extends Kind> extends Conditional<'update', K> {
  readonly set: Assignment<RecordOf<K>>;
  /** Numeric attributes to raise by one. */
  readonly increment?: readonly (keyof RecordOf<K> & string)[];
}
export type UpdateWrite = { [K in Ref['kind']]: Update<K> }[Ref['kind']];
export type DeleteWrite = { [K in Ref['kind']]: Conditional<'delete', K> }[Ref['kind']];
/** Writes nothing. If its condition is false, the whole transaction fails. */
export type CheckWrite = { [K in Ref['kind']]: Conditional<'check', K> }[Ref['kind']];

export type CommitResult =
  | { readonly committed: true }
  /** Nothing was written. `conflicts`: indexes of the writes whose condition failed or that met another transaction. */
  | { readonly committed: false; readonly conflicts: readonly number[] };

/** An account as the list of accounts shows it; eventually consistent. */
export interface DirectoryEntry {
  readonly accountId: string;
  readonly name: string;
  readonly externalId?: string;
  /** The value of `after` in the request for the page that follows this entry. */
  readonly position: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The value of `after` in the request for the next page. Absent on the last page. */
  readonly next?: string;
}

export interface PageRequest {
  /** The page begins after this position. Absent: at the start of the list. */
  readonly after?: string;
  /** Most records to read, 1 to 1,000. */
  readonly limit: number;
}

/** The live index entries of an account's keys that are of one generation, and of one family. */
export interface LiveKeys extends Pick<Account, 'accountId' | 'generation'> {
  /** `expiresAt`: the keys that have one, in its order. `createdAt`: the keys without `expiresAt`. */
  readonly by: 'expiresAt' | 'createdAt';
  /** Only entries whose `by` is later than this instant. Absent: all entries. */
  readonly later?: Instant;
}

/** The live index entries of an account's clients. Absent `generation`: of every one, also those of revoked clients. */
export type LiveClients = Pick<Account, 'accountId'> & Partial<Pick<Account, 'generation'>>;

/** A record of an account: its key, its client, its member, or an entry of its live index. */
export type OwnedRecord = RecordOf<'account' | 'key' | 'client' | 'member' | 'memberTally' | 'liveKey' | 'liveClient'>;

/**
 * Only reads records, of these kinds. The authorizer and the token cache need only this, so they load no code that writes,
 * and none for other kinds.
 */
export interface Reader<in K extends Ref['kind'] = Ref['kind']> {
  /**
   * Reads up to 100 records, strongly consistent, in one round trip. The result has the order of `refs`; `undefined`
   * means that the record does not exist. Rejects if a record could not be read.
   *
   * It is a property: if it were a method, TypeScript would accept a reader of few kinds as a reader of more.
   */
  readonly read: <const R extends readonly RefOf<K>[]>(
    refs: R,
  ) => Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }>;
}

/** Lists are strongly consistent unless they say otherwise. */
export interface Table extends Reader {
  /** An account's keys in the order of their ids. Position: the key id. */
  listKeys(accountId: string, page: PageRequest): Promise<Page<RecordOf<'key'>>>;
  /** An account's clients in the order of their ids. Position: the client id. */
  listClients(accountId: string, page: PageRequest): Promise<Page<RecordOf<'client'>>>;
  /** An account's members in the order of their subjects. Position: the subject. */
  listMembers(accountId: string, page: PageRequest): Promise<Page<Member>>;
  /** The accounts of a person, in the order of their ids. Position: the account's id. */
  listMemberships(subject: string, page: PageRequest): Promise<Page<Membership>>;
  /** An account's events, newest first. Position: the event id. */
  listEvents(accountId: string, page: PageRequest): Promise<Page<AuditEvent>>;
  /** Position: the entry's instant and key id. */
  listLiveKeys(keys: LiveKeys, page: PageRequest): Promise<Page<LiveKey>>;
  /** Position: the entry's generation, if that was not asked for, and client id. */
  listLiveClients(clients: LiveClients, page: PageRequest): Promise<Page<LiveClient>>;
  /** The first records of an account, in no order: the account, its keys, its clients, its members, its live index. */
  listOwned(accountId: string, limit: number): Promise<readonly OwnedRecord[]>;
  /** Position: the account's id. */
  listDeletedAccounts(page: PageRequest): Promise<Page<DeletedAccount>>;
  /** The marks of all accounts with pending clients. Position: the account's id. */
  listPendingMarks(page: PageRequest): Promise<Page<PendingMark>>;
  /** The days on which the owner's credentials were used, in order. Position: the day, whether or not it has a record. */
  listDailyUse(ownerId: string, page: PageRequest): Promise<Page<DailyUse>>;
  /** The marks of all owners of a budget whose native key may be out of date. Position: the owner's id. */
  listPlanMarks(page: PageRequest): Promise<Page<PlanMark>>;
  /** All accounts in the order of creation, eventually consistent. */
  listAccounts(page: PageRequest): Promise<Page<DirectoryEntry>>;
  /**
   * The keys, or the clients, of all accounts, one shard of the index after the other, each in the order of ids;
   * eventually consistent. A page ends with its shard. Position: `credentialPosition`.
   */
  listCredentials(kind: 'key' | 'client', page: PageRequest): Promise<Page<CredentialEntry>>;
  /** One transaction: all writes or none. At most 100 writes, at most one for a record. */
  commit(writes: readonly Write[]): Promise<CommitResult>;
}
