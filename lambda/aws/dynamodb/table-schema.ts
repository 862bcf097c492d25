/**
 * The names of the two tables' keys, index, partitions and TTL attributes. Only this file spells them: the functions
 * write items with them, and the stack (`lib/`) declares tables and permissions with them. It imports nothing, so a
 * synth loads no AWS SDK.
 */

/** The table of all records (`domain/model.ts`). */
export const TABLE_SCHEMA = {
  partitionKey: 'PK',
  sortKey: 'SK',
  /** Epoch seconds after which DynamoDB may delete the item. Idempotency records, invitations and what is kept of use have it. */
  ttlAttribute: 'ttl',
  /** The index that lists accounts. Only accounts have its keys, so it holds nothing else. */
  accountsIndex: {
    name: 'accounts',
    partitionKey: 'directory',
    sortKey: 'directoryPosition',
    nonKeyAttributes: ['name', 'externalId'],
  },
  /** The index that lists keys and clients of all accounts. Only they have its partition key; no decision reads it. */
  credentialsIndex: {
    name: 'credentials',
    partitionKey: 'credentialShard',
    /** The table's own sort key, which holds the id. */
    sortKey: 'SK',
    /** The partitions: one of these and a shard. */
    shards: { key: 'K#', client: 'C#' },
  },
} as const;

/** The partition keys of the table. One that ends in `#` is followed by an id, any other is a whole key. */
export const PARTITIONS = {
  /** An account, its keys, its clients and its members. */
  account: 'A#',
  clientOwner: 'C#',
  /** The accounts of a person. */
  membership: 'M#',
  /** An invitation that was sent to an address a moment ago. */
  invitation: 'N#',
  /** The events of an account, or of the operators. */
  event: 'E#',
  externalId: 'X#',
  idempotency: 'I#',
  importedKey: 'H#',
  operator: 'O#',
  operatorRoster: 'O',
  pendingMarks: 'R',
  /** What is kept of the use of a key, a client or an account. */
  usage: 'U#',
  /** Of the index: all accounts. */
  directory: 'accounts',
} as const;
export type Partition = (typeof PARTITIONS)[keyof typeof PARTITIONS];

/** The table of the token cache. */
export const CACHE_TABLE_SCHEMA = {
  partitionKey: 'id',
  /** Epoch seconds after which DynamoDB may delete the item. */
  ttlAttribute: 'expiresAt',
} as const;
