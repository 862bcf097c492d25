/**
 * Failures that a test or the test control injects into a local service: which calls fail, how often,
 * and how a connection is reset.
 */
import type { ServerResponse } from 'node:http';
import type { FailureKind, FailureOptions } from './types';

/** How one call fails; `none`: it does not fail. */
export interface InjectedFailure {
  readonly kind: FailureKind;
  readonly unprocessedIndex: number;
}
const NO_FAILURE: InjectedFailure = { kind: 'none', unprocessedIndex: 0 };

export class InjectedFailures {
  #kind: FailureKind = 'none';
  #options: FailureOptions = {};
  #left = Infinity;

  inject(kind: FailureKind, options: FailureOptions = {}): void {
    this.#kind = kind;
    this.#options = options;
    this.#left = options.times ?? Infinity;
  }

  /**
   * How the next call fails, which counts as one of the `times` of the injected failure. `operation` is for an
   * endpoint with several operations, for example `BatchGetItem`.
   */
  take(operation = ''): InjectedFailure {
    const { operation: only = operation } = this.#options;
    if (this.#left <= 0 || only !== operation) return NO_FAILURE;
    this.#left -= 1;
    this.#options.onHit?.();
    return { kind: this.#kind, unprocessedIndex: this.#options.unprocessedIndex ?? 0 };
  }
}

/** Ends the connection with a TCP reset: the client does not learn whether its call was done. */
export const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};
