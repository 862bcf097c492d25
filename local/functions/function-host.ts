/**
 * Runs the functions of the template, each in worker threads of its own. A function cannot disturb another function or
 * this process, neither by a variable nor by a crash or an endless loop.
 */
import { randomUUID } from 'node:crypto';
import { type InvocationRequest, type Failed, Sandbox, type Surroundings } from './sandbox';
import type { FunctionHost, FunctionSpec, Invocation } from '../types';

/** The most workers of a function. Further events wait; AWS would throttle them at the concurrency limit instead. */
const MAX_WORKERS = 4;
/** AWS Lambda quotas: 6 MB for a synchronous event. */
const MAX_EVENT_BYTES = 6_291_456;

/** Makes the host. A function's first worker starts with its first event. */
export function startFunctionHost(specs: readonly FunctionSpec[], surroundings: Surroundings): FunctionHost {
  const pools = new Map(specs.map((spec) => [spec.arn, new WorkerPool(spec, surroundings)]));
  return {
    invoke: async (functionArn, event) => {
      const pool = pools.get(functionArn);
      const text = JSON.stringify(event) ?? 'null';
      if (pool === undefined) return failed('ResourceNotFoundException', `Function not found: ${functionArn}`);
      if (Buffer.byteLength(text) > MAX_EVENT_BYTES) {
        return failed('RequestTooLargeException', `the event is larger than ${MAX_EVENT_BYTES} bytes`);
      }
      return pool.invoke(text);
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function failed(errorType: string, errorMessage: string): Failed {
  return { ok: false, errorType, errorMessage };
}

const STOPPED = failed('Runtime.ExitError', 'the local run was stopped');

/** The workers of one function and the events that wait for a worker. */
class WorkerPool {
  private readonly alive = new Set<Sandbox>();
  private readonly idle: Sandbox[] = [];
  private readonly waiting: InvocationRequest[] = [];
  private closed = false;

  constructor(
    private readonly spec: FunctionSpec,
    private readonly surroundings: Surroundings,
  ) {}

  invoke(event: string): Promise<Invocation> {
    if (this.closed) return Promise.resolve(STOPPED);
    return new Promise((settle) => {
      this.waiting.push({ requestId: randomUUID(), event, settle });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const call of this.waiting.splice(0)) call.settle(STOPPED);
    await Promise.all([...this.alive].map((sandbox) => sandbox.stop()));
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const sandbox = this.idle.pop();
      if (sandbox === undefined) break;
      const call = this.waiting.shift();
      if (call !== undefined) sandbox.run(call);
    }
    if (this.waiting.length > 0 && this.alive.size < MAX_WORKERS) this.start();
  }

  private start(): void {
    const sandbox = new Sandbox(this.spec, this.surroundings, {
      free: (freed) => {
        this.idle.push(freed);
        this.dispatch();
      },
      gone: (lost, unstarted) => this.lose(lost, unstarted),
    });
    this.alive.add(sandbox);
  }

  /** When a function's code cannot be loaded, the event for which it was loaded fails; the next event tries again. */
  private lose(sandbox: Sandbox, unstarted: Failed | undefined): void {
    this.alive.delete(sandbox);
    const place = this.idle.indexOf(sandbox);
    if (place >= 0) this.idle.splice(place, 1);
    if (this.closed) return;
    if (unstarted !== undefined) this.waiting.shift()?.settle(unstarted);
    this.dispatch();
  }
}
