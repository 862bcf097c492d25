/** What a call to the local table is answered when a failure was injected into it. */
import type { JsonObject } from '../json';
import { type TableAnswer, tableError } from './engine';
import type { FailureKind } from '../types';

/** The answer to a call that fails without being done; undefined when the call is to be done. */
export function failedAnswer(kind: FailureKind, operation: string): TableAnswer | undefined {
  if (kind === 'error') return tableError(500, 'InternalServerError', 'The request failed; try again.');
  if (kind !== 'throttle') return undefined;
  return operation.startsWith('Transact')
    ? tableError(400, 'ThrottlingException', 'Throughput exceeds the current capacity of your table or index.')
    : tableError(400, 'ProvisionedThroughputExceededException', 'The level of configured throughput was exceeded.');
}

/**
 * Takes the key at this position out of the input of a `BatchGetItem` and gives it as unprocessed. Positions are
 * counted over all tables; beyond the last key, the last key is taken.
 */
export function withoutKey(input: JsonObject, index: number): { input: JsonObject; unprocessed: JsonObject } {
  const requests = Object.entries((input.RequestItems ?? {}) as Record<string, { Keys: unknown[] }>);
  const all = requests.flatMap(([table, request]) => request.Keys.map((key) => ({ table, key })));
  const taken = all[Math.min(index, all.length - 1)];
  const rest: Record<string, JsonObject> = {};
  const unprocessed: Record<string, JsonObject> = {};
  for (const [table, request] of requests) {
    const kept = request.Keys.filter((key) => key !== taken?.key);
    if (kept.length > 0) rest[table] = { ...request, Keys: kept };
    if (table === taken?.table) unprocessed[table] = { ...request, Keys: [taken.key] };
  }
  return { input: { ...input, RequestItems: rest }, unprocessed };
}
