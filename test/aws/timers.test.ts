import { systemTimers, withDeadline, withTimeout } from '../../lambda/aws/timers';
import { ManualTimers } from '../support/manual-timers';

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
});

describe('a timeout', () => {
  test('aborts the work’s signal when the time is over, and not a millisecond before', async () => {
    const timers = new ManualTimers();
    const aborted = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

    const ended = withTimeout({ milliseconds: 100, timers }, aborted).catch((error: unknown) => error);
    timers.advance(99);
    const before = timers.pending;
    timers.advance(1);

    expect([before, timers.pending]).toEqual([1, 0]);
    expect(await ended).toMatchObject({ name: 'TimeoutError' });
  });

  test('is cancelled when the work ends, however it ends', async () => {
    const timers = new ManualTimers();
    const limit = { milliseconds: 100, timers };

    await expect(withTimeout(limit, () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(withTimeout(limit, () => Promise.reject(new RangeError('own')))).rejects.toThrow(RangeError);

    expect(timers.pending).toBe(0);
  });
});

describe('a deadline', () => {
  test('lets work that is in time answer or fail as it does', async () => {
    const timers = new ManualTimers();

    expect(await withDeadline(1000, Promise.resolve(7), timers)).toBe(7);
    await expect(withDeadline(1000, Promise.reject(new RangeError('own')), timers)).rejects.toThrow(RangeError);
    expect(timers.pending).toBe(0);
  });

  test('ends work that takes too long as a failure, and ignores its later result', async () => {
    let fail: (error: Error) => void = () => undefined;
    const never = new Promise<never>((_, reject) => {
      fail = reject;
    });

    const timers = new ManualTimers();

    const ended = withDeadline(5, never, timers);
    timers.advance(5);

    await expect(ended).rejects.toMatchObject({ name: 'DependencyError', dependency: 'deadline' });
    fail(new Error('late'));
  });
});
