import { type Attempt, isFinalRefusal, retry, type RetryPolicy } from '../../lambda/aws/retry';
import { TimeBudget } from '../../lambda/aws/time-budget';
import { DependencyError } from '../../lambda/domain/outcome';
import { ManualTimers } from '../support/manual-timers';
import { budgetOf } from '../support/time-budgets';

const POLICY: RetryPolicy = { dependency: 'thing', firstPause: 50, longestPause: 400, isFinal: () => false };

let timers: ManualTimers;
beforeEach(() => {
  timers = new ManualTimers();
});

async function retried<T>(attempt: Attempt<T>, { policy = POLICY, callLimit = 60_000, milliseconds = 5_000 } = {}) {
  const budget = budgetOf(milliseconds, timers);
  const value = await retry(policy, { budget, callLimit }, attempt).catch((error: unknown) => error);
  budget.cancel();
  expect(timers.pending).toBe(0);
  return value;
}

/** Fails with each of these errors, one after another, and then succeeds. */
function failing(...errors: readonly unknown[]) {
  const left = [...errors];
  return jest.fn(async () => {
    if (left.length > 0) throw left.shift();
    return 'done';
  });
}
const hangs = () => new Promise<never>(() => undefined);

describe('attempts', () => {
  it('end with the first that succeeds, however many there were before', async () => {
    const attempt = failing(...Array.from({ length: 12 }, () => new Error('throttled')));

    expect(await retried(attempt)).toBe('done');
    expect(attempt).toHaveBeenCalledTimes(13);
  });

  it('end with the policy’s last one', async () => {
    const attempt = failing(new Error('one'), new Error('two'), new Error('three'));

    const error = await retried(attempt, { policy: { ...POLICY, attempts: 3 } });

    expect(error).toMatchObject({ dependency: 'thing', message: 'the call failed', cause: new Error('three') });
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('end with an error that is final', async () => {
    const attempt = failing(new Error('passing'), new Error('final'));
    const isFinal = (error: unknown) => error instanceof Error && error.message === 'final';

    expect(await retried(attempt, { policy: { ...POLICY, isFinal } })).toMatchObject({ cause: new Error('final') });
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('keep a DependencyError as it is', async () => {
    const error = new DependencyError('thing', 'answered in an unknown format');

    expect(await retried(failing(error), { policy: { ...POLICY, attempts: 1 } })).toBe(error);
  });

  it('end with the budget: the running one is aborted, no other starts, and the error tells the one before', async () => {
    const signals: AbortSignal[] = [];
    const attempt: Attempt<never> = (signal) => {
      if (signals.push(signal) === 1) return Promise.reject(new Error('throttled'));
      timers.advance(60_000);
      return hangs();
    };

    const error = await retried(attempt);

    expect(error).toBeInstanceOf(DependencyError);
    expect(error).toMatchObject({ dependency: 'thing', message: 'the time of this request ended' });
    expect(error).toHaveProperty('cause', new Error('throttled'));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('end with the limit of the call, when that ends first', async () => {
    const attempt = jest.fn(() => (timers.advance(1_500), hangs()));

    expect(await retried(attempt, { callLimit: 1_500 })).toMatchObject({ message: 'no answer within 1500 ms' });
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('end with the budget during a pause', async () => {
    const attempt = failing(new Error('one'), new Error('two'));

    const error = await retried(attempt, { policy: { ...POLICY, firstPause: 60_000, longestPause: 60_000 } });

    expect(error).toMatchObject({ message: 'the time of this request ended', cause: new Error('one') });
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('do not begin in a process that was frozen until its time was over', async () => {
    const time = { passed: 0 };
    const attempt = jest.fn(() => {
      time.passed = 60_000;
      return Promise.reject(new Error('the connection is dead'));
    });
    const budget = new TimeBudget(5_000, { elapsed: () => time.passed, timers });

    await expect(retry(POLICY, { budget }, attempt)).rejects.toMatchObject({ dependency: 'thing' });

    expect([attempt.mock.calls.length, timers.pauses]).toEqual([1, []]);
  });

  it.each([
    [1, [50, 100, 200, 400, 400]],
    [0.5, [25, 50, 100, 200, 200]],
    [0, [0, 0, 0, 0, 0]],
  ])('have a pause between two that is random up to a limit, which doubles (chance %d)', async (chance, pauses) => {
    timers.chance = () => chance;

    await retried(failing(...Array.from({ length: 5 }, () => new Error('throttled'))));

    expect(timers.pauses).toEqual(pauses);
  });
});

describe('a final refusal', () => {
  const answered = (httpStatusCode: number, name = 'X') =>
    Object.assign(new Error(), { name, $metadata: { httpStatusCode } });

  it('is an answer with a 4xx status whose name is not transient', () => {
    const refused = [answered(400), answered(499), answered(400, 'Busy'), answered(500), answered(399), new Error()];

    expect(refused.map((error) => isFinalRefusal(error, new Set(['Busy'])))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
