/** The primary key of each record's item, and an account's key in the index. */
import { shardOf } from '../../domain/records/table-records';
import { ACCOUNT_ID_LENGTH, accountIdOf } from '../../domain/key-format';
import type { Account, Instant } from '../../domain/model';
import type { LiveClient, LiveKey, TableRecord } from '../../domain/records/table-records';
import type { LiveClients, LiveKeys, Ref } from '../../domain/ports/table';
import { PARTITIONS, TABLE_SCHEMA } from './table-schema';

const { partitionKey, sortKey, accountsIndex, credentialsIndex } = TABLE_SCHEMA;

const INSTANT_DIGITS = 16;
/** An instant as text that sorts by time, for example `0001795435200000`. */
const digits = (at: Instant): string => String(at).padStart(INSTANT_DIGITS, '0');

export type ItemKey = Readonly<Record<typeof partitionKey | typeof sortKey, string>>;
const itemKey = (partition: string, sort: string): ItemKey => ({ [partitionKey]: partition, [sortKey]: sort });

/** The items of a partition whose sort keys begin with `prefix`, followed by an id. Every list reads one such range. */
export interface ItemRange {
  readonly partition: string;
  readonly prefix: string;
}
/** The account, its keys, its clients, its members and its live index share one partition. */
const accountPartition = (accountId: string): string => PARTITIONS.account + accountId;
export const ownedRange = (accountId: string): ItemRange => ({ partition: accountPartition(accountId), prefix: '' });
export const keyRange = (accountId: string): ItemRange => ({ partition: accountPartition(accountId), prefix: 'K#' });
export const clientRange = (accountId: string): ItemRange => ({ partition: accountPartition(accountId), prefix: 'C#' });
export const memberRange = (accountId: string): ItemRange => ({ partition: accountPartition(accountId), prefix: 'M#' });
export const membershipRange = (subject: string): ItemRange => ({
  partition: PARTITIONS.membership + subject,
  prefix: PARTITIONS.account,
});
export const eventRange = (accountId: string): ItemRange => ({ partition: PARTITIONS.event + accountId, prefix: '' });
export const PENDING_MARKS: ItemRange = { partition: PARTITIONS.pendingMarks, prefix: 'A#' };
export const dailyUseRange = (ownerId: string): ItemRange => ({ partition: PARTITIONS.usage + ownerId, prefix: 'D#' });
export const PLAN_MARKS: ItemRange = { partition: PARTITIONS.pendingMarks, prefix: 'P#' };
export const DELETED_ACCOUNTS: ItemRange = { partition: PARTITIONS.pendingMarks, prefix: 'D#' };

/** `E`: keys in the order of their `expiresAt`. `N`: keys without, in the order of their `createdAt`. */
export const liveKeyRange = ({ accountId, generation, by }: LiveKeys): ItemRange => ({
  partition: accountPartition(accountId),
  prefix: `LK#${generation}#${by === 'expiresAt' ? 'E' : 'N'}#`,
});
export const liveClientRange = ({ accountId, generation }: LiveClients): ItemRange => ({
  partition: accountPartition(accountId),
  prefix: generation === undefined ? 'LC#' : `LC#${generation}#`,
});
/** `~` sorts behind every id: the position behind all entries of this instant. Undefined if there can be none. */
export const positionBehind = (at: Instant): string | undefined => (at < 0 ? undefined : `${digits(at)}#~`);

const liveKeyItem = (entry: LiveKey): ItemKey => {
  const by = entry.expiresAt === undefined ? 'createdAt' : 'expiresAt';
  return keyInRange(liveKeyRange({ ...entry, by }), `${digits(entry.expiresAt ?? entry.createdAt)}#${entry.keyId}`);
};
const liveClientItem = ({ accountId, clientId, generation }: LiveClient): ItemKey =>
  keyInRange(liveClientRange({ accountId }), `${generation ?? 'ended'}#${clientId}`);

export const keyInRange = ({ partition, prefix }: ItemRange, id: string): ItemKey => itemKey(partition, prefix + id);
export const idInRange = ({ prefix }: ItemRange, key: ItemKey): string => key[sortKey].slice(prefix.length);

type Named = Ref | TableRecord;

/** By the kind of record. */
const ITEM_KEYS: { readonly [K in Named['kind']]: (named: Extract<Named, { kind: K }>) => ItemKey } = {
  account: ({ accountId }) => itemKey(accountPartition(accountId), 'A'),
  key: ({ keyId }) => keyInRange(keyRange(accountIdOf(keyId)), keyId),
  client: ({ accountId, clientId }) => keyInRange(clientRange(accountId), clientId),
  member: ({ accountId, subject }) => keyInRange(memberRange(accountId), subject),
  memberTally: ({ accountId }) => itemKey(accountPartition(accountId), 'T'),
  invitation: ({ addressHash }) => itemKey(PARTITIONS.invitation + addressHash, 'N'),
  membership: ({ subject, accountId }) => keyInRange(membershipRange(subject), accountId),
  clientOwner: ({ clientId }) => itemKey(PARTITIONS.clientOwner + clientId, 'A'),
  importedKey: ({ hash }) => itemKey(PARTITIONS.importedKey + hash, 'K'),
  operator: ({ clientId }) => itemKey(PARTITIONS.operator + clientId, 'O'),
  operatorRoster: () => itemKey(PARTITIONS.operatorRoster, 'O'),
  pendingMark: ({ accountId }) => keyInRange(PENDING_MARKS, accountId),
  planMark: ({ ownerId }) => keyInRange(PLAN_MARKS, ownerId),
  deletedAccount: ({ accountId }) => keyInRange(DELETED_ACCOUNTS, accountId),
  dailyRun: () => itemKey(PARTITIONS.pendingMarks, 'daily'),
  backfill: () => itemKey(PARTITIONS.pendingMarks, 'B'),
  liveKey: liveKeyItem,
  liveClient: liveClientItem,
  externalId: ({ externalId }) => itemKey(PARTITIONS.externalId + externalId, 'A'),
  idempotency: ({ token }) => itemKey(PARTITIONS.idempotency + token, 'I'),
  event: ({ accountId, eventId }) => keyInRange(eventRange(accountId), eventId),
  lastUse: ({ credentialId }) => itemKey(PARTITIONS.usage + credentialId, 'L'),
  dailyUse: ({ ownerId, day }) => keyInRange(dailyUseRange(ownerId), day),
  usageWindow: ({ credentialId, startsAt }) => itemKey(PARTITIONS.usage + credentialId, `W#${digits(startsAt)}`),
};

/** The cast holds, as each kind has the function for its own records. */
export const itemKeyOf = (named: Named): ItemKey => (ITEM_KEYS[named.kind] as (named: Named) => ItemKey)(named);

/** The primary key of an item as one text, to compare keys. */
export const keyText = (item: Readonly<Record<string, unknown>>): string =>
  `${String(item[partitionKey])} ${String(item[sortKey])}`;

/** An account's sort key in the index, for example `0001795435200000#Acc0000001`: it sorts by time of creation. */
export const directoryPosition = ({ createdAt, accountId }: Account): string => `${digits(createdAt)}#${accountId}`;
export const accountIdAt = (position: string): string => position.slice(INSTANT_DIGITS + 1);

/** The attributes that put an account's item into the index. */
export const directoryKey = (position: string): Readonly<Record<string, string>> => ({
  [accountsIndex.partitionKey]: PARTITIONS.directory,
  [accountsIndex.sortKey]: position,
});
/** The `ExclusiveStartKey` for a query of the index: the index's own key and the item's primary key. */
export const indexKeyAt = (position: string): Readonly<Record<string, string>> => ({
  ...itemKeyOf({ kind: 'account', accountId: accountIdAt(position) }),
  ...directoryKey(position),
});

type CredentialRef = Extract<Ref, { kind: 'key' | 'client' }>;

export const shardKey = (kind: CredentialRef['kind'], shard: string): string => credentialsIndex.shards[kind] + shard;

/** The attribute that puts a key or a client into the index of all credentials. */
export const credentialKey = (ref: CredentialRef): Readonly<Record<string, string>> => ({
  [credentialsIndex.partitionKey]: shardKey(ref.kind, shardOf(ref.kind === 'key' ? ref.keyId : ref.clientId)),
});

/** The primary key of the item at a position of that index; undefined for the beginning of a shard. */
export function credentialKeyAt(kind: CredentialRef['kind'], position: string): ItemKey | undefined {
  const accountId = position.slice(1, 1 + ACCOUNT_ID_LENGTH);
  const id = position.slice(1 + ACCOUNT_ID_LENGTH);
  if (id === '') return undefined;
  return itemKeyOf(kind === 'key' ? { kind, keyId: id } : { kind, accountId, clientId: id });
}
