/** When and how often a function that is subscribed to a log gets its lines. */
import { gunzipSync } from 'node:zlib';
import { standingClock, startClock } from '../../local/clock';
import { type LogSubscriptions, startLogSubscriptions } from '../../local/log-subscriptions';
import type { LocalClock } from '../../local/types';
import { FakeFunctions } from './rest-api';

let functions: FakeFunctions;
let failures: number;
let subscriptions: LogSubscriptions;

const start = (clock: LocalClock = standingClock()): LogSubscriptions =>
  startLogSubscriptions(
    [{ logicalId: 'Filter', source: 'AccessLog', functionArn: 'arn:usage', matches: (line) => line !== 'skipped' }],
    { functions, clock },
  );
beforeEach(() => {
  failures = 0;
  functions = new FakeFunctions({
    usage: () => {
      if (failures-- > 0) throw new Error('no');
      return null;
    },
  });
  subscriptions = start();
});
afterEach(() => subscriptions.close());

const write = (...texts: readonly string[]): void => {
  for (const text of texts) subscriptions.take({ source: 'AccessLog', text });
};
const batches = (): string[][] =>
  functions.eventsOf('usage').map((event) => {
    const { data } = Object(event).awslogs as { data: string };
    const { logEvents } = JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString());
    return (logEvents as { message: string }[]).map(({ message }) => message);
  });

test('lines that match go out in one batch, and lines of other logs not at all', async () => {
  write('one', 'skipped', 'two');
  subscriptions.take({ source: 'Other', text: 'three' });

  expect(await subscriptions.deliver()).toMatchObject([{ ok: true }]);
  expect(await subscriptions.deliver()).toEqual([]);
  expect(batches()).toEqual([['one', 'two']]);
});

test('what was delivered comes again, in another batch, when that is asked for', async () => {
  write('one');
  await subscriptions.deliver();
  write('two');

  await subscriptions.deliver({ again: true });

  expect(batches()).toEqual([['one'], ['one', 'two']]);
});

test('a batch that failed is sent again, twice at most', async () => {
  failures = 4;
  write('one');
  const ends = [];
  for (let turn = 0; turn < 4; turn += 1) ends.push(await subscriptions.deliver());

  expect(ends).toMatchObject([[{ ok: false }], [{ ok: false }], [{ ok: false }], []]);
  expect(batches()).toEqual([['one'], ['one'], ['one']]);
});

test('more than a thousand lines are several batches', async () => {
  write(...Array.from({ length: 1_001 }, (_, n) => String(n)));

  await subscriptions.deliver();

  expect(batches().map((batch) => batch.length)).toEqual([1_000, 1]);
});

test('on a clock that goes on by itself a batch goes out each second, until the end', async () => {
  jest.useFakeTimers();
  try {
    await subscriptions.close();
    subscriptions = start(startClock());
    write('one');
    jest.advanceTimersByTime(1_000);
    await subscriptions.close();
    write('two');
    jest.advanceTimersByTime(5_000);

    expect(batches()).toEqual([['one']]);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});
