/** Two operations that meet: both have read before either writes, and each of them goes first once. */
import { RACES } from '../support/race-list';
import { inOrder } from '../support/races';
import { violations } from '../support/violations';

describe.each(RACES)('$name', (race) => {
  it.each([0, 1] as const)('keep every promise when number %d writes first', async (winner) => {
    const result = await inOrder(race, winner);

    expect(violations(result)).toEqual([]);
    expect(result.steps.length).toBeGreaterThan(0);
  });

  it('break that very promise without the condition that keeps it', async () => {
    const results = [await inOrder(race, 0, race.conditions), await inOrder(race, 1, race.conditions)];

    expect(results.flatMap(violations)).toContain(race.breaks);
  });
});
