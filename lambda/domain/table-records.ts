/** Every kind of record in the table, and those that only say what the others need: the live index, deleted accounts. */
import type {
  Account,
  ApiKey,
  AuditEvent,
  Client,
  ClientOwner,
  ExternalId,
  IdempotencyRecord,
  Operator,
  OperatorRoster,
  PendingMark,
} from './model';

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

export type TableRecord =
  | Account
  | ApiKey
  | Client
  | ClientOwner
  | LiveKey
  | LiveClient
  | DeletedAccount
  | Operator
  | OperatorRoster
  | PendingMark
  | ExternalId
  | IdempotencyRecord
  | AuditEvent;
export type Kind = TableRecord['kind'];
export type RecordOf<K extends Kind> = Extract<TableRecord, { kind: K }>;
