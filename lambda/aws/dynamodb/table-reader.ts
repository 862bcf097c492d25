/**
 * The `Reader` port over DynamoDB: one strongly consistent BatchGetItem. DynamoDB may leave keys unprocessed; they are
 * read again while the time lasts, and if they stay unprocessed the read fails. A record that was not read never counts as absent.
 */
import { DependencyError, InvariantError } from '../../domain/outcome';
import type { Reader, RecordFor, Ref, RefOf } from '../../domain/ports/table';
import type { TableRecord } from '../../domain/records/table-records';
import { type CallTime, retry } from '../retry';
import type { Attributes } from './codecs/attribute-codecs';
import { type ItemKey, itemKeyOf, keyText } from './item-keys';
import { type Codecs, recordIn } from './item-record';
import { TABLE_RETRY_POLICY } from './table-retry';

/** Most keys in one request. Source: DynamoDB API reference, BatchGetItem. */
const MOST_KEYS = 100;

type Records = readonly (TableRecord | undefined)[];

/** What one BatchGetItem found, and the keys that it left unprocessed. */
export interface Batch {
  /** Undefined if the answer has no list of items. */
  readonly found: readonly Attributes[] | undefined;
  readonly left: readonly Attributes[];
  /**
   * The records of a read that this batch answered alone. The reader sets it, so that a batch that comes again for the same
   * keys is checked and decoded once. Nobody changes a record.
   */
  records?: Records;
}
/** Keys by their texts. */
export type NamedKeys = ReadonlyMap<string, ItemKey>;
/** Sends one BatchGetItem, strongly consistent. */
export type GetBatch = (keys: NamedKeys, signal: AbortSignal) => Promise<Batch>;

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
const areAnswerTo = (asked: NamedKeys, found: readonly string[] | undefined, left: ReadonlySet<string>): boolean =>
  [...left].every((name) => asked.has(name)) &&
  (found === undefined
    ? left.size === asked.size
    : found.every((name, at) => asked.has(name) && found.indexOf(name) === at));

export class TableReader<K extends Ref['kind'] = Ref['kind']> implements Reader<K> {
  constructor(
    private readonly codecs: Codecs<K>,
    protected readonly time: CallTime,
    private readonly getBatch: GetBatch,
  ) {}

  async read<const R extends readonly RefOf<K>[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    type Found = { [I in keyof R]: RecordFor<R[I]> | undefined };
    if (refs.length > MOST_KEYS)
      throw new InvariantError(`A read asks for ${refs.length} records; ask for ${MOST_KEYS} at most`);
    const items = new Map<string, Attributes>();
    const keys = refs.map(itemKeyOf);
    const all = new Map(keys.map((key) => [keyText(key), key]));
    let unread: NamedKeys = all;
    let whole: Batch | undefined;
    const readOnce = async (abortSignal: AbortSignal): Promise<void> => {
      const batch = await this.getBatch(unread, abortSignal);
      // A read that names a record twice has more records than its request has keys.
      if (unread === all && all.size === refs.length) whole = batch;
      if (whole?.records !== undefined) return;
      const left = take(batch, unread, items);
      if (left.size === 0) return;
      unread = new Map([...unread].filter(([name]) => left.has(name)));
      throw new DependencyError('table', `DynamoDB did not read ${left.size} of the requested records`);
    };
    if (refs.length > 0) await retry(TABLE_RETRY_POLICY, this.time, readOnce);
    if (whole?.records !== undefined) return whole.records as Found;
    const records = refs.map(({ kind }, at) => {
      const item = items.get(keyText(keys[at] ?? {}));
      return item === undefined ? undefined : recordIn(this.codecs, kind, item);
    });
    if (unread === all && whole !== undefined) whole.records = records;
    return records as Found;
  }
}

/** Puts what a batch found among the items, and returns the names of the keys that it left. Throws if it is no answer. */
function take(batch: Batch, asked: NamedKeys, items: Map<string, Attributes>): ReadonlySet<string> {
  const left = new Set(batch.left.map(keyText));
  const found = batch.found?.map(keyText);
  if (!areAnswerTo(asked, found, left)) throw unknownFormat();
  found?.forEach((name, at) => items.set(name, batch.found?.[at] ?? {}));
  return left;
}
