/**
 * The table over DynamoDB. Every change is one transaction; every list but that of all accounts is read strongly
 * consistent.
 */
import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AuditEvent, PendingMark } from '../../domain/model';
import type { RecordOf } from '../../domain/record-kinds';
import { DependencyError } from '../../domain/outcome';
import type {
  CommitResult,
  DirectoryEntry,
  Page,
  PageRequest,
  RecordFor,
  Ref,
  Table,
  Write,
} from '../../domain/ports/table';
import { callTable, tableClient } from './table-client';
import type { Attributes } from './attribute-codecs';
import * as items from './item-keys';
import { TABLE_LAYOUT } from './table-schema';
import { DynamoReader } from './table-reader';
import { actionOf } from './transact-items';
import { systemTimers } from '../timers';

const { accountsIndex } = TABLE_LAYOUT;

export class DynamoTable implements Table {
  private readonly reader: DynamoReader;

  constructor(
    private readonly tableName: string,
    private readonly client = tableClient(),
    private readonly timers = systemTimers,
  ) {
    this.reader = new DynamoReader(tableName, client, timers);
  }

  read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    return this.reader.read(refs);
  }

  async listKeys(accountId: string, page: PageRequest): Promise<Page<RecordOf<'key'>>> {
    const found = await this.#query(within(items.accountPartition(accountId), items.KEYS, page), page.limit);
    return pageOf(found, page.limit, { read: (item) => items.fromItem('key', item), position: (key) => key.keyId });
  }

  async listClients(accountId: string, page: PageRequest): Promise<Page<RecordOf<'client'>>> {
    const found = await this.#query(within(items.accountPartition(accountId), items.CLIENTS, page), page.limit);
    return pageOf(found, page.limit, {
      read: (item) => items.fromItem('client', item),
      position: (client) => client.clientId,
    });
  }

  async listEvents(accountId: string, page: PageRequest): Promise<Page<AuditEvent>> {
    const newestFirst = { ...within(items.eventPartition(accountId), '', page), ScanIndexForward: false };
    const found = await this.#query(newestFirst, page.limit);
    return pageOf(found, page.limit, {
      read: (item) => items.fromItem('event', item),
      position: (event) => event.eventId,
    });
  }

  async listPendingMarks(page: PageRequest): Promise<Page<PendingMark>> {
    const found = await this.#query(within(items.MARKS.partition, items.MARKS.prefix, page), page.limit);
    return pageOf(found, page.limit, {
      read: (item) => items.fromItem('pendingMark', item),
      position: (mark) => mark.accountId,
    });
  }

  async listAccounts({ after, limit }: PageRequest): Promise<Page<DirectoryEntry>> {
    const found = await this.#query(
      {
        IndexName: accountsIndex.name,
        KeyConditionExpression: `${accountsIndex.partitionKey} = :partition`,
        ExpressionAttributeValues: { ':partition': items.DIRECTORY },
        ...(after !== undefined && { ExclusiveStartKey: items.directoryPlace(after) }),
      },
      limit,
    );
    return pageOf(found, limit, { read: items.fromDirectory, position: (entry) => entry.position });
  }

  /** One token for all attempts: what was done although its answer was lost is not done, or refused, again. */
  commit(writes: readonly Write[]): Promise<CommitResult> {
    const command = {
      TransactItems: writes.map((write) => actionOf(this.tableName, write)),
      ClientRequestToken: randomUUID(),
    };
    return callTable(async (abortSignal) => {
      try {
        await this.client.send(new TransactWriteCommand(command), { abortSignal });
        return { committed: true };
      } catch (error) {
        const conflicts = conflictsIn(error);
        if (conflicts.length === 0) throw error;
        return { committed: false, conflicts };
      }
    }, this.timers);
  }

  /** One more than the limit, so that the last page knows that it is the last. */
  #query(query: Omit<QueryCommandInput, 'TableName'>, limit: number): Promise<Found> {
    return callTable(async (abortSignal) => {
      const input = { ...query, TableName: this.tableName, Limit: limit + 1 };
      const { Items, LastEvaluatedKey } = await this.client.send(new QueryCommand(input), { abortSignal });
      if (!Array.isArray(Items) || (Items.length === 0 && LastEvaluatedKey !== undefined)) {
        throw new DependencyError('table', 'a query was answered in no known form');
      }
      return { items: Items, more: LastEvaluatedKey !== undefined };
    }, this.timers);
  }
}

interface Found {
  readonly items: readonly Attributes[];
  readonly more: boolean;
}

/** A part of one partition, strongly consistent. */
function within(PK: string, prefix: string, { after }: PageRequest): Omit<QueryCommandInput, 'TableName'> {
  return {
    ConsistentRead: true,
    KeyConditionExpression: prefix === '' ? 'PK = :partition' : 'PK = :partition AND begins_with(SK, :prefix)',
    ExpressionAttributeValues: { ':partition': PK, ...(prefix !== '' && { ':prefix': prefix }) },
    ...(after !== undefined && { ExclusiveStartKey: { PK, SK: prefix + after } }),
  };
}

interface Reading<T> {
  readonly read: (item: Attributes) => T;
  readonly position: (record: T) => string;
}

function pageOf<T>(found: Found, limit: number, { read, position }: Reading<T>): Page<T> {
  const records = found.items.slice(0, limit).map(read);
  const last = records.at(-1);
  const more = found.more || found.items.length > limit;
  return more && last !== undefined ? { items: records, next: position(last) } : { items: records };
}

const IN_THE_WAY: readonly unknown[] = ['ConditionalCheckFailed', 'TransactionConflict'];

/** Positions of the writes that met another state or another writer; none when anything else went wrong as well. */
function conflictsIn(error: unknown): readonly number[] {
  const codes =
    error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];
  if (codes.some((code) => code !== 'None' && !IN_THE_WAY.includes(code))) return [];
  return codes.flatMap((code, position) => (IN_THE_WAY.includes(code) ? [position] : []));
}
