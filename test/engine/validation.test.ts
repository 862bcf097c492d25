import { RECORD_BYTES_MAX, SCOPES_MAX, sizeErrors } from '../../lambda/engine/validation';

const scopes = (count: number): string[] => Array.from({ length: count }, (_, at) => `read:r${at}`);

describe('the size of a record', () => {
  it.each([
    [-1, 0],
    [0, 0],
    [1, 1],
  ])('is refused from one byte beyond the limit on: %d', (beyondLimit, faults) => {
    // A list without entries takes two bytes, a text its own and two quotes.
    const description = 'x'.repeat(RECORD_BYTES_MAX - 4 + beyondLimit);

    expect(sizeErrors({ scopes: [], description })).toHaveLength(faults);
  });

  it('counts bytes, not characters', () => {
    const description = '🗝'.repeat(RECORD_BYTES_MAX / 4);

    expect(sizeErrors({ scopes: [], description })).toEqual([
      { pointer: '', detail: expect.stringContaining(String(RECORD_BYTES_MAX)) },
    ]);
  });

  it.each([
    [SCOPES_MAX - 1, 0],
    [SCOPES_MAX, 0],
    [SCOPES_MAX + 1, 1],
  ])('is refused with more than fifty scopes, however they were written: %d', (count, faults) => {
    expect(sizeErrors({ scopes: scopes(count) }, '/grant/scopes')).toHaveLength(faults);
  });
});
