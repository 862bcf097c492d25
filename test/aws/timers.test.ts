import { systemTimers } from '../../lambda/aws/timers';

describe('the system’s timers', () => {
  test('call what expires, and not what was cancelled', async () => {
    const called: string[] = [];
    const cancel = systemTimers.limit(0, () => called.push('cancelled'));
    cancel();

    await new Promise<void>((resolve) => void systemTimers.limit(1, resolve));

    expect(called).toEqual([]);
  });

  test('end a pause when its time is over, or at once with an error when its signal aborts', async () => {
    const abort = new AbortController();
    const endless = systemTimers.pause(86_400_000, abort.signal);

    await expect(systemTimers.pause(0, abort.signal)).resolves.toBeUndefined();
    abort.abort();

    await expect(endless).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('give random numbers from 0 to 1', () => {
    const numbers = Array.from({ length: 100 }, () => systemTimers.random());

    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(90);
  });
});
