import { ATTEMPTS, isOpen, judge, type MeasureRows, verdictOf } from '../../bench/gate';
import { figureName, resultOf } from '../../bench/measure/figures';
import { limitOf, type Row, ROWS } from '../../bench/rows';

const row = (name: string, target = 2): Row => ({
  group: 'warm',
  metric: 'p50',
  name,
  base: 'own signed request',
  product: name,
  peers: [],
  target,
  isGated: true,
});

/** Gives each row one ratio after the other, and counts how often each was measured. */
function measuring(ratios: ReadonlyMap<Row, readonly (number | undefined)[]>) {
  const counts = new Map<Row, number>();
  const measure: MeasureRows = async (rows) => {
    const measured = new Map<Row, number>();
    for (const one of rows) {
      const count = counts.get(one) ?? 0;
      counts.set(one, count + 1);
      const ratio = ratios.get(one)?.[count];
      if (ratio !== undefined) measured.set(one, ratio);
    }
    return measured;
  };
  return { measure, counts };
}

const [steady, shaky] = [row('steady'), row('shaky')];

describe('the gate', () => {
  it('allows one and a half times the target', () => {
    expect(limitOf(row('any', 2))).toBe(3);
  });

  it('is closed by a row that is above its limit three times', async () => {
    const { measure, counts } = measuring(new Map([[steady, [3.1, 3.2, 3.3]]]));

    const judged = await judge([steady], measure);

    expect(judged.map(verdictOf)).toEqual(['FAILED 3 times']);
    expect(judged[0]?.ratios).toEqual([3.1, 3.2, 3.3]);
    expect(counts.get(steady)).toBe(ATTEMPTS);
    expect(isOpen(judged)).toBe(false);
  });

  it('passes a row that is above its limit once, says so, and does not measure the others again', async () => {
    const { measure, counts } = measuring(
      new Map([
        [steady, [3]],
        [shaky, [9, 2.9]],
      ]),
    );

    const judged = await judge([steady, shaky], measure);

    expect(judged.map(verdictOf)).toEqual(['passed', 'passed at measurement 2']);
    expect(counts.get(steady)).toBe(1);
    expect(isOpen(judged)).toBe(true);
  });

  it('is closed by a row that was not measured', async () => {
    const { measure } = measuring(
      new Map([
        [steady, [1]],
        [shaky, []],
      ]),
    );

    const judged = await judge([steady, shaky], measure);

    expect(judged.map(({ passed }) => passed)).toEqual([true, false]);
    expect(isOpen(judged)).toBe(false);
  });

  it('is closed by a ratio that is no number', async () => {
    const { measure } = measuring(new Map([[steady, [NaN, NaN, NaN]]]));

    expect(isOpen(await judge([steady], measure))).toBe(false);
  });

  it('is closed when it has no rows', async () => {
    expect(isOpen(await judge([], async () => new Map()))).toBe(false);
  });

  it('fails when a measurement does', async () => {
    const broken = judge([steady], () => Promise.reject(new Error('a wrong credential was accepted')));

    await expect(broken).rejects.toThrow('a wrong credential was accepted');
  });

  it('guards the twelve promised figures, some of them by two metrics', () => {
    const gated = ROWS.filter(({ isGated }) => isGated).map(({ name, metric, target }) => [name, metric, target]);

    expect(gated).toEqual([
      ['key decision with the table', 'p50', 1.5],
      ['key decision with the table', 'cpu', 1.7],
      ['key decision in a flood of 1,000 junk keys a second', 'p50', 1.1],
      ['token seen before, with the table', 'p50', 1.6],
      ['token seen before, with the table', 'cpu', 1.8],
      ['token at first sight, in process', 'time', 2.3],
      ['token seen before, in process, its state still read', 'time', 0.1],
      ['cold: load and first answered key event, above an empty function', 'start', 1.35],
      ['cold: the same with a token and its key set', 'start', 2.2],
      ['cold: wall of the process, key event', 'wall', 1.6],
      ['authorizer bundle, minified', 'minified', 60],
      ['authorizer bundle, gzip', 'gzip', 22],
      ['key decision without I/O', 'time', 3.5],
      ['the last of 51 networks', 'time', 8],
      ['junk with a wrong checksum, no read', 'time', 0.6],
    ]);
  });
});

describe('the figures of a row', () => {
  const figures = (values: readonly number[]) =>
    new Map([['warm' as const, new Map([[figureName('steady', 'p50'), values]])]]);

  it('are the median of all rounds, not the mean', () => {
    expect(resultOf(steady, figures([1, 100, 2])).product).toBe(2);
    expect(resultOf(steady, figures([1, 2, 4, 100])).product).toBe(3);
  });

  it('are no number when the row was not measured', () => {
    expect(resultOf(shaky, figures([1])).product).toBeNaN();
    expect(resultOf(steady, new Map()).product).toBeNaN();
  });
});
