/** The `Reader` port with requests that this project signs itself. */
import type { Variables } from '../environment';
import type { CallTime } from '../retry';
import type { Attributes } from './codecs/attribute-codecs';
import { fromItemJson, toItemJson } from './attribute-values';
import { SignedClient } from './signed-client';
import type { Codecs } from './item-record';
import { type Batch, member, type TableAccess, TableReader, unprocessedKeys } from './table-reader';

/** A table, and how the kinds that are read of it are stored. */
export interface ReadTable {
  readonly tableName: string;
  readonly codecs: Codecs;
}

export function signedReader({ tableName, codecs }: ReadTable, client: SignedClient, time: CallTime): TableReader {
  return new TableReader(codecs, time, async (keys, signal) => {
    const request = { Keys: keys.map(toItemJson), ConsistentRead: true };
    return batchIn(await client.send('BatchGetItem', { RequestItems: { [tableName]: request } }, signal), tableName);
  });
}

/** For a function that reads these kinds of records in the table, and does nothing else with it. */
export const signedReads =
  (variables: Variables, codecs: Codecs): TableAccess<TableReader> =>
  (tableName) => {
    const client = new SignedClient(variables);
    return (time) => signedReader({ tableName, codecs }, client, time);
  };

function batchIn(answer: Attributes, tableName: string): Batch {
  const found = member(answer.Responses, tableName);
  const left = unprocessedKeys(answer.UnprocessedKeys, tableName);
  return { found: Array.isArray(found) ? found.map(fromItemJson) : undefined, left: left.map(fromItemJson) };
}
