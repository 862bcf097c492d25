/**
 * What the domain needs from outside. Adapters implement these; fakes that pass the same contract suite
 * stand in for them in tests. Every port rejects with a `DependencyError` when the outside is in trouble
 * and never turns trouble into an answer.
 */
import type { AuditEvent, Instant, Unsettled } from './model';
import type { Kind, RecordOf, TableRecord } from './table-record';

/** Names one record. The account's id is part of a key's id, so a presented key names both its records. */
export type Ref =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'key'; readonly keyId: string }
  | { readonly kind: 'client'; readonly accountId: string; readonly clientId: string }
  | { readonly kind: 'clientOwner'; readonly clientId: string }
  | { readonly kind: 'operator'; readonly clientId: string }
  | { readonly kind: 'operatorRoster' }
  | { readonly kind: 'unsettled'; readonly accountId: string }
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
  readonly record: Unsettled;
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
  listUnsettled(page: PageRequest): Promise<Page<Unsettled>>;
  /** All accounts in order of creation, from the index. */
  listAccounts(page: PageRequest): Promise<Page<DirectoryEntry>>;
  /** All or nothing. At most one write a record, at most 100 in all. */
  commit(writes: readonly Write[]): Promise<CommitResult>;
}

/** An app client's settings at the issuer, all of them: an update resets what it leaves out. */
export interface AppClientSettings {
  /** Says whose it is and when it was made (`app-client-name.ts`), so that one without a record is found again. */
  readonly name: string;
  /** Full scopes, `<resource server>/<scope>`. None: the client gets no token. */
  readonly scopes: readonly string[];
  /** 5 to 1,440. */
  readonly tokenLifetimeMinutes: number;
}

/** An app client as the issuer lists it. */
export interface AppClientEntry {
  readonly clientId: string;
  readonly name: string;
}

/** A secret as the issuer lists it. */
export interface AppClientSecret {
  readonly secretId: string;
  readonly createdAt: Instant;
}

/** What the issuer said no to. Each is an answer about its limits or its records, none is trouble. */
export type PoolNo =
  /** More requests than it takes in a second; the same one may succeed a second later. */
  | 'rate'
  /** It has as many app clients as it may have. */
  | 'clients'
  /** The app client has as many secrets as it may have. */
  | 'secrets'
  /** The app client's only secret stays. */
  | 'last-secret'
  /** There is no such app client, or no such secret of it. */
  | 'absent';
export type PoolAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly no: PoolNo };

/**
 * The issuer's app clients of machines. `createClient`, `updateClient` and `addSecret` are sent once: one that rejects may
 * have been done all the same, or be done later.
 */
export interface Pool {
  createClient(
    settings: AppClientSettings,
  ): Promise<PoolAnswer<{ readonly clientId: string; readonly clientSecret: string }>>;
  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>>;
  /** Fine as well when there is none. */
  deleteClient(clientId: string): Promise<PoolAnswer<undefined>>;
  /** All of the pool's, ours or not, in no order. `after` is an earlier page's `next`, good for minutes. */
  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>>;
  addSecret(clientId: string): Promise<PoolAnswer<AppClientSecret & { readonly clientSecret: string }>>;
  /** One or two, the older one first. */
  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>>;
  deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>>;
}

/** A signature-checked token's claims, still unjudged. */
export interface TokenClaims {
  readonly [claim: string]: unknown;
}

/**
 * Checks a token's signature against the issuer's key set.
 * Resolves to undefined when the signature or its key is no good; rejects with a `DependencyError` when the
 * key set cannot tell.
 */
export interface TokenSignatures {
  verify(token: string): Promise<TokenClaims | undefined>;
}

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;
export type Pause = (milliseconds: number) => Promise<void>;
