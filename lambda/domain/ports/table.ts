/**
 * What the rooms need of the table. Adapters implement these ports; fakes that pass the same contract suite stand in for
 * them in tests. A port rejects with a `DependencyError` when the outside fails, and never turns a failure into an answer.
 */
import type { AuditEvent, Instant, PendingMark } from '../model';
import type { Kind, RecordOf, TableRecord } from '../record-kinds';

/** Names one record. The account's id is part of a key's id, so a presented key names both its records. */
export type Ref =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'key'; readonly keyId: string }
  | { readonly kind: 'client'; readonly accountId: string; readonly clientId: string }
  | { readonly kind: 'clientOwner'; readonly clientId: string }
  | { readonly kind: 'operator'; readonly clientId: string }
  | { readonly kind: 'operatorRoster' }
  | { readonly kind: 'pendingMark'; readonly accountId: string }
  | { readonly kind: 'externalId'; readonly externalId: string }
  | { readonly kind: 'idempotency'; readonly token: string };

export type RecordFor<R extends Ref> = RecordOf<R['kind']>;

/**
 * Holds when the record exists and each named attribute has exactly the given value;
 * `undefined` asks that the attribute is absent.
 */
export type Expectation<T> = { readonly [P in keyof T]?: T[P] | undefined };

/** Changes single attributes; `undefined` removes one. Never replaces a whole record. */
export type Assignment<T> = { readonly [P in keyof T]?: T[P] | undefined };

export type Write = Insert | Mark | UpdateWrite | DeleteWrite | CheckWrite;

export interface Insert {
  readonly type: 'insert';
  /** Must not exist yet. */
  readonly record: TableRecord;
  /** An existing record whose `expiresAt` is at or before this instant counts as absent (idempotency only). */
  readonly overExpired?: Instant;
}

/** Puts a mark, whether there was one or not: the only record that is ever written over. */
export interface Mark {
  readonly type: 'mark';
  readonly record: PendingMark;
}

export type UpdateWrite = { [K in Ref['kind']]: UpdateOf<K> }[Ref['kind']];
interface UpdateOf<K extends Kind> {
  readonly type: 'update';
  readonly ref: Extract<Ref, { kind: K }>;
  readonly when: Expectation<RecordOf<K>>;
  readonly set: Assignment<RecordOf<K>>;
  /** Numeric attributes raised by one. */
  readonly increment?: readonly (keyof RecordOf<K> & string)[];
}

export type DeleteWrite = { [K in Ref['kind']]: DeleteOf<K> }[Ref['kind']];
interface DeleteOf<K extends Kind> {
  readonly type: 'delete';
  readonly ref: Extract<Ref, { kind: K }>;
  readonly when: Expectation<RecordOf<K>>;
}

export type CheckWrite = { [K in Ref['kind']]: CheckOf<K> }[Ref['kind']];
interface CheckOf<K extends Kind> {
  readonly type: 'check';
  readonly ref: Extract<Ref, { kind: K }>;
  readonly when: Expectation<RecordOf<K>>;
}

export type CommitResult =
  | { readonly committed: true }
  /** Nothing was written. `conflicts` are the positions of the writes that stood in the way. */
  | { readonly committed: false; readonly conflicts: readonly number[] };

/** What an account list needs of each account; eventually consistent. */
export interface DirectoryEntry {
  readonly accountId: string;
  readonly name: string;
  readonly externalId?: string;
  /** Position in the directory: `after` of the next page. */
  readonly position: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Position to go on after; absent at the end. */
  readonly next?: string;
}

export interface PageRequest {
  /** Position to go on after (exclusive); absent: from the start. */
  readonly after?: string;
  /** Most records to read, 1 to 1,000. */
  readonly limit: number;
}

/** Reading one record in the authorizer needs no more than this, so its client can be swapped alone. */
export interface Reader {
  /**
   * Reads up to 100 records in one round trip, strongly consistent, in the order asked for.
   * `undefined` means that the record does not exist; a record that could not be read rejects.
   */
  read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }>;
}

export interface Table extends Reader {
  /** An account's keys in key id order, strongly consistent. Position: the key id. */
  listKeys(accountId: string, page: PageRequest): Promise<Page<RecordOf<'key'>>>;
  /** An account's clients in client id order, strongly consistent. Position: the client id. */
  listClients(accountId: string, page: PageRequest): Promise<Page<RecordOf<'client'>>>;
  /** An account's events, newest first. Position: the event id. */
  listEvents(accountId: string, page: PageRequest): Promise<Page<AuditEvent>>;
  /** The marks of accounts whose clients the issuer may have to be told of, strongly consistent. Position: the account's id. */
  listPendingMarks(page: PageRequest): Promise<Page<PendingMark>>;
  /** All accounts in order of creation, from the index. */
  listAccounts(page: PageRequest): Promise<Page<DirectoryEntry>>;
  /** All or nothing. At most one write a record, at most 100 in all. */
  commit(writes: readonly Write[]): Promise<CommitResult>;
}
