import { clock, random } from '../../lambda/aws/runtime';

it('the clock is Date.now, also when a test replaces it', () => {
  const spy = jest.spyOn(Date, 'now').mockReturnValue(42);

  expect(clock()).toBe(42);
  spy.mockRestore();
});

it('randomness is as long as asked for and never the same', () => {
  expect(random(32)).toHaveLength(32);
  expect(random(32)).not.toEqual(random(32));
});
