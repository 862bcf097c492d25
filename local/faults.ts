/** The trouble put on the table or a part of the pool: which call it befalls, and how a connection is broken off. */
import type { ServerResponse } from 'node:http';
import type { FaultKind, FaultOptions } from './types';

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

  /** The fault that befalls a call of this operation, where there are several, which uses it up once. */
  take(operation = ''): Fault {
    const { operation: only = operation } = this.#options;
    if (this.#left <= 0 || only !== operation) return NO_FAULT;
    this.#left -= 1;
    this.#options.onHit?.();
    return { kind: this.#kind, unprocessedIndex: this.#options.unprocessedIndex ?? 0 };
  }
}

/** Ends the connection with a TCP reset, so that the client cannot tell what became of its call. */
export const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};
