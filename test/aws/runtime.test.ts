import fc from 'fast-check';
import { clock, perSecond, random } from '../../lambda/aws/runtime';

it('the clock is Date.now, also when a test replaces it', () => {
  const spy = jest.spyOn(Date, 'now').mockReturnValue(42);

  expect(clock()).toBe(42);
  spy.mockRestore();
});

it('randomness is as long as asked for and never the same', () => {
  expect(random(32)).toHaveLength(32);
  expect(random(32)).not.toEqual(random(32));
});

const NOW = Date.UTC(2026, 10, 28, 10, 0, 51);

describe('a text for each second', () => {
  it('is made once for all instants of a second', () => {
    const textOf = jest.fn((date: Date) => date.toISOString().slice(0, 19));
    const text = perSecond(textOf);

    expect([NOW, NOW + 1, NOW + 999].map(text)).toEqual(Array(3).fill('2026-11-28T10:00:51'));
    expect(textOf).toHaveBeenCalledTimes(1);
  });

  it('is that of each instant, whichever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000)), (offsets) => {
        const text = perSecond((date) => date.toISOString().slice(0, 19));

        for (const offset of offsets)
          expect(text(NOW + offset)).toBe(new Date(NOW + offset).toISOString().slice(0, 19));
      }),
    );
  });
});
