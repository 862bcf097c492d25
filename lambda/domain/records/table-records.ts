/** Every kind of record in the table, and those that only say what the others need: the live index, deleted accounts. */
import { sha256Hex } from '../hash';
import type { Silence } from '../key-lifetime';
import type { Account, ApiKey, AuditEvent, Client, ClientOwner, Instant, Operator, OperatorRoster } from '../model';
import type { Invitation, Member, Membership, MemberTally } from './member-records';
import type { DailyUse, LastUse, UsageWindow } from './usage-records';

/** Marks an account that may have pending clients. Deleted once no client of the account is pending. */
export interface PendingMark {
  readonly kind: 'pendingMark';
  readonly accountId: string;
  /** A new random text with every change. A delete requires the text that was read, so a newer mark stays. */
  readonly mark: string;
}

/** Marks an account, or a key with a plan of its own, whose native key may not be what its record says. */
export interface PlanMark {
  readonly kind: 'planMark';
  /** Id of the account or the key. */
  readonly ownerId: string;
  /** A new random text with every change, as in a `PendingMark`. */
  readonly mark: string;
}

/** How far the daily task got. There is one such record. */
export interface DailyRun {
  readonly kind: 'dailyRun';
  /** The day that the run is of, in UTC, for example `2026-11-27`. */
  readonly day: string;
  /** The position of the last account that was looked at. Absent at the start, and once all were. */
  readonly after?: string | undefined;
  readonly isDone: boolean;
  /** Whether an account failed. Such a run begins again. */
  readonly hasFailed: boolean;
  /** Since when the deployment records when keys are used. Absent if it does not. */
  readonly usageSince?: Instant;
  /** The latest recorded call of any credential that a run knows of. */
  readonly heardAt?: Instant | undefined;
  readonly silences?: readonly Silence[];
}

/** Reserves an `externalId` for one account. */
export interface ExternalId {
  readonly kind: 'externalId';
  readonly externalId: string;
  readonly accountId: string;
}

/** Names the record of an imported key, which its presented key does not name. Written and deleted with that record. */
export interface ImportedKey {
  readonly kind: 'importedKey';
  /** SHA-256 of the presented key: 64 lower-case hexadecimal digits. */
  readonly hash: string;
  readonly keyId: string;
}

/** What a request with an `Idempotency-Key` made. Never holds a secret. */
export interface IdempotencyRecord {
  readonly kind: 'idempotency';
  /** Hash of actor, route and the caller's `Idempotency-Key`. */
  readonly token: string;
  /** Hash of the request. The same `Idempotency-Key` with another fingerprint is refused as `idempotency-mismatch`. */
  readonly fingerprint: string;
  /** Id of the account, key, client, operator or client secret that was made, or of the key that was rotated. */
  readonly resultId: string;
  readonly expiresAt: Instant;
}

/** A live index entry of a key: the key is not revoked, and lives until its `expiresAt` or its grant ends it. */
export interface LiveKey extends Pick<ApiKey, 'accountId' | 'keyId' | 'generation' | 'createdAt' | 'expiresAt'> {
  readonly kind: 'liveKey';
}

/** A live index entry of a client. Without `generation` the client was revoked, and Cognito has not deleted it yet. */
export interface LiveClient extends Pick<Client, 'accountId' | 'clientId'>, Partial<Pick<Client, 'generation'>> {
  readonly kind: 'liveClient';
}

/** The account was deleted, and its keys, clients and live index may not all be. Deleted with the last of them. */
export interface DeletedAccount {
  readonly kind: 'deletedAccount';
  readonly accountId: string;
}

/** How far the keys and clients that were there before the index of all credentials have been put into it. */
export interface Backfill {
  readonly kind: 'backfill';
  /** When this was first noted. */
  readonly since: Instant;
  /** Position of the last account, in the list of accounts, that is done. */
  readonly afterAccount?: string;
  /** Id of the last key that is done of the account after that. */
  readonly afterKey?: string;
  readonly doneAt?: Instant;
}

export type TableRecord =
  | Account
  | ApiKey
  | Client
  | ClientOwner
  | ImportedKey
  | LiveKey
  | LiveClient
  | DeletedAccount
  | Member
  | Membership
  | MemberTally
  | Invitation
  | Operator
  | OperatorRoster
  | PendingMark
  | Backfill
  | PlanMark
  | DailyRun
  | ExternalId
  | IdempotencyRecord
  | LastUse
  | DailyUse
  | UsageWindow
  | AuditEvent;
export type Kind = TableRecord['kind'];
export type RecordOf<K extends Kind> = Extract<TableRecord, { kind: K }>;

/** A key or a client as the index of all credentials shows it; eventually consistent. */
export interface CredentialEntry {
  readonly accountId: string;
  /** Key id or client id. */
  readonly id: string;
}

/*
 * The shards of that index. A shard follows from the id, so no change of a record writes into the index, and no list of an
 * operator slows a revoke.
 */

const SHARDS = '0123456789abcdef';

export const shardOf = (id: string): string => sha256Hex(id).charAt(0);

/** The place behind this entry in a list: its shard, account and id. A shard alone is the place before its first entry. */
export const credentialPosition = ({ accountId, id }: CredentialEntry): string => shardOf(id) + accountId + id;

/** The shard after this one; undefined after the last. */
export const nextShard = (shard: string): string | undefined => SHARDS[SHARDS.indexOf(shard) + 1];
