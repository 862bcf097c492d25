/**
 * Names of the table's keys, index and TTL attribute. The stack declares a table with the same names; a test
 * compares the two.
 */
export const TABLE_LAYOUT = {
  partitionKey: 'PK',
  sortKey: 'SK',
  /** Epoch seconds; on idempotency records only. */
  ttlAttribute: 'ttl',
  /** Accounts alone carry the index's keys, so it lists all of them and nothing else. */
  accountsIndex: {
    name: 'accounts',
    partitionKey: 'directory',
    sortKey: 'directoryPosition',
    nonKeyAttributes: ['name', 'externalId'],
  },
} as const;

/** The same of the token cache's own table. */
export const CACHE_LAYOUT = {
  partitionKey: 'id',
  /** Epoch seconds. */
  ttlAttribute: 'expiresAt',
} as const;
