/**
 * One worker thread of a function, with modules, memory limit and `process.env` of its own. It handles one event at a
 * time. Whatever the function's code does, the event is answered and this process goes on.
 */
import path from 'node:path';
import readline from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { startLimit } from '../clock';
import type { FunctionSpec, Invocation, LocalClock, LogSink } from '../types';

/** What a local run gives every function. */
export interface Surroundings {
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly region: string;
  /** `AWS_ENDPOINT_URL_<SERVICE>` of each service that runs here; the SDK reads them by itself. */
  readonly endpoints: Readonly<Record<`AWS_ENDPOINT_URL_${string}`, string>>;
}

/** One event for a function, as JSON text, and where its result goes. */
export interface InvocationRequest {
  readonly requestId: string;
  readonly event: string;
  readonly settle: (invocation: Invocation) => void;
}

export type Failed = Extract<Invocation, { ok: false }>;
type WorkerAnswer = { readonly ok: true; readonly payload: string } | Failed;

export interface SandboxEvents {
  /** The worker loaded its code or finished an event: it can take the next event. */
  free(sandbox: Sandbox): void;
  /** The worker ended. `unstarted` is set when its code could not be loaded. */
  gone(sandbox: Sandbox, unstarted: Failed | undefined): void;
}

/** Lambda's limit for loading a function's code. AWS Lambda guide, lambda-runtime-environment. */
const INIT_SECONDS = 10;
/** The 6 MB of AWS Lambda quotas and 100 bytes: the number in Lambda's own error message. */
const MAX_ANSWER_BYTES = 6_291_556;
const WORKER = path.join(__dirname, 'worker.js');

export class Sandbox {
  private readonly worker: Worker;
  private loaded = false;
  private finished = false;
  private call: InvocationRequest | undefined;
  private cancelLimit: () => void;
  private readonly unfollow: () => void;

  constructor(
    private readonly spec: FunctionSpec,
    private readonly surroundings: Surroundings,
    private readonly events: SandboxEvents,
  ) {
    this.worker = new Worker(WORKER, {
      workerData: { ...spec, offset: surroundings.clock.offset },
      env: environmentVariables(spec, surroundings),
      // Without this a worker inherits the TypeScript loader of the process that starts it.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMegabytes },
      stdout: true,
      stderr: true,
    });
    const { clock } = surroundings;
    // On a clock that stands still loading is not limited: it takes real time.
    this.cancelLimit = clock.onMove === undefined ? this.limit(INIT_SECONDS) : () => undefined;
    this.unfollow = clock.onMove?.((moved) => this.worker.postMessage({ moved })) ?? (() => undefined);
    for (const output of [this.worker.stdout, this.worker.stderr]) this.forward(output);
    this.worker.on('message', (message: 'free' | WorkerAnswer) =>
      message === 'free' ? this.free() : this.answer(message),
    );
    // Not ended at `error`: an answer given before the crash may arrive after it, but always before `exit`.
    let why: string | undefined;
    this.worker.on('error', (error) => (why = `${error.name}: ${error.message}`));
    this.worker.on('exit', (code) => this.end(exitError(why ?? `exit status ${code}`)));
  }

  run(call: InvocationRequest): void {
    this.call = call;
    this.cancelLimit = this.limit(this.spec.timeoutSeconds);
    this.worker.postMessage({ requestId: call.requestId, event: call.event });
  }

  /** Ends the thread at once. The event that it is handling fails. */
  async stop(): Promise<void> {
    this.finished = true;
    this.unfollow();
    this.settle(exitError('the local run was stopped'));
    await this.worker.terminate();
  }

  private free(): void {
    if (this.finished) return;
    if (!this.loaded) this.cancelLimit();
    this.loaded = true;
    this.events.free(this);
  }

  private answer(answer: WorkerAnswer): void {
    // Before its code is loaded, a worker's only answer is why it could not be loaded; the worker has logged that.
    if (!this.loaded && !answer.ok) this.leave(answer);
    else this.settle(answer.ok ? payloadOf(answer.payload) : answer);
  }

  private settle(invocation: Invocation): void {
    this.cancelLimit();
    this.call?.settle(invocation);
    this.call = undefined;
  }

  private limit(seconds: number): () => void {
    return startLimit(this.surroundings.clock, seconds * 1000, () => this.timeOut(seconds));
  }

  private timeOut(seconds: number): void {
    const errorMessage = `${this.call?.requestId ?? this.spec.name} Task timed out after ${seconds.toFixed(2)} seconds`;
    this.end({ ok: false, errorType: 'Sandbox.Timedout', errorMessage });
    void this.worker.terminate();
  }

  private end(failed: Failed): void {
    if (this.finished) return;
    this.surroundings.log({ source: this.spec.name, text: `${failed.errorType} ${failed.errorMessage}` });
    this.leave(failed);
  }

  /** Leaves the pool first, so that a dying worker is never given the next event. */
  private leave(failed: Failed): void {
    if (this.finished) return;
    this.finished = true;
    this.unfollow();
    this.events.gone(this, this.loaded ? undefined : failed);
    this.settle(failed);
  }

  private forward(output: Readable): void {
    const lines = readline.createInterface({ input: output });
    lines.on('line', (text) => this.surroundings.log({ source: this.spec.name, text }));
  }
}

function payloadOf(text: string): Invocation {
  if (Buffer.byteLength(text) <= MAX_ANSWER_BYTES) return { ok: true, payload: JSON.parse(text) };
  return {
    ok: false,
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
  };
}

/** The text before the message keeps a crash "Unauthorized" apart from an authorizer's error "Unauthorized". */
function exitError(why: string): Failed {
  return { ok: false, errorType: 'Runtime.ExitError', errorMessage: `Error: Runtime exited with error: ${why}` };
}

/** The variables of the template and of Lambda, and none of this machine: a function must not use its AWS profile. */
function environmentVariables(spec: FunctionSpec, { region, endpoints }: Surroundings): Record<string, string> {
  // Node.js would apply NODE_OPTIONS to the worker, which might then not start.
  const own = Object.fromEntries(Object.entries(spec.environment).filter(([name]) => name !== 'NODE_OPTIONS'));
  const nothing = path.join(spec.codeDirectory, 'no-aws-profile-here');
  return {
    TZ: 'UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // The SDK signs with it, and `callers.ts` tells the function by it.
    AWS_ACCESS_KEY_ID: spec.name,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: spec.codeDirectory,
    ...endpoints,
    ...own,
  };
}
