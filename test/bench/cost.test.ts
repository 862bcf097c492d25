import { costOf, durationOf } from '../../bench/cost/prices';
import { hitRate, popularity, seeded, simulate } from '../../bench/cost/traffic';

const TRAFFIC = { requests: 100, keys: 1_000, skew: 1, routes: 1 };
const PRICES = { 'lambda-requests': 0.2, 'lambda-gb-second': 0.00001, 'read-units': 0.125, logs: 0.5 };
const DECISION = { memory: 512, ms: 5, reads: 2, logBytes: 600 };

describe('the popularity of keys', () => {
  it('is Zipf’s, and adds up to all requests', () => {
    const [first = 0, second = 0, third = 0] = popularity(TRAFFIC);

    expect(first / second).toBeCloseTo(2);
    expect(first / third).toBeCloseTo(3);
    expect(popularity(TRAFFIC).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(popularity({ keys: 4, skew: 0 })).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

describe('the gateway’s cache', () => {
  it('answers nothing without a delay', () => {
    expect(hitRate(TRAFFIC, 0)).toBe(0);
  });

  it('answers half of the requests of a pair that comes once in a delay', () => {
    expect(hitRate({ requests: 1, keys: 1, skew: 1, routes: 1 }, 1)).toBe(0.5);
  });

  it('answers less when each key calls more routes, as each pair is kept apart', () => {
    expect(hitRate({ ...TRAFFIC, routes: 20 }, 5)).toBeLessThan(hitRate(TRAFFIC, 5));
  });

  it.each([
    [TRAFFIC, 1],
    [TRAFFIC, 5],
    [TRAFFIC, 60],
    [{ ...TRAFFIC, routes: 4 }, 5],
    [{ ...TRAFFIC, skew: 0 }, 5],
  ])('answers in the simulation what the formula says: %j, %d s', (traffic, delay) => {
    const simulated = simulate(traffic, { delay, duration: 0.005, count: 50_000, random: seeded(7) });

    expect(simulated.hitRate).toBeCloseTo(hitRate(traffic, delay), 2);
  });
});

describe('the simulation', () => {
  const run = (seed: number) => simulate(TRAFFIC, { delay: 1, duration: 0.1, count: 5_000, random: seeded(seed) });

  it('gives the same figures for the same seed', () => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('counts the decisions that are under way at once', () => {
    const long = simulate(TRAFFIC, { delay: 0, duration: 1, count: 5_000, random: seeded(1) });
    const short = simulate(TRAFFIC, { delay: 0, duration: 0.001, count: 5_000, random: seeded(1) });

    // 100 requests a second of a second each: about 100 at once, by chance some more.
    expect(long.instances).toBeGreaterThan(100);
    expect(long.instances).toBeLessThan(160);
    expect(short.instances).toBeLessThan(5);
  });
});

describe('the cost of a million requests', () => {
  it('is that of Lambda’s requests and time, the reads and the logs', () => {
    expect(costOf(PRICES, DECISION, 1)).toEqual({
      requests: 0.2,
      time: expect.closeTo(0.025),
      reads: expect.closeTo(0.25),
      logs: expect.closeTo(0.3),
      total: expect.closeTo(0.775),
    });
  });

  it('falls with the share that asks the authorizer, and nothing is left when none does', () => {
    expect(costOf(PRICES, DECISION, 0.25).total).toBeCloseTo(costOf(PRICES, DECISION, 1).total / 4);
    expect(costOf(PRICES, DECISION, 0).total).toBe(0);
  });

  it('counts whole milliseconds, as Lambda bills them', () => {
    expect(costOf(PRICES, { ...DECISION, ms: 4.1 }, 1)).toEqual(costOf(PRICES, DECISION, 1));
  });
});

describe('the time of a decision', () => {
  it('is longer with less memory, by the share of a vCPU that the memory brings', () => {
    expect(durationOf({ cpu: 1, wait: 4 }, 1769)).toBe(5);
    expect(durationOf({ cpu: 1, wait: 4 }, 1769 / 2)).toBe(6);
  });

  it('is no shorter with more than one vCPU', () => {
    expect(durationOf({ cpu: 1, wait: 4 }, 3538)).toBe(5);
  });
});
