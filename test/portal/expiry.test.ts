import { choicesFor, dateOf, expiresAtOf, firstChoice, presetsFor } from '../../portal/keys/expiry';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (choice: Parameters<typeof expiresAtOf>[0]['choice'], grant = {}, date = '') =>
  expiresAtOf({ choice, date }, grant, NOW);

describe('the ends on offer', () => {
  it.each([
    ['without a limit', {}, ['7', '30', '90', '365', 'custom', 'none']],
    ['of a grant with a longest life', { maxKeyLifetimeDays: 90 }, ['7', '30', '90', 'custom']],
    ['of a grant with an odd longest life', { maxKeyLifetimeDays: 60 }, ['7', '30', '60', 'custom']],
    ['of a grant with a longest life below all of them', { maxKeyLifetimeDays: 2 }, ['2', 'custom']],
    ['of a grant with a default', { defaultKeyLifetimeDays: 30 }, ['7', '30', '90', '365', 'custom', 'default']],
    ['of a grant with both', { defaultKeyLifetimeDays: 30, maxKeyLifetimeDays: 30 }, ['7', '30', 'custom', 'default']],
  ])('%s are within it, and "no end" only where it comes true', (_, grant, choices) => {
    expect(choicesFor(grant)).toEqual(choices);
    expect(choicesFor(grant)).toContain(firstChoice(grant));
  });

  it('begin with 90 days, or the longest life below that', () => {
    expect(firstChoice({})).toBe('90');
    expect(firstChoice({ maxKeyLifetimeDays: 365 })).toBe('90');
    expect(firstChoice({ maxKeyLifetimeDays: 60 })).toBe('60');
    expect(presetsFor({ maxKeyLifetimeDays: 365 })).toEqual([7, 30, 90, 365]);
  });
});

describe('the end of a key', () => {
  it('is a number of days from now, to the second', () => {
    expect(at('7')).toBe('2026-03-08T12:00:00Z');
  });

  it.each(['none', 'default'] as const)('is left to the API by the choice %s', (choice) => {
    expect(at(choice)).toBeUndefined();
  });

  it('is the end of the chosen day where the person is', () => {
    expect(at('custom', {}, '2026-03-10')).toBe(new Date(2026, 2, 11).toISOString().replace('.000Z', 'Z'));
  });

  it('is no later than the grant allows, though the day goes on', () => {
    expect(at('custom', { maxKeyLifetimeDays: 7 }, '2026-03-08')).toBe('2026-03-08T12:00:00Z');
  });

  it.each(['', '10.3.2026', '2026-3-1'])('is incomplete without a day: %s', (date) => {
    expect(at('custom', {}, date)).toBeNull();
  });

  it('comes back from its day in a date field', () => {
    const end = at('custom', {}, '2026-03-10') ?? '';

    expect(dateOf(end)).toBe('2026-03-10');
  });
});
