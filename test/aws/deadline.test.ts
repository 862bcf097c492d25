import { withDeadline } from '../../lambda/aws/deadline';

describe('a deadline', () => {
  test('lets work that is in time answer or fail as it does', async () => {
    expect(await withDeadline(1000, () => Promise.resolve(7))).toBe(7);
    await expect(withDeadline(1000, () => Promise.reject(new RangeError('own')))).rejects.toThrow(RangeError);
  });

  test('ends work that takes too long as trouble, and ignores what comes of it later', async () => {
    let fail: (error: Error) => void = () => undefined;
    const never = new Promise<never>((_, reject) => {
      fail = reject;
    });

    await expect(withDeadline(5, () => never)).rejects.toMatchObject({
      name: 'DependencyError',
      dependency: 'deadline',
    });
    fail(new Error('late'));
  });
});
