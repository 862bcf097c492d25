/** Where each record lies in the table, and its way into an item and out. */
import { accountIdOf } from '../../domain/key-format';
import type { Account } from '../../domain/model';
import type { Kind, RecordOf, TableRecord } from '../../domain/record-kinds';
import { DependencyError } from '../../domain/outcome';
import type { DirectoryEntry, Ref } from '../../domain/ports/table';
import type { Attributes, Shape } from './attribute-codecs';
import { TABLE_LAYOUT } from './table-schema';
import { DIRECTORY_ITEM, FORMS } from './record-codecs';

/** An item's primary key. */
export interface Place {
  readonly PK: string;
  readonly SK: string;
}

/** Partition of an account with all its credentials, so that one of them and its account are one read. */
export const accountPartition = (accountId: string): string => `A#${accountId}`;
export const eventPartition = (accountId: string): string => `E#${accountId}`;
/** What the sort keys of an account's keys begin with, and those of its clients. */
export const KEYS = 'K#';
export const CLIENTS = 'C#';
/** Partition of the marks of accounts, and what their sort keys begin with. */
export const MARKS = { partition: 'R', prefix: 'A#' } as const;
/** The one partition of the accounts index. */
export const DIRECTORY = 'accounts';

export function placeOf(named: Ref | TableRecord): Place {
  switch (named.kind) {
    case 'account':
      return { PK: accountPartition(named.accountId), SK: 'A' };
    case 'key':
      return { PK: accountPartition(accountIdOf(named.keyId)), SK: KEYS + named.keyId };
    case 'client':
      return { PK: accountPartition(named.accountId), SK: CLIENTS + named.clientId };
    case 'clientOwner':
      return { PK: `C#${named.clientId}`, SK: 'A' };
    case 'operator':
      return { PK: `O#${named.clientId}`, SK: 'O' };
    case 'operatorRoster':
      return { PK: 'O', SK: 'O' };
    case 'pendingMark':
      return { PK: MARKS.partition, SK: MARKS.prefix + named.accountId };
    case 'externalId':
      return { PK: `X#${named.externalId}`, SK: 'A' };
    case 'idempotency':
      return { PK: `I#${named.token}`, SK: 'I' };
    case 'event':
      return { PK: eventPartition(named.accountId), SK: named.eventId };
  }
}

const CREATED_AT_DIGITS = 16;
/** An account's place in the directory: accounts in order of creation. */
const directoryPosition = ({ createdAt, accountId }: Account): string =>
  `${String(createdAt).padStart(CREATED_AT_DIGITS, '0')}#${accountId}`;

/** The index's whole key, from a position that an earlier page ended with. */
export const directoryPlace = (position: string): Attributes => ({
  ...placeOf({ kind: 'account', accountId: position.slice(CREATED_AT_DIGITS + 1) }),
  [TABLE_LAYOUT.accountsIndex.partitionKey]: DIRECTORY,
  [TABLE_LAYOUT.accountsIndex.sortKey]: position,
});

export function toItem(record: TableRecord): Attributes {
  // The record's kind picks the form that was made for it; the compiler cannot tell that the two go together.
  const form = FORMS[record.kind] as Shape<TableRecord>;
  return { ...placeOf(record), ...indexKeys(record), ...form.write(record) };
}

function indexKeys(record: TableRecord): Attributes {
  const { accountsIndex, ttlAttribute } = TABLE_LAYOUT;
  if (record.kind === 'account')
    return { [accountsIndex.partitionKey]: DIRECTORY, [accountsIndex.sortKey]: directoryPosition(record) };
  return record.kind === 'idempotency' ? { [ttlAttribute]: Math.ceil(record.expiresAt / 1000) } : {};
}

/** Throws a `DependencyError` when the item is no record of that kind, or lies where another record belongs. */
export function fromItem<K extends Kind>(kind: K, item: Attributes): RecordOf<K> {
  const record: RecordOf<K> = FORMS[kind].read(item, kind);
  const { PK, SK } = placeOf(record);
  if (item.PK !== PK || item.SK !== SK) throw new DependencyError('table', `${kind} lies where another item belongs`);
  return record;
}

/** An account as its index shows it; throws like `fromItem`. */
export function fromDirectory(item: Attributes): DirectoryEntry {
  const { PK, directoryPosition: position, name, externalId } = DIRECTORY_ITEM.read(item, 'directory');
  const accountId = position.slice(CREATED_AT_DIGITS + 1);
  if (PK !== accountPartition(accountId)) throw new DependencyError('table', 'directory lists another account');
  return { accountId, name, position, ...(externalId === undefined ? {} : { externalId }) };
}
