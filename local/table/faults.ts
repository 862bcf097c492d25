/** What the client of a call sees when trouble befalls it. */
import { failure } from './engine';
import type { Answer, Json } from './engine';
import type { FaultKind } from '../types';

/** Answers that stand in for the engine's: throttled and failed calls do nothing. */
export function faultAnswer(kind: FaultKind, operation: string): Answer | undefined {
  if (kind === 'error') return failure(500, 'InternalServerError', 'The request failed; try again.');
  if (kind !== 'throttle') return undefined;
  return operation.startsWith('Transact')
    ? failure(400, 'ThrottlingException', 'Throughput exceeds the current capacity of your table or index.')
    : failure(400, 'ProvisionedThroughputExceededException', 'The level of configured throughput was exceeded.');
}

/**
 * A batch read's input without its key at that position (counted over all tables; the last one where there is none),
 * and that key as unprocessed.
 */
export function withoutKey(input: Json, index: number): { input: Json; unprocessed: Json } {
  const requests = Object.entries((input.RequestItems ?? {}) as Record<string, { Keys: unknown[] }>);
  const all = requests.flatMap(([table, request]) => request.Keys.map((key) => ({ table, key })));
  const taken = all[Math.min(index, all.length - 1)];
  const rest: Record<string, Json> = {};
  const unprocessed: Record<string, Json> = {};
  for (const [table, request] of requests) {
    const kept = request.Keys.filter((key) => key !== taken?.key);
    if (kept.length > 0) rest[table] = { ...request, Keys: kept };
    if (table === taken?.table) unprocessed[table] = { ...request, Keys: [taken.key] };
  }
  return { input: { ...input, RequestItems: rest }, unprocessed };
}
