import { isRefused, type Patience, persist } from '../../lambda/aws/retry';
import { DependencyError } from '../../lambda/domain/outcome';

const PATIENCE: Patience = { dependency: 'thing', attempts: 3, budget: 5_000, shortestPause: 1, longestPause: 2 };
const never = () => false;

/** Fails with these, one after another, and succeeds then. */
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

    expect(await persist(PATIENCE, attempt, never)).toBe('done');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('end with what the last one threw', async () => {
    const attempt = failing(new Error('one'), new Error('two'), new Error('three'));

    await expect(persist(PATIENCE, attempt, never)).rejects.toThrow('three');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('end with a failure that would be the same again', async () => {
    const attempt = failing(new Error('passing'), new Error('final'));

    await expect(
      persist(PATIENCE, attempt, (error) => error instanceof Error && error.message === 'final'),
    ).rejects.toThrow('final');
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('end with the budget, abort what runs, and start no other', async () => {
    const signals: AbortSignal[] = [];
    const hang = (signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    };

    const error: unknown = await persist({ ...PATIENCE, budget: 20 }, hang, never).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(DependencyError);
    expect(error).toMatchObject({ dependency: 'thing', message: 'no answer within 20 ms' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('are not paused for beyond the budget', async () => {
    const patience = { ...PATIENCE, budget: 20, shortestPause: 60_000, longestPause: 60_000 };

    await expect(persist(patience, failing(new Error('one')), never)).rejects.toMatchObject({ dependency: 'thing' });
  });
});

describe('a refusal', () => {
  const answered = (httpStatusCode: number, name = 'X') =>
    Object.assign(new Error(), { name, $metadata: { httpStatusCode } });

  it('is what came with a status of the caller’s fault, but for the names that say "not now"', () => {
    const refused = [answered(400), answered(499), answered(400, 'Busy'), answered(500), answered(399), new Error()];

    expect(refused.map((error) => isRefused(error, new Set(['Busy'])))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
