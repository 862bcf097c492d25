/** The kinds of records in the table. */
import type {
  Account,
  ApiKey,
  AuditEvent,
  Client,
  ClientOwner,
  ExternalId,
  IdempotencyRecord,
  PendingMark,
} from './model';
import type { Operator, OperatorRoster } from './operator-model';

export type TableRecord =
  | Account
  | ApiKey
  | Client
  | ClientOwner
  | Operator
  | OperatorRoster
  | PendingMark
  | ExternalId
  | IdempotencyRecord
  | AuditEvent;
export type Kind = TableRecord['kind'];
export type RecordOf<K extends Kind> = Extract<TableRecord, { kind: K }>;
