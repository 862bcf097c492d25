/** The `Reader` port with requests that this project signs itself. */
import { BoundedMap } from '../../domain/bounded-map';
import type { Ref } from '../../domain/ports/table';
import type { Variables } from '../environment';
import type { CallTime } from '../retry';
import { fromItemJson, toItemJson } from './attribute-values';
import { outputIn, SignedClient } from './signed-client';
import type { Codecs } from './item-record';
import {
  type Batch,
  type GetBatch,
  member,
  type NamedKeys,
  type TableAccess,
  TableReader,
  unprocessedKeys,
} from './table-reader';

/** A table, and how the kinds that are read of it are stored. */
export interface ReadTable<K extends Ref['kind']> {
  readonly tableName: string;
  readonly codecs: Codecs<K>;
}

/** Most reads that a process remembers, and the most characters of one's answer: together up to 8 MB of memory. */
const MOST_READS = 500;
const LONGEST_ANSWER = 4096;

interface KnownRead {
  readonly request: string;
  /** The last answer, and what it holds. */
  readonly text: string;
  readonly batch: Batch;
}

/**
 * Call it once per cold start, and its result once per invocation. Every read asks the table. An answer that is the same
 * text as the last one to the same read is decoded once; each other one is decoded anew.
 */
export function signedReader<K extends Ref['kind']>(
  { tableName, codecs }: ReadTable<K>,
  client: Pick<SignedClient, 'sendText'>,
): (time: CallTime) => TableReader<K> {
  const reads = new BoundedMap<string, KnownRead>(MOST_READS);
  const getBatch: GetBatch = async (keys, signal) => {
    const name = JSON.stringify([...keys.keys()]);
    const known = reads.get(name);
    const request = known?.request ?? requestFor(tableName, keys);
    const text = await client.sendText('BatchGetItem', request, signal);
    if (known?.text === text) return known.batch;
    const batch = batchIn(text, tableName);
    // What is not there is not remembered: made-up keys would push the others out.
    if (batch.found?.length === keys.size && text.length <= LONGEST_ANSWER) reads.set(name, { request, text, batch });
    return batch;
  };
  return (time) => new TableReader(codecs, time, getBatch);
}

/** For a function that reads these kinds of records in the table, and does nothing else with it. */
export const signedReads =
  <K extends Ref['kind']>(variables: Variables, codecs: Codecs<K>): TableAccess<TableReader<K>> =>
  (tableName) =>
    signedReader({ tableName, codecs }, new SignedClient(variables));

function requestFor(tableName: string, keys: NamedKeys): string {
  const read = { Keys: [...keys.values()].map(toItemJson), ConsistentRead: true };
  return JSON.stringify({ RequestItems: { [tableName]: read } });
}

function batchIn(text: string, tableName: string): Batch {
  const answer = outputIn(text);
  const found = member(answer.Responses, tableName);
  const left = unprocessedKeys(answer.UnprocessedKeys, tableName);
  return { found: Array.isArray(found) ? found.map(fromItemJson) : undefined, left: left.map(fromItemJson) };
}
