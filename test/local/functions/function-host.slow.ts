/** What a function may and may not do to its host, its neighbours and its own next event. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { standingClock, startClock } from '../../../local/clock';
import { startFunctionHost } from '../../../local/functions/function-host';
import type { FunctionHost, FunctionSpec, LocalClock, LogLine } from '../../../local/types';

const MISBEHAVIOUR = `
let events = 0;
exports.echo = async (event) => event;
exports.count = async () => ++events;
exports.environment = async () => ({ ...process.env, execArgv: process.execArgv });
exports.leave = async () => { process.env.LEFT = 'behind'; };
exports.now = async () => [Date.now(), new Date().getTime(), Date.parse(Date()), new Date(0).getTime(), new Date() instanceof Date];
exports.context = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });
exports.unauthorized = async () => { throw new Error('Unauthorized'); };
exports.typed = async () => { throw new TypeError('no such thing'); };
exports.text = async () => { throw 'just text'; };
exports.big = async () => 'x'.repeat(7 * 1024 * 1024);
exports.bigInt = async () => 1n;
exports.nothing = async () => undefined;
exports.partly = async () => ({ kept: null, dropped: undefined, when: new Date(0) });
exports.plain = (event) => ({ plain: true });
exports.callback = (event, context, callback) => callback(null, 'done');
exports.print = async () => { console.log('to out\\nsecond'); console.error('to error'); };
exports.either = async (event) => {
  if (event.do === 'loop') for (;;);
  if (event.do === 'exit') process.exit(3);
  if (event.do === 'heap') { const all = []; for (;;) all.push(new Array(1e5).fill({})); }
  if (event.do === 'throw') { setImmediate(() => { throw new Error('Unauthorized'); }); await new Promise(() => {}); }
  if (event.do === 'late') void Promise.reject(new Error('late'));
  if (event.do === 'turn') await new Promise((resolve) => setImmediate(resolve));
  return ++events;
};
exports.limit = () => new Promise((resolve) => { setTimeout(() => resolve('expired'), 400); console.log('waits'); });
exports.cancel = async () => { clearTimeout(setTimeout(() => process.exit(3), 1)); return 'cancelled'; };
exports.pause = () => require('node:timers/promises').setTimeout(86400000, 'over');
exports.remaining = async (event, context) => {
  const before = context.getRemainingTimeInMillis();
  console.log('asks');
  await new Promise((resolve) => { setTimeout(resolve, 1500); });
  const moved = context.getRemainingTimeInMillis();
  let limit = 'not over';
  setTimeout(() => { limit = 'over'; }, 300);
  await require('node:timers/promises').setTimeout(400);
  return { before, moved, paused: context.getRemainingTimeInMillis(), limit };
};
`;

let folder: string;
let clock: LocalClock;
let lines: LogLine[];
let host: FunctionHost | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'functions-'));
  writeFileSync(path.join(folder, 'index.js'), MISBEHAVIOUR);
  clock = standingClock();
  lines = [];
});

afterEach(async () => {
  await host?.close();
  rmSync(folder, { recursive: true });
});

function specOf(handler: string, more: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    name: handler.replace('index.', ''),
    arn: `arn:${handler}`,
    codeDirectory: folder,
    handler,
    environment: {},
    memoryMegabytes: 128,
    timeoutSeconds: 5,
    ...more,
  };
}

function hostOf(...specs: FunctionSpec[]): FunctionHost {
  host = startFunctionHost(specs, {
    clock,
    log: (line) => lines.push(line),
    region: 'us-east-1',
    endpoints: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
  });
  return host;
}

/** What becomes of a call while the clock is moved on and on. */
async function whileTimeGoesOn<T>(call: Promise<T>): Promise<T> {
  let ended = false;
  void call.then(() => (ended = true));
  while (!ended) {
    clock.advance(1_000);
    await nextTurn();
  }
  return call;
}

/** Invokes the one function of a new host. */
async function run(handler: string, event: unknown = {}, more: Partial<FunctionSpec> = {}) {
  return hostOf(specOf(handler, more)).invoke(`arn:${handler}`, event);
}

describe('what a function sees', () => {
  test('its own variables and those of Lambda, and nothing of this machine', async () => {
    process.env.MACHINE_SECRET = 'must not leak';

    const answer = await run('index.environment', {}, { environment: { TABLE_NAME: 'keys', NODE_OPTIONS: '--bad' } });

    delete process.env.MACHINE_SECRET;
    expect(answer).toEqual({
      ok: true,
      payload: {
        TABLE_NAME: 'keys',
        TZ: 'UTC',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'environment',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_CONFIG_FILE: expect.stringContaining(folder),
        AWS_SHARED_CREDENTIALS_FILE: expect.stringContaining(folder),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        AWS_LAMBDA_FUNCTION_NAME: 'environment',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/environment',
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
        LAMBDA_TASK_ROOT: folder,
        execArgv: [],
      },
    });
  });

  test('no variable that another function set', async () => {
    const both = hostOf(specOf('index.leave'), specOf('index.environment'));

    await both.invoke('arn:index.leave', {});
    const answer = await both.invoke('arn:index.environment', {});

    expect(process.env.LEFT).toBeUndefined();
    expect(answer).not.toHaveProperty('payload.LEFT');
  });

  test.each([
    ['goes on by itself', startClock],
    ['stands still', standingClock],
  ])('the time of a clock that %s in every form of Date, also after it moved', async (_, clockOf) => {
    clock = clockOf();
    const one = hostOf(specOf('index.now'));
    const before = clock.now();
    await one.invoke('arn:index.now', {});

    clock.advance(86_400_000);
    const answer = await one.invoke('arn:index.now', {});

    const [now, instance, text, epoch, isDate] = (answer as { payload: [number, number, number, number, boolean] })
      .payload;
    for (const time of [now, instance]) expect(time - before).toBeGreaterThanOrEqual(86_400_000);
    // Without its milliseconds.
    expect(text - before).toBeGreaterThan(86_400_000 - 1000);
    expect(now).toBeLessThanOrEqual(clock.now());
    expect([epoch, isDate]).toEqual([0, true]);
  });

  test('the context of its invocation', async () => {
    clock = startClock();

    const answer = await run('index.context', {}, { timeoutSeconds: 300 });

    expect(answer).toMatchObject({
      ok: true,
      payload: {
        functionName: 'context',
        invokedFunctionArn: 'arn:index.context',
        memoryLimitInMB: '128',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    const { remaining } = (answer as { payload: { remaining: number } }).payload;
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(300_000);
  });
});

describe('payloads go through JSON', () => {
  test.each([
    ['index.partly', { kept: null, when: '1970-01-01T00:00:00.000Z' }],
    ['index.nothing', null],
    ['index.plain', { plain: true }],
  ])('%s', async (handler, payload) => {
    expect(await run(handler)).toEqual({ ok: true, payload });
  });

  test('the event loses what JSON cannot say', async () => {
    expect(await run('index.echo', { a: undefined, b: [undefined] })).toEqual({ ok: true, payload: { b: [null] } });
  });

  test('an answer or an event beyond 6 MB fails', async () => {
    const two = hostOf(specOf('index.big'), specOf('index.echo'));

    const answered = await two.invoke('arn:index.big', {});
    const asked = await two.invoke('arn:index.echo', 'x'.repeat(7 * 1024 * 1024));

    expect(answered).toMatchObject({ ok: false, errorType: 'Function.ResponseSizeTooLarge' });
    expect(asked).toMatchObject({ ok: false, errorType: 'RequestTooLargeException' });
  });
});

describe('a failed invocation has the type and message of what was thrown', () => {
  test.each([
    ['index.unauthorized', 'Error', 'Unauthorized'],
    ['index.typed', 'TypeError', 'no such thing'],
    ['index.text', 'string', 'just text'],
    ['index.bigInt', 'Error', 'Unable to stringify response body'],
    ['index.callback', 'Runtime.CallbackHandlerDeprecated', expect.stringContaining('callback')],
    ['index.absent', 'Runtime.HandlerNotFound', expect.stringContaining('index.absent')],
    ['other.handler', 'Runtime.ImportModuleError', expect.stringContaining('other')],
  ])('%s', async (handler, errorType, errorMessage) => {
    expect(await run(handler)).toEqual({ ok: false, errorType, errorMessage });
  });

  test('a function that is not there', async () => {
    expect(await hostOf().invoke('arn:none', {})).toMatchObject({ ok: false, errorType: 'ResourceNotFoundException' });
  });

  test('code that ends the process while loading fails its event, and the next one tries again', async () => {
    mkdirSync(path.join(folder, 'deep'));
    writeFileSync(path.join(folder, 'deep', 'index.js'), 'process.exit(1)');
    const one = hostOf(specOf('deep/index.handler'));

    const first = await one.invoke('arn:deep/index.handler', {});
    writeFileSync(path.join(folder, 'deep', 'index.js'), 'exports.handler = async () => "well"');
    const second = await one.invoke('arn:deep/index.handler', {});

    expect(first).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(second).toEqual({ ok: true, payload: 'well' });
  });
});

describe('a worker that failed is never used again', () => {
  test.each([
    ['loop', 'Sandbox.Timedout', /Task timed out after 3.00 seconds$/],
    ['exit', 'Runtime.ExitError', /exit status 3$/],
    ['heap', 'Runtime.ExitError', /memory/],
    ['throw', 'Runtime.ExitError', /^Error: Runtime exited with error: Error: Unauthorized$/],
  ])('%s', async (what, errorType, errorMessage) => {
    const one = hostOf(specOf('index.either', { timeoutSeconds: 3, memoryMegabytes: 32 }));
    await one.invoke('arn:index.either', {});

    const invoked = one.invoke('arn:index.either', { do: what });
    const wrong = await (what === 'loop' ? whileTimeGoesOn(invoked) : invoked);
    const next = await one.invoke('arn:index.either', {});

    expect(wrong).toEqual({ ok: false, errorType, errorMessage: expect.stringMatching(errorMessage) });
    expect(next).toEqual({ ok: true, payload: 1 });
    expect(lines.some((line) => line.source === 'either' && line.text.startsWith(errorType))).toBe(true);
  });

  test('a rejection nobody handled ends the worker but not the call that was answered', async () => {
    const one = hostOf(specOf('index.either'));

    const answers = await Promise.all(Array.from({ length: 9 }, () => one.invoke('arn:index.either', { do: 'late' })));

    for (const answer of answers) expect(answer).toEqual({ ok: true, payload: 1 });
    expect(lines.some((line) => line.text.includes('late'))).toBe(true);
  });
});

describe('on a clock that stands still', () => {
  test('a limit that a function set expires when the clock was moved that far', async () => {
    const answer = run('index.limit');
    while (!lines.some(({ text }) => text === 'waits')) await nextTurn();

    clock.advance(399);
    clock.advance(1);

    expect(await answer).toEqual({ ok: true, payload: 'expired' });
  });

  test.each([
    ['index.cancel', 'cancelled'],
    ['index.pause', 'over'],
  ])('nobody waits: %s', async (handler, payload) => {
    expect(await run(handler)).toEqual({ ok: true, payload });
  });

  test('the remaining time of an invocation is what the clock’s moves and the function’s own pauses leave of its timeout', async () => {
    const answer = run('index.remaining', {}, { timeoutSeconds: 10 });
    while (!lines.some(({ text }) => text === 'asks')) await nextTurn();

    clock.advance(1_500);

    expect(await answer).toEqual({
      ok: true,
      payload: { before: 10_000, moved: 8_500, paused: 8_100, limit: 'over' },
    });
  });
});

describe('workers', () => {
  test('keep their state from one event to the next', async () => {
    const one = hostOf(specOf('index.count'));

    await one.invoke('arn:index.count', {});

    expect(await one.invoke('arn:index.count', {})).toEqual({ ok: true, payload: 2 });
  });

  test('take one event at a time, and events beyond the pool wait', async () => {
    const one = hostOf(specOf('index.either'));

    const answers = await Promise.all(Array.from({ length: 12 }, () => one.invoke('arn:index.either', { do: 'turn' })));

    const counts = answers.map((answer) => (answer.ok ? Number(answer.payload) : 0));
    expect(counts.filter((count) => count === 1).length).toBeLessThanOrEqual(4);
    expect(Math.min(...counts)).toBe(1);
  });

  test('write to the log by line with the name of their function, never to this terminal', async () => {
    const one = hostOf(specOf('index.print'));
    await one.invoke('arn:index.print', {});

    await one.close();

    const printed = [...lines]
      .sort((a, b) => a.text.localeCompare(b.text))
      .map(({ source, text }) => `${source}: ${text}`);
    expect(printed).toEqual(expect.arrayContaining(['print: second', 'print: to error', 'print: to out']));
  });

  test('end with the host, and a call they held is answered', async () => {
    const one = hostOf(specOf('index.either', { timeoutSeconds: 30 }));
    await one.invoke('arn:index.either', {});
    const endless = one.invoke('arn:index.either', { do: 'loop' });
    const queued = [1, 2, 3, 4, 5].map(() => one.invoke('arn:index.either', { do: 'loop' }));

    await one.close();

    for (const answer of await Promise.all([endless, ...queued])) expect(answer).toMatchObject({ ok: false });
    expect(await one.invoke('arn:index.either', {})).toMatchObject({ ok: false });
  });
});
