/**
 * The `Reader` port over DynamoDB: one strongly consistent BatchGetItem. DynamoDB may leave keys unprocessed; they are
 * read again while the time lasts, and if they stay unprocessed the read fails. A record that was not read never counts as absent.
 */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { DependencyError, InvariantError } from '../../domain/outcome';
import type { Reader, RecordFor, Ref } from '../../domain/ports/table';
import { type CallTime, retry } from '../retry';
import { type tableClient, TABLE_RETRY_POLICY } from './table-client';
import type { Attributes } from './attribute-codecs';
import { itemKeyOf, keyText } from './item-keys';
import { fromItem } from './record-codecs';

/** Most keys in one request. Source: DynamoDB API reference, BatchGetItem. */
const MOST_KEYS = 100;

export class DynamoReader implements Reader {
  constructor(
    protected readonly tableName: string,
    protected readonly client: ReturnType<typeof tableClient>,
    protected readonly time: CallTime,
  ) {}

  async read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    if (refs.length > MOST_KEYS)
      throw new InvariantError(`A read asks for ${refs.length} records; ask for ${MOST_KEYS} at most`);
    const items = new Map<string, Attributes>();
    let unread = new Map(refs.map(itemKeyOf).map((key) => [keyText(key), key]));
    const readOnce = async (abortSignal: AbortSignal): Promise<void> => {
      const RequestItems = { [this.tableName]: { Keys: [...unread.values()], ConsistentRead: true } };
      const answer = await this.client.send(new BatchGetCommand({ RequestItems }), { abortSignal });
      const found = answer.Responses?.[this.tableName]?.map((item) => [keyText(item), item] as const);
      const left = new Set(answer.UnprocessedKeys?.[this.tableName]?.Keys?.map(keyText));
      // DynamoDB always sends the list of found items, even an empty one. An answer without the list is malformed.
      if (left.size === 0 && found?.every(([key]) => unread.has(key)) !== true) {
        throw new DependencyError('table', 'DynamoDB answered a batch read in an unknown format');
      }
      for (const [key, item] of found ?? []) items.set(key, item);
      unread = new Map([...unread].filter(([key]) => left.has(key)));
      if (left.size > 0)
        throw new DependencyError('table', `DynamoDB did not read ${left.size} of the requested records`);
    };
    if (refs.length > 0) await retry(TABLE_RETRY_POLICY, this.time, readOnce);
    const records = refs.map((ref) => {
      const item = items.get(keyText(itemKeyOf(ref)));
      return item === undefined ? undefined : fromItem(ref.kind, item);
    });
    return records as { [I in keyof R]: RecordFor<R[I]> | undefined };
  }
}
