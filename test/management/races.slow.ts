/** Operations that meet in any order: 200 schedules a race, drawn at random and repeatable from the seed. */
import fc from 'fast-check';
import { RACES } from '../support/race-list';
import { atRandom, type Race } from '../support/races';
import { violations } from '../support/violations';

const SCHEDULES = { numRuns: 200, seed: 20_261_123 };
/** The search ends at the first schedule that breaks the promise. Some promises break in a short moment only. */
const SEARCHED = { ...SCHEDULES, numRuns: 5_000 };

/** Runs the race in random schedules until one breaks what `isEnough` says; all that was broken on the way. */
async function brokenIn(
  race: Race,
  isEnough: (what: string) => boolean,
  omitted: Race['conditions'] = [],
): Promise<{ broken: string[]; runs: number }> {
  const broken: string[] = [];
  const schedule = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const result = await scheduler.waitFor(atRandom(race, () => scheduler.schedule(Promise.resolve()), omitted));
    broken.push(...violations(result));
    return !broken.some(isEnough);
  });
  const { numRuns: runs } = await fc.check(
    schedule,
    omitted.length === 0 ? SCHEDULES : { ...SEARCHED, endOnFailure: true },
  );
  return { broken, runs };
}

describe.each(RACES)('$name', (race) => {
  it('keep every promise in 200 schedules', async () => {
    expect(await brokenIn(race, () => true)).toEqual({ broken: [], runs: 200 });
  });

  it('break that very promise in some schedule without the condition that keeps it', async () => {
    const { broken } = await brokenIn(race, (what) => what === race.breaks, race.conditions);

    expect(broken).toContain(race.breaks);
  });
});
