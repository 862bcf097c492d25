import { withDeadline } from '../../lambda/aws/deadline';
import { ManualTimers } from '../support/manual-timers';

describe('a deadline', () => {
  test('lets work that is in time answer or fail as it does', async () => {
    const timers = new ManualTimers();

    expect(await withDeadline(1000, () => Promise.resolve(7), timers)).toBe(7);
    await expect(withDeadline(1000, () => Promise.reject(new RangeError('own')), timers)).rejects.toThrow(RangeError);
    expect(timers.pending).toBe(0);
  });

  test('ends work that takes too long as trouble, and ignores what comes of it later', async () => {
    let fail: (error: Error) => void = () => undefined;
    const never = new Promise<never>((_, reject) => {
      fail = reject;
    });

    const timers = new ManualTimers();

    const ended = withDeadline(5, () => never, timers);
    timers.advance(5);

    await expect(ended).rejects.toMatchObject({ name: 'DependencyError', dependency: 'deadline' });
    fail(new Error('late'));
  });
});
