/**
 * The `Reader` port over DynamoDB: one strongly consistent BatchGetItem. DynamoDB may leave keys unprocessed; they are
 * read again while the time lasts, and if they stay unprocessed the read fails. A record that was not read never counts as absent.
 */
import { DependencyError, InvariantError } from '../../domain/outcome';
import type { Reader, RecordFor, Ref } from '../../domain/ports/table';
import { type CallTime, retry } from '../retry';
import type { Attributes } from './codecs/attribute-codecs';
import { type ItemKey, itemKeyOf, keyText } from './item-keys';
import { type Codecs, recordIn } from './item-record';
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

/**
 * The keys of the table in an answer's `UnprocessedKeys`. DynamoDB sends an empty object if it read all keys. Throws a
 * `DependencyError` for anything else than that and a list of keys.
 */
export function unprocessedKeys(unprocessed: unknown, tableName: string): readonly Attributes[] {
  const given = unprocessed ?? {};
  if (typeof given === 'object' && Object.keys(given).length === 0) return [];
  const keys = member(member(given, tableName), 'Keys');
  if (Array.isArray(keys)) return keys.map((key: object): Attributes => ({ ...key }));
  throw unknownFormat();
}

/** A member of an object; undefined for everything else. */
export const member = (of: unknown, name: string): unknown => (Object(of) as Attributes)[name];

const unknownFormat = (): DependencyError =>
  new DependencyError('table', 'DynamoDB answered a batch read in an unknown format');

/**
 * Whether an answer speaks of the asked keys alone, and finds none twice. DynamoDB always sends the list of found items,
 * even an empty one: without the list, no key was read, and each must be left.
 */
const areAnswerTo = (
  asked: ReadonlyMap<string, ItemKey>,
  found: readonly string[] | undefined,
  left: ReadonlySet<string>,
): boolean =>
  [...left].every((name) => asked.has(name)) &&
  (found === undefined
    ? left.size === asked.size
    : found.every((name, at) => asked.has(name) && found.indexOf(name) === at));

export class TableReader implements Reader {
  constructor(
    /** Of the kinds that are read. */
    private readonly codecs: Codecs,
    protected readonly time: CallTime,
    private readonly getBatch: GetBatch,
  ) {}

  async read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    if (refs.length > MOST_KEYS)
      throw new InvariantError(`A read asks for ${refs.length} records; ask for ${MOST_KEYS} at most`);
    const items = new Map<string, Attributes>();
    const keys = refs.map(itemKeyOf);
    const names = keys.map(keyText);
    let unread = new Map(keys.map((key, at) => [names[at] ?? '', key]));
    const readOnce = async (abortSignal: AbortSignal): Promise<void> => {
      const batch = await this.getBatch([...unread.values()], abortSignal);
      const left = new Set(batch.left.map(keyText));
      const found = batch.found?.map(keyText);
      if (!areAnswerTo(unread, found, left)) throw unknownFormat();
      found?.forEach((name, at) => items.set(name, batch.found?.[at] ?? {}));
      if (left.size === 0) return;
      unread = new Map([...unread].filter(([name]) => left.has(name)));
      throw new DependencyError('table', `DynamoDB did not read ${left.size} of the requested records`);
    };
    if (refs.length > 0) await retry(TABLE_RETRY_POLICY, this.time, readOnce);
    const records = refs.map((ref, at) => {
      const item = items.get(names[at] ?? '');
      return item === undefined ? undefined : recordIn(this.codecs, ref.kind, item);
    });
    return records as { [I in keyof R]: RecordFor<R[I]> | undefined };
  }
}
