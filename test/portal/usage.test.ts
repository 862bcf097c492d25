import { allDays, firstDay, spanOf, topOf } from '../../portal/usage/days';

const NOW = Date.parse('2026-03-01T23:59:59Z');

test('a period ends today and counts today', () => {
  expect(spanOf(7, NOW)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
});

test.each([
  ['the report, of an older account', '2025-01-01T00:00:00Z', '2026-01-31'],
  ['the account, if it is younger than the report', '2026-02-10T12:00:00Z', '2026-02-10'],
  ['the last week, of an account that is younger than that', '2026-03-01T12:00:00Z', '2026-02-23'],
  ['the report, as long as nobody knows how old the account is', undefined, '2026-01-31'],
])('a chart begins with the first day of %s', (_, createdAt, first) => {
  expect(firstDay({ from: '2026-01-31', to: '2026-03-01' }, createdAt)).toBe(first);
});

test('a chart of a day begins with that day', () => {
  expect(firstDay({ from: '2026-03-01', to: '2026-03-01' }, '2026-01-01T00:00:00Z')).toBe('2026-03-01');
});

test('a day without a request has a bar of no height', () => {
  const items = [{ day: '2026-02-28', requests: 3, refusals: 1 }];

  expect(allDays({ from: '2026-02-27', to: '2026-03-01', items })).toEqual([
    { day: '2026-02-27', requests: 0, refusals: 0 },
    { day: '2026-02-28', requests: 3, refusals: 1 },
    { day: '2026-03-01', requests: 0, refusals: 0 },
  ]);
});

test('the scale ends at a round number at or above the most', () => {
  expect([0, 4, 5, 99, 100, 101, 4_100, 0.5].map(topOf)).toEqual([4, 4, 5, 100, 100, 200, 5_000, 4]);
});
