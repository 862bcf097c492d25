/**
 * Timers that a test moves. A pause ends at once and moves the time by its length, or to where its signal aborts. A
 * limit expires when the test's time reaches it, so a slow machine cannot expire one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodeHttpHandler, NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { Timers } from '../../lambda/aws/timers';

interface Limit {
  readonly at: number;
  readonly expire: () => void;
}

export class ManualTimers implements Timers {
  /** Milliseconds since the timers were made. */
  now = 0;
  /** The lengths of all pauses so far, in milliseconds. */
  readonly pauses: number[] = [];
  /** What `random` returns; a test may replace it. */
  chance = (): number => 0.5;
  private readonly limits = new Set<Limit>();

  /** Number of limits that are neither cancelled nor expired. */
  get pending(): number {
    return this.limits.size;
  }

  readonly limit = (milliseconds: number, expire: () => void): (() => void) => {
    const limit = { at: this.now + milliseconds, expire };
    this.limits.add(limit);
    return () => void this.limits.delete(limit);
  };

  readonly random = (): number => this.chance();

  readonly pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    this.pauses.push(milliseconds);
    const end = this.now + milliseconds;
    for (let next = this.first(); !signal.aborted && next !== undefined && next.at <= end; next = this.first()) {
      this.expireNext();
    }
    signal.throwIfAborted();
    this.now = Math.max(this.now, end);
  };

  /** Moves the time, and expires in order the limits that it passes. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let next = this.first(); next !== undefined && next.at <= end; next = this.first()) {
      this.now = Math.max(this.now, next.at);
      this.limits.delete(next);
      next.expire();
    }
    this.now = Math.max(this.now, end);
  }

  /** Moves the time to the next limit, which expires. */
  expireNext(): void {
    const next = this.first();
    if (next !== undefined) this.advance(Math.max(0, next.at - this.now));
  }

  /** Waits until this many limits are pending. */
  async untilPending(count: number): Promise<void> {
    while (this.pending !== count) await nextTurn();
  }

  private first(): Limit | undefined {
    return [...this.limits].sort((one, other) => one.at - other.at)[0];
  }
}

/**
 * Takes a client's requests off the real clock: turns off its connection and socket timeouts, and runs its request
 * timeout on these timers. A timeout rejects with an error of the SDK's name.
 */
export function limitRequests(handler: NodeHttpHandler, timers: Timers): void {
  const handle = handler.handle.bind(handler);
  const configured: Promise<NodeHttpHandlerOptions> = handler['configProvider'];
  for (const name of ['connectionTimeout', 'requestTimeout', 'socketTimeout'] as const) {
    handler.updateHttpClientConfig(name, 0);
  }
  handler.handle = async (request, options) => {
    const { requestTimeout = 0 } = await configured;
    const abort = new AbortController();
    const { abortSignal } = options ?? {};
    const signals = [abort.signal, ...(abortSignal instanceof AbortSignal ? [abortSignal] : [])];
    let cancel = (): void => undefined;
    const tooLate = new Promise<never>((_, reject) => {
      cancel = timers.limit(requestTimeout, () => {
        reject(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' }));
        abort.abort();
      });
    });
    try {
      return await Promise.race([handle(request, { ...options, abortSignal: AbortSignal.any(signals) }), tooLate]);
    } finally {
      cancel();
    }
  };
}
