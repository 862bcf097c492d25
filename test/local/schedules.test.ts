/** When a scheduled rule invokes its functions, and with what. */
import { standingClock, startClock } from '../../local/clock';
import { startSchedules, type Schedules } from '../../local/schedules';
import { FakeFunctions } from './rest-api';

const MINUTE_MS = 60_000;
const target = (name: string, input: unknown = { task: name }) => ({ functionArn: `arn:${name}`, input });

let functions: FakeFunctions;
let schedules: Schedules;

beforeEach(() => {
  jest.useFakeTimers();
  functions = new FakeFunctions({
    sweep: () => ({ removed: 1 }),
    broken: () => {
      throw new Error('no');
    },
  });
  schedules = startSchedules(
    [
      { logicalId: 'Minute', periodMs: MINUTE_MS, targets: [target('sweep'), target('other', 'text')] },
      { logicalId: 'Hour', periodMs: 60 * MINUTE_MS, targets: [target('broken')] },
    ],
    { functions, clock: startClock() },
  );
});
afterEach(async () => {
  await schedules.close();
  jest.useRealTimers();
});

const invoked = () => functions.events.map(({ name, event }) => [name, event]);

test('a rule invokes each of its targets with its own input, whenever its period has passed', () => {
  jest.advanceTimersByTime(MINUTE_MS - 1);
  const early = invoked();
  jest.advanceTimersByTime(MINUTE_MS + 1);

  expect(early).toEqual([]);
  const turn = [
    ['sweep', { task: 'sweep' }],
    ['other', 'text'],
  ];
  expect(invoked()).toEqual([...turn, ...turn]);
});

test('a failure does not keep a rule from its next turn', () => {
  jest.advanceTimersByTime(120 * MINUTE_MS);

  expect(functions.eventsOf('broken')).toHaveLength(2);
});

test('nothing is invoked after the end, and nothing keeps the process alive', async () => {
  expect(jest.getTimerCount()).toBe(2);

  await schedules.close();
  jest.advanceTimersByTime(60 * MINUTE_MS);

  expect([invoked(), jest.getTimerCount()]).toEqual([[], 0]);
});

test.each(['Hour', 'broken'])(
  'a rule is fired at once by its id or its task (%s), and tells how it ended',
  async (rule) => {
    expect(await schedules.fire(rule)).toEqual([{ ok: false, errorType: 'Error', errorMessage: 'no' }]);
    expect(invoked()).toEqual([['broken', { task: 'broken' }]]);
  },
);

test('on a clock that stands still a rule is invoked by nobody but who fires it', async () => {
  const rule = { logicalId: 'Minute', periodMs: MINUTE_MS, targets: [target('sweep')] };
  const still = startSchedules([rule], { functions, clock: standingClock() });
  await schedules.close();

  jest.advanceTimersByTime(60 * MINUTE_MS);
  const early = invoked();
  await still.fire('Minute');

  expect([early, invoked()]).toEqual([[], [['sweep', { task: 'sweep' }]]]);
  await still.close();
});

test('no rule is fired that is not there, and those that are there have names', () => {
  expect(schedules.fire('Day')).toBeUndefined();
  expect(schedules.names).toEqual(['sweep', 'broken']);
});
