/**
 * One worker thread of one function: its own module graph, memory limit and `process.env`, one event at a time.
 * Whatever the code in it does, the call it holds is answered and the host goes on.
 */
import path from 'node:path';
import readline from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FunctionSpec, Invocation, LocalClock, LogSink } from '../types';

/** What a local run gives every function. */
export interface Surroundings {
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly region: string;
  /** `AWS_ENDPOINT_URL_<SERVICE>` of each service that runs here; the SDK reads them by itself. */
  readonly endpoints: Readonly<Record<`AWS_ENDPOINT_URL_${string}`, string>>;
}

/** One event on its way, already JSON text. */
export interface InvocationRequest {
  readonly requestId: string;
  readonly event: string;
  readonly settle: (invocation: Invocation) => void;
}

export type Failed = Extract<Invocation, { ok: false }>;
type WorkerAnswer = { readonly ok: true; readonly payload: string } | Failed;

export interface SandboxEvents {
  /** Ready for an event: loaded, or done with the last one. */
  free(sandbox: Sandbox): void;
  /** Never usable again. `unstarted` is set when the code could not even be loaded. */
  gone(sandbox: Sandbox, unstarted: Failed | undefined): void;
}

/** Lambda's limit for loading a function's code. AWS Lambda guide, lambda-runtime-environment. */
const INIT_SECONDS = 10;
/** AWS Lambda quotas: 6 MB and a little for an answer. */
const MAX_ANSWER_BYTES = 6_291_556;
const WORKER = path.join(__dirname, 'worker.js');

export class Sandbox {
  private readonly worker: Worker;
  private loaded = false;
  private finished = false;
  private call: InvocationRequest | undefined;
  private timer: NodeJS.Timeout;

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
    this.timer = setTimeout(() => this.timeOut(INIT_SECONDS), INIT_SECONDS * 1000);
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
    this.timer = setTimeout(() => this.timeOut(this.spec.timeoutSeconds), this.spec.timeoutSeconds * 1000);
    this.worker.postMessage({ requestId: call.requestId, event: call.event });
  }

  /** Ends the thread whatever it is doing; a call it holds is answered as failed. */
  async stop(): Promise<void> {
    this.finished = true;
    this.settle(exitError('the local run was stopped'));
    await this.worker.terminate();
  }

  private free(): void {
    if (this.finished) return;
    if (!this.loaded) clearTimeout(this.timer);
    this.loaded = true;
    this.events.free(this);
  }

  private answer(answer: WorkerAnswer): void {
    // Before it is loaded a worker has one thing to say: why it cannot be.
    if (!this.loaded && !answer.ok) this.end(answer);
    else this.settle(answer.ok ? payloadOf(answer.payload) : answer);
  }

  private settle(invocation: Invocation): void {
    clearTimeout(this.timer);
    this.call?.settle(invocation);
    this.call = undefined;
  }

  private timeOut(seconds: number): void {
    const errorMessage = `${this.call?.requestId ?? this.spec.name} Task timed out after ${seconds.toFixed(2)} seconds`;
    this.end({ ok: false, errorType: 'Sandbox.Timedout', errorMessage });
    void this.worker.terminate();
  }

  /** Leaves the pool first, so that a dying worker is never given the next event. */
  private end(failed: Failed): void {
    if (this.finished) return;
    this.finished = true;
    this.surroundings.log({ source: this.spec.name, text: `${failed.errorType} ${failed.errorMessage}` });
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

/** Never the error's own words alone: a crash that says "Unauthorized" must not read as the answer "Unauthorized". */
function exitError(why: string): Failed {
  return { ok: false, errorType: 'Runtime.ExitError', errorMessage: `Error: Runtime exited with error: ${why}` };
}

/** The template's variables and what Lambda adds; nothing of this machine, neither its AWS profile nor its variables. */
function environmentVariables(spec: FunctionSpec, { region, endpoints }: Surroundings): Record<string, string> {
  // A worker would apply NODE_OPTIONS to itself, and may refuse to start for it.
  const own = Object.fromEntries(Object.entries(spec.environment).filter(([name]) => name !== 'NODE_OPTIONS'));
  const nothing = path.join(spec.codeDirectory, 'no-aws-profile-here');
  return {
    TZ: 'UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // Signs the function's calls, so that table and pool know who is calling.
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
