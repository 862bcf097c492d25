/** The `Table` port over DynamoDB. Every change is one transaction. */
import { randomUUID } from 'node:crypto';
import { BatchGetCommand, QueryCommand, type QueryCommandInput, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEvent } from '../../domain/model';
import type { Member, Membership } from '../../domain/records/member-records';
import {
  type CredentialEntry,
  credentialPosition,
  type DeletedAccount,
  type Kind,
  type LiveClient,
  type LiveKey,
  nextShard,
  type PendingMark,
  type PlanMark,
  type RecordOf,
  type TableRecord,
} from '../../domain/records/table-records';
import type { DailyUse } from '../../domain/records/usage-records';
import { DependencyError } from '../../domain/outcome';
import type {
  CommitResult,
  DirectoryEntry,
  LiveClients,
  LiveKeys,
  OwnedRecord,
  Page,
  PageRequest,
  Table,
  Write,
} from '../../domain/ports/table';
import { type CallTime, retry } from '../retry';
import type { Attributes } from './codecs/attribute-codecs';
import { RECORD_CODECS } from './codecs/record-codecs';
import * as keys from './item-keys';
import { fromCredentialItem, fromIndexItem, fromItem, fromOwnedItem } from './table-items';
import { PARTITIONS, TABLE_SCHEMA } from './table-schema';
import { tableClient } from './table-client';
import { type TableAccess, TableReader, unprocessedKeys } from './table-reader';
import { TABLE_RETRY_POLICY } from './table-retry';
import { conflictsIn, transactItemOf } from './transact-items';

const { partitionKey, sortKey, accountsIndex, credentialsIndex } = TABLE_SCHEMA;

type Query = Omit<QueryCommandInput, 'TableName' | 'Limit'>;

interface Listing<T> {
  readonly limit: number;
  readonly decode: (item: Attributes) => T;
  readonly position: (listed: T) => string;
}

type RangePage = PageRequest & { readonly newestFirst?: boolean };

export class DynamoTable extends TableReader implements Table {
  constructor(
    private readonly tableName: string,
    private readonly client: ReturnType<typeof tableClient>,
    time: CallTime,
  ) {
    super(RECORD_CODECS, time, async (asked, abortSignal) => {
      const RequestItems = { [tableName]: { Keys: [...asked.values()], ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems }), { abortSignal });
      return { found: Responses?.[tableName], left: unprocessedKeys(UnprocessedKeys, tableName) };
    });
  }

  listKeys(accountId: string, page: PageRequest): Promise<Page<RecordOf<'key'>>> {
    return this.#list('key', keys.keyRange(accountId), page);
  }

  listClients(accountId: string, page: PageRequest): Promise<Page<RecordOf<'client'>>> {
    return this.#list('client', keys.clientRange(accountId), page);
  }

  listMembers(accountId: string, page: PageRequest): Promise<Page<Member>> {
    return this.#list('member', keys.memberRange(accountId), page);
  }

  listMemberships(subject: string, page: PageRequest): Promise<Page<Membership>> {
    return this.#list('membership', keys.membershipRange(subject), page);
  }

  listEvents(accountId: string, page: PageRequest): Promise<Page<AuditEvent>> {
    return this.#list('event', keys.eventRange(accountId), { ...page, newestFirst: true });
  }

  listLiveKeys(live: LiveKeys, { after, limit }: PageRequest): Promise<Page<LiveKey>> {
    const start = live.later === undefined ? undefined : keys.positionBehind(live.later);
    return this.#list('liveKey', keys.liveKeyRange(live), { after: after ?? start, limit });
  }

  listLiveClients(live: LiveClients, page: PageRequest): Promise<Page<LiveClient>> {
    return this.#list('liveClient', keys.liveClientRange(live), page);
  }

  async listOwned(accountId: string, limit: number): Promise<readonly OwnedRecord[]> {
    return (await this.#listed(keys.ownedRange(accountId), { limit, decode: fromOwnedItem })).items;
  }

  listDeletedAccounts(page: PageRequest): Promise<Page<DeletedAccount>> {
    return this.#list('deletedAccount', keys.DELETED_ACCOUNTS, page);
  }

  listPendingMarks(page: PageRequest): Promise<Page<PendingMark>> {
    return this.#list('pendingMark', keys.PENDING_MARKS, page);
  }

  listDailyUse(ownerId: string, page: PageRequest): Promise<Page<DailyUse>> {
    return this.#list('dailyUse', keys.dailyUseRange(ownerId), page);
  }

  listPlanMarks(page: PageRequest): Promise<Page<PlanMark>> {
    return this.#list('planMark', keys.PLAN_MARKS, page);
  }

  listAccounts({ after, limit }: PageRequest): Promise<Page<DirectoryEntry>> {
    const query = {
      IndexName: accountsIndex.name,
      KeyConditionExpression: `${accountsIndex.partitionKey} = :partition`,
      ExpressionAttributeValues: { ':partition': PARTITIONS.directory },
      ...(after !== undefined && { ExclusiveStartKey: keys.indexKeyAt(after) }),
    };
    return this.#page(query, { limit, decode: fromIndexItem, position: (entry) => entry.position });
  }

  async listCredentials(kind: 'key' | 'client', { after = '0', limit }: PageRequest): Promise<Page<CredentialEntry>> {
    const shard = after.charAt(0);
    const start = keys.credentialKeyAt(kind, after);
    const inShard = { [credentialsIndex.partitionKey]: keys.shardKey(kind, shard) };
    const query = {
      IndexName: credentialsIndex.name,
      KeyConditionExpression: `${credentialsIndex.partitionKey} = :partition`,
      ExpressionAttributeValues: { ':partition': keys.shardKey(kind, shard) },
      ...(start !== undefined && { ExclusiveStartKey: { ...start, ...inShard } }),
    };
    const decode = (item: Attributes): CredentialEntry => fromCredentialItem(kind, item);
    const { items, next = nextShard(shard) } = await this.#page(query, { limit, decode, position: credentialPosition });
    return next === undefined ? { items } : { items, next };
  }

  /** All attempts carry the same token: if an answer was lost, the next attempt returns the result of the first one. */
  commit(writes: readonly Write[]): Promise<CommitResult> {
    const input = {
      TransactItems: writes.map((write) => transactItemOf(this.tableName, write)),
      ClientRequestToken: randomUUID(),
    };
    return retry(TABLE_RETRY_POLICY, this.time, async (abortSignal) => {
      try {
        await this.client.send(new TransactWriteCommand(input), { abortSignal });
        return { committed: true };
      } catch (error) {
        const conflicts = conflictsIn(error);
        if (conflicts.length === 0) throw error;
        return { committed: false, conflicts };
      }
    });
  }

  #list<K extends Kind>(kind: K, range: keys.ItemRange, page: RangePage): Promise<Page<RecordOf<K>>> {
    return this.#listed(range, { ...page, decode: (item) => fromItem(kind, item) });
  }

  #listed<T extends TableRecord>(
    range: keys.ItemRange,
    { after, limit, newestFirst = false, decode }: RangePage & Pick<Listing<T>, 'decode'>,
  ): Promise<Page<T>> {
    const { partition, prefix } = range;
    const inPartition = `${partitionKey} = :partition`;
    const query = {
      ConsistentRead: true,
      KeyConditionExpression: prefix === '' ? inPartition : `${inPartition} AND begins_with(${sortKey}, :prefix)`,
      ExpressionAttributeValues: { ':partition': partition, ...(prefix !== '' && { ':prefix': prefix }) },
      ...(after !== undefined && { ExclusiveStartKey: keys.keyInRange(range, after) }),
      ...(newestFirst && { ScanIndexForward: false }),
    };
    return this.#page(query, { limit, decode, position: (record) => keys.idInRange(range, keys.itemKeyOf(record)) });
  }

  async #page<T>(query: Query, { limit, decode, position }: Listing<T>): Promise<Page<T>> {
    // Reads one item more than the page holds, to learn whether another page follows.
    const input = { ...query, TableName: this.tableName, Limit: limit + 1 };
    const { items, more } = await retry(TABLE_RETRY_POLICY, this.time, async (abortSignal) => {
      const { Items, LastEvaluatedKey } = await this.client.send(new QueryCommand(input), { abortSignal });
      if (!Array.isArray(Items) || (Items.length === 0 && LastEvaluatedKey !== undefined)) {
        throw new DependencyError('table', 'DynamoDB answered a query in an unknown format');
      }
      return { items: Items, more: LastEvaluatedKey !== undefined || Items.length > limit };
    });
    const listed = items.slice(0, limit).map(decode);
    const last = listed.at(-1);
    return more && last !== undefined ? { items: listed, next: position(last) } : { items: listed };
  }
}

/** With the function's own Region and credentials. */
export const sdkTable: TableAccess<DynamoTable> = (tableName) => {
  const client = tableClient();
  return (time) => new DynamoTable(tableName, client, time);
};
