/**
 * Encodes records as items of the table, and decodes items. An item holds an attribute for each member of its record,
 * and the primary key. The items of accounts, keys and clients also have the keys of an index, those of records that end by
 * themselves the TTL.
 */
import type { Account, Instant } from '../../domain/model';
import type { DirectoryEntry, OwnedRecord } from '../../domain/ports/table';
import type { CredentialEntry, Kind, RecordOf, TableRecord } from '../../domain/records/table-records';
import { USAGE_KEPT_DAYS, WINDOW_KEPT } from '../../domain/records/usage-records';
import { type Attributes, oneOf, optional, type RecordCodec, recordCodec, string } from './codecs/attribute-codecs';
import { accountIdAt, credentialKey, directoryKey, directoryPosition, itemKeyOf } from './item-keys';
import { RECORD_CODECS } from './codecs/record-codecs';
import { checkKey, recordIn } from './item-record';
import { PARTITIONS, TABLE_SCHEMA } from './table-schema';

const { partitionKey, sortKey, ttlAttribute, accountsIndex } = TABLE_SCHEMA;

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
  if (record.kind === 'key' || record.kind === 'client') return credentialKey(record);
  const end = endOf(record);
  return end === undefined ? {} : { [ttlAttribute]: Math.ceil(end / 1000) };
}

/** Whole days in milliseconds, and the day on which the last of them ends. */
const KEPT = (USAGE_KEPT_DAYS + 1) * 86_400_000;

function endOf(record: TableRecord): Instant | undefined {
  switch (record.kind) {
    case 'idempotency':
    case 'invitation':
      return record.expiresAt;
    case 'lastUse':
      return record.lastUsedAt + KEPT;
    case 'dailyUse':
      return Date.parse(record.day) + KEPT;
    case 'usageWindow':
      return record.startsAt + WINDOW_KEPT;
    default:
      return undefined;
  }
}

/** Throws a `DependencyError` if the item is not a record of this kind, or has another record's key. */
export const fromItem = <K extends Kind>(kind: K, item: Attributes): RecordOf<K> => recordIn(RECORD_CODECS, kind, item);

const ownedKind = oneOf('account', 'key', 'client', 'member', 'memberTally', 'liveKey', 'liveClient');

/** A record in an account's partition. */
export const fromOwnedItem = (item: Attributes): OwnedRecord => fromItem(ownedKind.decode(item.kind, 'kind'), item);

/** Throws a `DependencyError` if the item is not an account in the index, or has another account's key. */
export function fromIndexItem(item: Attributes): DirectoryEntry {
  const { [accountsIndex.sortKey]: position, ...named } = INDEXED_ACCOUNT.decode(item, 'directory');
  const accountId = accountIdAt(position);
  checkKey(item, { kind: 'account', accountId });
  return { accountId, position, ...named };
}

/** Throws a `DependencyError` if the item is not a key, or not a client, in the index of all credentials. */
export function fromCredentialItem(kind: 'key' | 'client', item: Attributes): CredentialEntry {
  const partition = string.decode(item[partitionKey], 'credential.partition');
  const accountId = partition.slice(PARTITIONS.account.length);
  const id = string.decode(item[sortKey], 'credential.sort').slice('K#'.length);
  checkKey(item, kind === 'key' ? { kind, keyId: id } : { kind, accountId, clientId: id });
  return { accountId, id };
}
