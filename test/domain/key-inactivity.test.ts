import fc from 'fast-check';
import { heard, LONGEST_PAUSE, recordedTime, type Silence } from '../../lambda/domain/key-lifetime';

const DAY = 86_400_000;
const silences = [
  { from: 10, until: 20 },
  { from: 30, until: 50 },
];

test.each([
  [0, 100, 70],
  [0, 15, 10],
  [15, 35, 10],
  [12, 18, 0],
  [60, 100, 40],
  [100, 60, 0],
])('of the time from %d to %d, %d are recorded', (from, until, expected) => {
  expect(recordedTime({ since: 0, silences }, from, until)).toBe(expected);
});

test('nothing counts before the recording began', () => {
  expect(recordedTime({ since: 25, silences }, 0, 40)).toBe(5);
  expect(recordedTime({ since: 25, silences }, 0, 20)).toBe(0);
});

test('only a pause that is longer than two days is a silence', () => {
  expect(heard([], 0, LONGEST_PAUSE)).toEqual([]);
  expect(heard([], 0, LONGEST_PAUSE + 1)).toEqual([{ from: 0, until: LONGEST_PAUSE + 1 }]);
});

test('of more than 200, the two earliest become one', () => {
  const all = Array.from({ length: 200 }, (_, n) => ({ from: n * 10, until: n * 10 + 5 }));

  const [first, second, ...others] = heard(all, 2000, 2000 + LONGEST_PAUSE + 1);

  expect([first, second]).toEqual([{ from: 0, until: 15 }, all[2]]);
  expect([others.length, others.at(-1)]).toEqual([198, { from: 2000, until: 2000 + LONGEST_PAUSE + 1 }]);
});

test('of an API with idle weekends a whole recorded year is remembered', () => {
  let kept: readonly Silence[] = [];
  for (let week = 0; week < 6 * 52; week += 1) kept = heard(kept, week * 7 * DAY, (week * 7 + 2.6) * DAY);

  expect(recordedTime({ since: 0, silences: kept }, 0, 6 * 364 * DAY)).toBeGreaterThan(365 * DAY);
});

test('however many silences there are, 200 are kept, and no silent time is forgotten', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: LONGEST_PAUSE + 1, max: 5 * DAY }), { minLength: 1, maxLength: 400, size: 'max' }),
      (pauses) => {
        let kept: readonly Silence[] = [];
        let now = 0;
        let silent = 0;
        for (const pause of pauses) {
          kept = heard(kept, now, now + pause);
          now += pause + DAY;
          silent += pause;
        }
        expect(kept.length).toBeLessThanOrEqual(200);
        expect(recordedTime({ since: 0, silences: kept }, 0, now)).toBeLessThanOrEqual(now - silent);
      },
    ),
  );
});
