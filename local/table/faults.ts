/** The trouble put on the local table: which call it befalls, and what that call's client sees. */
import type { ServerResponse } from 'node:http';
import { failure } from './engine';
import type { Answer, Json } from './engine';
import type { FaultKind, FaultOptions } from '../types';

/** What to do with one call. */
export interface Fault {
  readonly kind: FaultKind;
  readonly unprocessedIndex: number;
}
const NO_FAULT: Fault = { kind: 'none', unprocessedIndex: 0 };

export class Faults {
  #kind: FaultKind = 'none';
  #options: FaultOptions = {};
  #left = Infinity;

  put(kind: FaultKind, options: FaultOptions = {}): void {
    this.#kind = kind;
    this.#options = options;
    this.#left = options.times ?? Infinity;
  }

  /** The fault that befalls a call of this operation, which uses it up once. */
  take(operation: string): Fault {
    const only = this.#options.operation ?? (this.#kind === 'partial' ? 'BatchGetItem' : operation);
    if (this.#left <= 0 || only !== operation) return NO_FAULT;
    this.#left -= 1;
    return { kind: this.#kind, unprocessedIndex: this.#options.unprocessedIndex ?? 0 };
  }
}

/** Answers that stand in for the engine's: throttled and failed calls do nothing. */
export function faultAnswer(kind: FaultKind, operation: string): Answer | undefined {
  if (kind === 'error') return failure(500, 'InternalServerError', 'The request failed; try again.');
  if (kind !== 'throttle') return undefined;
  return operation.startsWith('Transact')
    ? failure(400, 'ThrottlingException', 'Throughput exceeds the current capacity of your table or index.')
    : failure(400, 'ProvisionedThroughputExceededException', 'The level of configured throughput was exceeded.');
}

/** Ends the connection with a TCP reset, so that the client cannot tell what became of its call. */
export const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};

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
