import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readParameters } from '../../bench/parameters';

const PARAMETERS = {
  price: { fallback: 2.25, meaning: 'dollars' },
  keys: { fallback: 10, meaning: 'keys in use', isWhole: true },
  share: { fallback: 0.2, meaning: 'of all', most: 1 },
  skew: { fallback: 1, meaning: 'Zipf exponent', least: 0 },
  delays: { fallback: [0, 60], meaning: 'seconds', least: 0 },
} as const;
const read = (...args: string[]) => readParameters(PARAMETERS, args);

describe('the parameters of a computation', () => {
  it('have their defaults', () => {
    expect(read()).toEqual({ price: 2.25, keys: 10, share: 0.2, skew: 1, delays: [0, 60] });
  });

  it('are read from the command line, several values with commas', () => {
    expect(read('--price', '0.5', '--skew', '0', '--delays', '0,1,5')).toMatchObject({
      price: 0.5,
      skew: 0,
      delays: [0, 1, 5],
    });
  });

  it.each([
    [['--price', '0'], '--price (dollars) is "0"; it must be a number above 0'],
    [['--price', 'x'], '--price (dollars) is "x"; it must be a number above 0'],
    [['--price', 'Infinity'], '--price (dollars) is "Infinity"; it must be a number above 0'],
    [['--price='], '--price (dollars) is ""; it must be a number above 0'],
    [['--price', '1,2'], '--price (dollars) is "1,2"; it must be a number above 0'],
    [['--keys', '1.5'], '--keys (keys in use) is "1.5"; it must be a whole number above 0'],
    [['--share', '1.1'], '--share (of all) is "1.1"; it must be a number above 0, up to 1'],
    [['--skew=-1'], '--skew (Zipf exponent) is "-1"; it must be a number of at least 0'],
    [['--delays', '1,,2'], '--delays (seconds) is "1,,2"; it must be a number of at least 0, or several with commas'],
  ])('are refused with what is wrong and what is allowed: %j', (args, message) => {
    expect(() => read(...args)).toThrow(new RangeError(message));
  });

  it('take the largest value that is allowed', () => {
    expect(read('--share', '1')).toMatchObject({ share: 1 });
  });

  it('are refused when their name is unknown', () => {
    expect(() => read('--prize', '1')).toThrow(/--prize/);
  });
});

describe('the command line of a computation', () => {
  const cost = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'bench/cost.ts', ...args], {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
    });

  it.each(['--help', '-h'])('lists every parameter with its meaning and ends well for %s', (flag) => {
    const { status, stdout, stderr } = cost('--seed', '1', flag);

    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('  --requests             requests a second (100)\n');
  });

  it('ends with status 2, what is wrong and the list for a wrong one', () => {
    const { status, stdout, stderr } = cost('--hot-share', '2');

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^--hot-share \(.*\) is "2"; it must be a number above 0, up to 1\n {2}--requests /);
  });
});
