/**
 * Encodes records as items of the table, and decodes items. An item holds an attribute for each member of its record,
 * and the primary key. An account's item also has the keys of the index, an idempotency record's has the TTL.
 */
import { EVENT_TYPES, REVOCATION_REASONS } from '../../domain/vocabulary';
import type { Account, Grant, PreviousSecret, StoredSecret } from '../../domain/model';
import type { Kind, RecordOf, TableRecord } from '../../domain/table-records';
import { DependencyError } from '../../domain/outcome';
import type { DirectoryEntry, OwnedRecord, Ref } from '../../domain/ports/table';
import {
  type Attributes,
  jsonObject,
  nested,
  networkList,
  oneOf,
  optional,
  type RecordCodec,
  recordCodec,
  string,
  stringList,
  wholeNumber,
  wordList,
} from './attribute-codecs';
import { accountIdAt, directoryKey, directoryPosition, itemKeyOf, keyText } from './item-keys';
import { TABLE_SCHEMA } from './table-schema';

const { ttlAttribute, accountsIndex } = TABLE_SCHEMA;

const secretMembers = { scheme: oneOf('sha256'), hash: string, createdAt: wholeNumber };
const secret = nested(recordCodec<StoredSecret>(secretMembers));
const previousSecret = nested(recordCodec<PreviousSecret>({ ...secretMembers, graceUntil: wholeNumber }));
const grant = nested(
  recordCodec<Grant>({
    scopes: wordList,
    maxActiveKeys: optional(wholeNumber),
    maxKeyLifetimeDays: optional(wholeNumber),
    defaultKeyLifetimeDays: optional(wholeNumber),
    networks: optional(networkList),
  }),
);

const revocable = {
  revokedAt: optional(wholeNumber),
  revocationReason: optional(oneOf(...REVOCATION_REASONS)),
  version: wholeNumber,
};
const made = { createdAt: wholeNumber, createdBy: string };
/** The members that keys and clients share. */
const lifecycle = { generation: wholeNumber, ...made, suspendedAt: optional(wholeNumber), ...revocable };

export const RECORD_CODECS: { readonly [K in Kind]: RecordCodec<RecordOf<K>> } = {
  account: recordCodec<RecordOf<'account'>>({
    kind: oneOf('account'),
    accountId: string,
    name: string,
    externalId: optional(string),
    grant,
    metadata: optional(jsonObject),
    ...made,
    suspendedAt: optional(wholeNumber),
    generation: wholeNumber,
    credentialsValidAfter: optional(wholeNumber),
    lapsedUpTo: optional(wholeNumber),
    version: wholeNumber,
    grantVersion: wholeNumber,
    keysVersion: wholeNumber,
    fence: optional(string),
  }),
  key: recordCodec<RecordOf<'key'>>({
    kind: oneOf('key'),
    keyId: string,
    accountId: string,
    label: string,
    description: optional(string),
    scopes: wordList,
    environment: oneOf('live', 'test'),
    networks: optional(networkList),
    metadata: optional(jsonObject),
    tags: optional(stringList),
    expiresAt: optional(wholeNumber),
    notBefore: optional(wholeNumber),
    currentSecret: secret,
    previousSecret: optional(previousSecret),
    ...lifecycle,
  }),
  client: recordCodec<RecordOf<'client'>>({
    kind: oneOf('client'),
    clientId: string,
    accountId: string,
    label: string,
    scopes: wordList,
    tokenLifetimeMinutes: optional(wholeNumber),
    issuerState: optional(string),
    tellingSince: optional(wholeNumber),
    cacheValidAfter: optional(wholeNumber),
    tokensValidAfter: optional(wholeNumber),
    ...lifecycle,
  }),
  clientOwner: recordCodec<RecordOf<'clientOwner'>>({
    kind: oneOf('clientOwner'),
    clientId: string,
    accountId: string,
  }),
  liveKey: recordCodec<RecordOf<'liveKey'>>({
    kind: oneOf('liveKey'),
    accountId: string,
    keyId: string,
    generation: wholeNumber,
    createdAt: wholeNumber,
    expiresAt: optional(wholeNumber),
  }),
  liveClient: recordCodec<RecordOf<'liveClient'>>({
    kind: oneOf('liveClient'),
    accountId: string,
    clientId: string,
    generation: optional(wholeNumber),
  }),
  deletedAccount: recordCodec<RecordOf<'deletedAccount'>>({ kind: oneOf('deletedAccount'), accountId: string }),
  operator: recordCodec<RecordOf<'operator'>>({
    kind: oneOf('operator'),
    clientId: string,
    label: optional(string),
    scopes: optional(wordList),
    tokenLifetimeMinutes: optional(wholeNumber),
    createdAt: optional(wholeNumber),
    createdBy: optional(string),
    ...revocable,
  }),
  operatorRoster: recordCodec<RecordOf<'operatorRoster'>>({
    kind: oneOf('operatorRoster'),
    clientIds: wordList,
    version: wholeNumber,
  }),
  pendingMark: recordCodec<RecordOf<'pendingMark'>>({ kind: oneOf('pendingMark'), accountId: string, mark: string }),
  externalId: recordCodec<RecordOf<'externalId'>>({ kind: oneOf('externalId'), externalId: string, accountId: string }),
  idempotency: recordCodec<RecordOf<'idempotency'>>({
    kind: oneOf('idempotency'),
    token: string,
    fingerprint: string,
    resultId: string,
    expiresAt: wholeNumber,
  }),
  event: recordCodec<RecordOf<'event'>>({
    kind: oneOf('event'),
    eventId: string,
    accountId: string,
    at: wholeNumber,
    action: oneOf(...EVENT_TYPES),
    actor: string,
    sourceIp: string,
    requestId: string,
    target: string,
    before: optional(jsonObject),
    after: optional(jsonObject),
  }),
};

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
