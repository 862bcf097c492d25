/**
 * The time that one invocation of a function has for all of its calls, retries and pauses together. When the time is
 * over, the running call rejects with an error that names the dependency, and no other call starts.
 */
import { DependencyError } from '../domain/outcome';
import type { Timers } from './timers';

export interface TimeSource {
  /** Milliseconds since the invocation began. They go on while the process is frozen; a timer does not. */
  readonly elapsed: () => number;
  readonly timers: Timers;
}

const OVER = 'the time of this request ended';

export class TimeBudget {
  /** Rejects when the budget ends. */
  readonly ended: Promise<never>;
  private readonly abort = new AbortController();
  private readonly parts: TimeBudget[] = [];
  private readonly cancelLimit: () => void;
  private end: () => void = () => undefined;

  /** The budget ends when `elapsed` reaches `endsAt`. `reason` tells the log why a call was given up. */
  constructor(
    private readonly endsAt: number,
    private readonly source: TimeSource,
    readonly reason = OVER,
  ) {
    this.ended = new Promise<never>((_, reject) => {
      this.end = () => {
        // Rejects before it aborts, so that a caller sees this error and not the aborted call's own.
        const error = new DOMException(reason, 'TimeoutError');
        reject(error);
        this.abort.abort(error);
      };
    });
    // Nobody may be waiting at that moment.
    this.ended.catch(() => undefined);
    this.cancelLimit = source.timers.limit(Math.max(0, endsAt - source.elapsed()), this.end);
  }

  /** Aborts when the budget ends. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Asks the clock too: a process that was frozen goes on before its timers notice that their time has come. */
  isOver(): boolean {
    if (!this.signal.aborted && this.source.elapsed() >= this.endsAt) this.end();
    return this.signal.aborted;
  }

  /** Makes the call. Rejects with a `DependencyError` when the budget ends before the answer comes. */
  async run<T>(dependency: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.isOver()) throw this.overFor(dependency);
    try {
      return await Promise.race([this.ended, call(this.signal)]);
    } catch (error) {
      throw this.signal.aborted ? this.overFor(dependency) : error;
    }
  }

  /** Waits. False if the budget ends before: then nothing new may begin. */
  async pause(milliseconds: number): Promise<boolean> {
    // A pause that the signal ends rejects; `isOver` then says so.
    await this.source.timers.pause(milliseconds, this.signal).catch(() => undefined);
    return !this.isOver();
  }

  /** A random time from 0 to `longest`, in milliseconds ("full jitter"). */
  jitter(longest: number): number {
    return this.source.timers.random() * longest;
  }

  /** Does the work within at most so many milliseconds of the budget. */
  async part<T>(milliseconds: number, work: (part: TimeBudget) => Promise<T>): Promise<T> {
    const endsAt = this.source.elapsed() + milliseconds;
    if (endsAt >= this.endsAt) return work(this);
    const part = new TimeBudget(endsAt, this.source, `no answer within ${milliseconds} ms`);
    try {
      return await work(part);
    } finally {
      part.cancel();
    }
  }

  /** A budget that ends so many milliseconds before this one, which then has this time for what comes last. */
  endingEarlier(milliseconds: number): TimeBudget {
    const part = new TimeBudget(this.endsAt - milliseconds, this.source);
    this.parts.push(part);
    return part;
  }

  /** Call once, when the invocation is answered: no timer may stay behind in a frozen process. */
  cancel(): void {
    this.cancelLimit();
    for (const part of this.parts) part.cancel();
  }

  private overFor(dependency: string): DependencyError {
    return new DependencyError(dependency, this.reason);
  }
}
