import { type Attempt, isFinalRefusal, retry, type RetryPolicy } from '../../lambda/aws/retry';
import { DependencyError } from '../../lambda/domain/outcome';
import { ManualTimers } from '../support/manual-timers';

const POLICY: RetryPolicy = { dependency: 'thing', attempts: 3, budget: 5_000, shortestPause: 50, longestPause: 100 };
const never = () => false;

let timers: ManualTimers;
beforeEach(() => {
  timers = new ManualTimers();
});
afterEach(() => expect(timers.pending).toBe(0));

const retried = <T>(attempt: Attempt<T>, policy = POLICY) => retry(policy, attempt, { isFinal: never, timers });

/** Fails with each of these errors, one after another, and then succeeds. */
function failing(...errors: readonly unknown[]) {
  const left = [...errors];
  const attempt = jest.fn(async () => {
    if (left.length > 0) throw left.shift();
    return 'done';
  });
  return attempt;
}

describe('attempts', () => {
  it('end with the first that succeeds', async () => {
    const attempt = failing(new Error('one'), new Error('two'));

    expect(await retried(attempt)).toBe('done');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('end with the error of the last one', async () => {
    const attempt = failing(new Error('one'), new Error('two'), new Error('three'));

    await expect(retried(attempt)).rejects.toThrow('three');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('end with an error that is final', async () => {
    const attempt = failing(new Error('passing'), new Error('final'));

    const isFinal = (error: unknown) => error instanceof Error && error.message === 'final';
    await expect(retry(POLICY, attempt, { isFinal, timers })).rejects.toThrow('final');
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('end with the budget: the running one is aborted and no other starts', async () => {
    const signals: AbortSignal[] = [];
    const hang = (signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    };

    const ended = retried(hang).catch((reason: unknown) => reason);
    timers.advance(4_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    timers.advance(1);
    const error = await ended;

    expect(error).toBeInstanceOf(DependencyError);
    expect(error).toMatchObject({ dependency: 'thing', message: 'no answer within 5000 ms' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('end with the budget during a pause', async () => {
    const attempt = failing(new Error('one'));

    const ended = retried(attempt, { ...POLICY, shortestPause: 60_000, longestPause: 60_000 });

    await expect(ended).rejects.toMatchObject({ dependency: 'thing', message: 'no answer within 5000 ms' });
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('have a pause of the policy’s length between two', async () => {
    await retried(failing(new Error('one'), new Error('two')));

    expect(timers.pauses).toHaveLength(2);
    for (const pause of timers.pauses) {
      expect(pause).toBeGreaterThanOrEqual(50);
      expect(pause).toBeLessThanOrEqual(100);
    }
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
