/**
 * Encodes records as items of the table, and decodes items. An item holds an attribute for each member of its record,
 * and the primary key. An account's item also has the keys of the index, an idempotency record's has the TTL.
 */
import type { Account } from '../../domain/model';
import { DependencyError } from '../../domain/outcome';
import type { DirectoryEntry, OwnedRecord, Ref } from '../../domain/ports/table';
import type { Kind, RecordOf, TableRecord } from '../../domain/table-records';
import { type Attributes, oneOf, optional, type RecordCodec, recordCodec, string } from './attribute-codecs';
import { accountIdAt, directoryKey, directoryPosition, itemKeyOf, keyText } from './item-keys';
import { RECORD_CODECS } from './record-codecs';
import { TABLE_SCHEMA } from './table-schema';

const { ttlAttribute, accountsIndex } = TABLE_SCHEMA;

/** The attributes of an account's item in the index, besides the keys. */
type IndexedAccount = Readonly<Record<typeof accountsIndex.sortKey, string>> & Pick<Account, 'name' | 'externalId'>;
const INDEXED_ACCOUNT = recordCodec<IndexedAccount>({
  [accountsIndex.sortKey]: string,
  name: string,
  externalId: optional(string),
});

export function toItem(record: TableRecord): Attributes {
  // RECORD_CODECS maps each kind to the codec of its records; the compiler loses that when it looks up by `kind`.
  const codec = RECORD_CODECS[record.kind] as RecordCodec<TableRecord>;
  return { ...itemKeyOf(record), ...extraAttributes(record), ...codec.encode(record) };
}

function extraAttributes(record: TableRecord): Attributes {
  if (record.kind === 'account') return directoryKey(directoryPosition(record));
  return record.kind === 'idempotency' ? { [ttlAttribute]: Math.ceil(record.expiresAt / 1000) } : {};
}

/** Throws a `DependencyError` if the item is not a record of this kind, or has another record's key. */
export function fromItem<K extends Kind>(kind: K, item: Attributes): RecordOf<K> {
  const record: RecordOf<K> = RECORD_CODECS[kind].decode(item, kind);
  checkKey(item, record);
  return record;
}

const ownedKind = oneOf('account', 'key', 'client', 'liveKey', 'liveClient');

/** A record in an account's partition. */
export const fromOwnedItem = (item: Attributes): OwnedRecord => fromItem(ownedKind.decode(item.kind, 'kind'), item);

/** Throws a `DependencyError` if the item is not an account in the index, or has another account's key. */
export function fromIndexItem(item: Attributes): DirectoryEntry {
  const { [accountsIndex.sortKey]: position, ...named } = INDEXED_ACCOUNT.decode(item, 'directory');
  const accountId = accountIdAt(position);
  checkKey(item, { kind: 'account', accountId });
  return { accountId, position, ...named };
}

function checkKey(item: Attributes, named: Ref | TableRecord): void {
  if (keyText(item) !== keyText(itemKeyOf(named)))
    throw new DependencyError('table', `an item of kind ${named.kind} has the key of another record`);
}
