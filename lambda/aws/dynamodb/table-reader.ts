/**
 * The `Reader` port over DynamoDB: one strongly consistent BatchGetItem. DynamoDB may leave keys unprocessed; they are
 * read again while the time lasts, and if they stay unprocessed the read fails. A record that was not read never counts as absent.
 */
import { DependencyError, InvariantError } from '../../domain/outcome';
import type { Reader, RecordFor, Ref } from '../../domain/ports/table';
import { type CallTime, retry } from '../retry';
import type { Attributes } from './attribute-codecs';
import { type ItemKey, itemKeyOf, keyText } from './item-keys';
import { fromItem } from './record-codecs';
import { TABLE_RETRY_POLICY } from './table-retry';

/** Most keys in one request. Source: DynamoDB API reference, BatchGetItem. */
const MOST_KEYS = 100;

/** What one BatchGetItem found, and the keys that it left unprocessed. */
export interface Batch {
  /** Undefined if the answer has no list of items. */
  readonly found: readonly Attributes[] | undefined;
  readonly left: readonly Attributes[];
}
/** Sends one BatchGetItem, strongly consistent. */
export type GetBatch = (keys: readonly ItemKey[], signal: AbortSignal) => Promise<Batch>;

/**
 * How a function reaches a table. Call it once per cold start, as a warm process keeps its connections, and its result
 * once per invocation.
 */
export type TableAccess<T> = (tableName: string) => (time: CallTime) => T;

export class TableReader implements Reader {
  constructor(
    private readonly getBatch: GetBatch,
    protected readonly time: CallTime,
  ) {}

  async read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    if (refs.length > MOST_KEYS)
      throw new InvariantError(`A read asks for ${refs.length} records; ask for ${MOST_KEYS} at most`);
    const items = new Map<string, Attributes>();
    let unread = new Map(refs.map(itemKeyOf).map((key) => [keyText(key), key]));
    const readOnce = async (abortSignal: AbortSignal): Promise<void> => {
      const batch = await this.getBatch([...unread.values()], abortSignal);
      const found = batch.found?.map((item) => [keyText(item), item] as const);
      const left = new Set(batch.left.map(keyText));
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
