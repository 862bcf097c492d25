import { DependencyError } from '../../lambda/domain/outcome';
import { TimeBudget } from '../../lambda/aws/time-budget';
import { ManualTimers } from '../support/manual-timers';
import { budgetOf } from '../support/time-budgets';

let timers: ManualTimers;
beforeEach(() => {
  timers = new ManualTimers();
});

const never = () => new Promise<never>(() => undefined);
const failureOf = (call: Promise<unknown>) => call.catch((error: unknown) => error);

describe('a time budget', () => {
  test('lets a call that is in time answer or fail as it does', async () => {
    const budget = budgetOf(1_000, timers);

    expect(await budget.run('table', () => Promise.resolve(7))).toBe(7);
    await expect(budget.run('table', () => Promise.reject(new RangeError('own')))).rejects.toThrow('own');
  });

  test('gives up a running call when it ends, not a millisecond before, and names the dependency', async () => {
    const budget = budgetOf(1_000, timers);
    const signals: AbortSignal[] = [];

    const ended = failureOf(budget.run('table', (signal) => (signals.push(signal), never())));
    timers.advance(999);
    const before = signals.map(({ aborted }) => aborted);
    timers.advance(1);

    expect(await ended).toEqual(new DependencyError('table', 'the time of this request ended'));
    expect([before, signals.map(({ aborted }) => aborted)]).toEqual([[false], [true]]);
  });

  test('gives the same error when the call itself fails because its signal aborted', async () => {
    const budget = budgetOf(1_000, timers);
    const aborted = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

    const ended = failureOf(budget.run('pool', aborted));
    timers.advance(1_000);

    expect(await ended).toMatchObject({ dependency: 'pool', message: 'the time of this request ended' });
  });

  test('starts no call after it ended', async () => {
    const budget = budgetOf(1_000, timers);
    const call = jest.fn(never);
    timers.advance(1_000);

    await expect(budget.run('table', call)).rejects.toMatchObject({ dependency: 'table' });
    expect(call).not.toHaveBeenCalled();
  });

  test('of a frozen process is over when the process is thawed, before any timer notices', async () => {
    const time = { passed: 0 };
    const budget = new TimeBudget(1_000, { elapsed: () => time.passed, timers });
    const call = jest.fn(never);
    const running = failureOf(budget.run('pool', never));

    time.passed = 60_000;

    await expect(budget.run('table', call)).rejects.toMatchObject({ dependency: 'table' });
    expect(await running).toMatchObject({ dependency: 'pool' });
    expect(await budget.pause(0)).toBe(false);
    expect([call.mock.calls.length, budget.signal.aborted]).toEqual([0, true]);
  });

  test('is over at once when nothing was left', () => {
    expect([budgetOf(0, timers), budgetOf(-50, timers)].map((budget) => budget.isOver())).toEqual([true, true]);
  });

  test('leaves no timer behind when it is cancelled, and neither do its parts', async () => {
    const budget = budgetOf(1_000, timers);
    budget.endingEarlier(300);

    await budget.part(100, () => Promise.resolve());
    await failureOf(budget.part(100, () => Promise.reject(new Error('x'))));
    const before = timers.pending;
    budget.cancel();

    expect([before, timers.pending]).toEqual([2, 0]);
  });
});

describe('a pause within a budget', () => {
  test('is true when something may begin after it, and false when the budget ends first', async () => {
    const budget = budgetOf(1_000, timers);

    expect([await budget.pause(999), await budget.pause(1), await budget.pause(1)]).toEqual([true, false, false]);
  });

  test('is of random length', () => {
    const budget = budgetOf(1_000, timers);
    const lengths = [0, 0.25, 1].map((chance) => {
      timers.chance = () => chance;
      return budget.jitter(400);
    });

    expect(lengths).toEqual([0, 100, 400]);
  });
});

describe('a part of a budget', () => {
  test('ends before the budget does, which then goes on', async () => {
    const budget = budgetOf(1_000, timers);

    const ended = failureOf(budget.part(100, (part) => part.run('key-set', never)));
    timers.advance(100);

    expect(await ended).toEqual(new DependencyError('key-set', 'no answer within 100 ms'));
    expect(await budget.run('table', () => Promise.resolve('read'))).toBe('read');
  });

  test('never ends after the budget', async () => {
    const budget = budgetOf(1_000, timers);

    const ended = failureOf(budget.part(5_000, (part) => part.run('pool', never)));
    timers.advance(1_000);

    expect(await ended).toMatchObject({ message: 'the time of this request ended' });
  });

  test('can be all but what is kept for the last calls', () => {
    const budget = budgetOf(1_000, timers);
    const earlier = budget.endingEarlier(300);

    timers.advance(700);

    expect([earlier.isOver(), budget.isOver()]).toEqual([true, false]);
  });
});
