/**
 * Reads records by name, strongly consistent, in one round trip. A record that the table left unread is never
 * taken for one that does not exist.
 */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { DependencyError, InvariantError } from '../../domain/outcome';
import type { Reader, RecordFor, Ref } from '../../domain/ports/table';
import { callTable, tableClient } from './table-client';
import type { Attributes } from './attribute-codecs';
import { fromItem, placeOf } from './item-keys';
import type { Place } from './item-keys';
import { systemTimers } from '../timers';

/** Source: DynamoDB API reference, BatchGetItem. */
const MOST_KEYS = 100;

export class DynamoReader implements Reader {
  constructor(
    private readonly tableName: string,
    private readonly client = tableClient(),
    private readonly timers = systemTimers,
  ) {}

  async read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    if (refs.length > MOST_KEYS) throw new InvariantError(`A read of ${refs.length} records`);
    const items = await this.#items(refs.map(placeOf));
    const records = refs.map((ref) => {
      const item = items.get(nameOf(placeOf(ref)));
      return item === undefined ? undefined : fromItem(ref.kind, item);
    });
    return records as { [I in keyof R]: RecordFor<R[I]> | undefined };
  }

  /**
   * The items at these places; only a place that holds none is missing. DynamoDB always lists what it found, be it
   * nothing, so an answer without the list tells nothing.
   */
  async #items(places: readonly Place[]): Promise<ReadonlyMap<string, Attributes>> {
    const items = new Map<string, Attributes>();
    let unread = new Map(places.map((place) => [nameOf(place), place]));
    if (unread.size === 0) return items;
    await callTable(async (abortSignal) => {
      const RequestItems = { [this.tableName]: { Keys: [...unread.values()], ConsistentRead: true } };
      const answer = await this.client.send(new BatchGetCommand({ RequestItems }), { abortSignal });
      const found = answer.Responses?.[this.tableName]?.map((item) => [nameOf(item), item] as const);
      const left = new Set(answer.UnprocessedKeys?.[this.tableName]?.Keys?.map(nameOf));
      if (left.size === 0 && found?.every(([name]) => unread.has(name)) !== true) {
        throw new DependencyError('table', 'a batch read was answered in no known form');
      }
      for (const [name, item] of found ?? []) items.set(name, item);
      unread = new Map([...unread].filter(([name]) => left.has(name)));
      if (left.size > 0) throw new DependencyError('table', `${left.size} records were left unread`);
    }, this.timers);
    return items;
  }
}

const nameOf = ({ PK, SK }: Attributes | Place): string => `${String(PK)} ${String(SK)}`;
