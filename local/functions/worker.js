/**
 * Runs inside a worker thread: loads one function's code and answers events, one at a time. Plain JavaScript,
 * because no TypeScript loader may reach a function. What the function sees is what Lambda would show it, but for
 * the time, which is the local run's: on a clock that stands still, its time limits wait for the clock to be moved.
 */
'use strict';

const path = require('node:path');
const { existsSync } = require('node:fs');
const { Socket } = require('node:net');
const { performance } = require('node:perf_hooks');
const pauses = require('node:timers/promises');
const { parentPort, workerData } = require('node:worker_threads');
const { pathToFileURL } = require('node:url');

/** Node.js 24 functions fail with it when their handler has a callback parameter (Lambda Developer Guide, Node.js). */
class CallbackHandlerDeprecatedError extends Error {
  name = 'Runtime.CallbackHandlerDeprecated';
}
class HandlerNotFoundError extends Error {
  name = 'Runtime.HandlerNotFound';
}
class ImportModuleError extends Error {
  name = 'Runtime.ImportModuleError';
}

/** Milliseconds, and 0 when they are added to real time, else 1. */
const time = new BigInt64Array(workerData.offset);
const standsStill = Atomics.load(time, 1) === 1n;

/** `Date.now()`, `new Date()` and `Date()` follow the local run's clock; every other use of `Date` is untouched. */
function moveDate() {
  const RealDate = Date;
  const realNow = RealDate.now;
  const now = () => (standsStill ? 0 : realNow()) + Number(Atomics.load(time, 0));
  RealDate.now = now;
  const MovedDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = MovedDate;
  globalThis.Date = MovedDate;
}

/**
 * Takes timers off real time: one expires when the clock was moved that far, and sockets have no time-outs. A pause is
 * over at once and counts as passed for this worker alone, so that retries come to an end. Returns the time that has
 * passed, and how to move it.
 */
function stopTimers() {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const timers = new Map();
  let now = 0;
  globalThis.setTimeout = (run, milliseconds, ...given) => {
    // Not a limit but the next turn.
    if (!(milliseconds > 0)) return real.setTimeout(run, 0, ...given);
    const timer = { ref: () => timer, unref: () => timer, hasRef: () => true, refresh };
    function refresh() {
      timers.set(timer, { at: now + milliseconds, run: () => run(...given) });
      return timer;
    }
    return refresh();
  };
  globalThis.clearTimeout = (timer) => {
    if (!timers.delete(timer)) real.clearTimeout(timer);
  };
  const socketTimeout = Socket.prototype.setTimeout;
  Socket.prototype.setTimeout = function (milliseconds, expire) {
    return expire === undefined ? socketTimeout.call(this, milliseconds) : this;
  };
  const move = (milliseconds) => {
    now += milliseconds;
    const due = [...timers].filter(([, { at }]) => at <= now).sort(([, one], [, other]) => one.at - other.at);
    for (const [timer, { run }] of due) if (timers.delete(timer)) run();
  };
  pauses.setTimeout = async (milliseconds, value, { signal } = {}) => {
    signal?.throwIfAborted();
    move(milliseconds);
    signal?.throwIfAborted();
    return value;
  };
  return { move, passed: () => now };
}

/** The function that `<folder>/<file>.<export>` names, in a `.js`, `.cjs` or `.mjs` file. */
async function loadHandler({ codeDirectory, handler }) {
  const cut = handler.lastIndexOf('.');
  const base = path.join(codeDirectory, handler.slice(0, cut));
  const file = ['.js', '.cjs', '.mjs'].map((ending) => base + ending).find(existsSync);
  if (file === undefined) throw new ImportModuleError(`Cannot find module '${path.basename(base)}'`);
  const exported = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  const found = exported[handler.slice(cut + 1)];
  if (typeof found !== 'function') throw new HandlerNotFoundError(`${handler} is undefined or not exported`);
  if (found.length >= 3) {
    throw new CallbackHandlerDeprecatedError('Node.js 24 functions do not support callback-based handlers');
  }
  return found;
}

/** The module of AWS's SDK that an error misses. Lambda's Node.js runtimes bring them (Lambda Developer Guide, Node.js). */
function missingSdk({ code, message }) {
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return /^Cannot find (?:module|package) '(@(?:aws-sdk|smithy)\/[^/']+)/.exec(message)?.[1];
}

/** What to do about a module that is there on Lambda, in the place of an error that says only that it is not here. */
function withAdvice(thrown) {
  const name = thrown instanceof Error ? missingSdk(thrown) : undefined;
  if (name === undefined) return thrown;
  const error = new ImportModuleError(
    `cannot find ${name}, which Lambda brings along; the local run takes it from the app: npm install --save-dev ${name}`,
  );
  error.stack = error.message;
  return error;
}

/** The report of a failed invocation. It follows AWS's Node.js runtime interface client, also for thrown non-errors. */
function describeThrown(thrown) {
  if (thrown instanceof Error) return { errorType: thrown.name || 'Error', errorMessage: thrown.message };
  return { errorType: typeof thrown, errorMessage: String(thrown) };
}

function serialize(result) {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

/** `passed` tells the milliseconds of the time that the timeout runs on. */
function contextOf({ name, arn, memoryMegabytes, timeoutSeconds }, requestId, passed) {
  const deadline = passed() + timeoutSeconds * 1000;
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - passed())),
  };
}

/** Logs what was thrown, as Lambda does, and gives the failed invocation. */
function report(kind, given) {
  const thrown = withAdvice(given);
  const described = describeThrown(thrown);
  const stack = thrown instanceof Error ? String(thrown.stack).split('\n') : [];
  console.error(`${kind} ${JSON.stringify({ ...described, stack })}`);
  return { ok: false, ...described };
}

async function answer(handler, { requestId, event }, passed) {
  try {
    const result = await handler(JSON.parse(event), contextOf(workerData, requestId, passed));
    return { ok: true, payload: serialize(result) };
  } catch (thrown) {
    return report('Invoke Error', thrown);
  }
}

async function main() {
  moveDate();
  // Real time, unless the clock stands still.
  const { move, passed } = standsStill ? stopTimers() : { passed: () => performance.now() };
  const handler = await loadHandler(workerData);
  parentPort.on('message', async (call) => {
    if ('moved' in call) {
      move(call.moved);
      return;
    }
    parentPort.postMessage(await answer(handler, call, passed));
    // Only after this turn: an unhandled rejection ends this worker first, so that it does not get the next event.
    setImmediate(() => parentPort.postMessage('free'));
  });
  parentPort.postMessage('free');
}

main().catch((thrown) => {
  parentPort.postMessage(report('Init Error', thrown));
});
