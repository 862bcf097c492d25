import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COST_PARAMETERS, costReport } from '../../bench/cost/report';
import { readParameters } from '../../bench/parameters';
import { ROWS } from '../../bench/rows';

const page = readFileSync(join(__dirname, '../../docs/performance.md'), 'utf8');

describe('docs/performance.md', () => {
  it('shows the costs that the command computes', () => {
    expect(page).toContain(costReport(readParameters(COST_PARAMETERS, [])));
  });

  it('shows a figure of every row', () => {
    const absent = ROWS.filter(({ name }) => !page.includes(`| ${name}`)).map(({ name }) => name);

    expect(absent).toEqual([]);
    expect(page).not.toContain('not measured');
  });
});

describe('the costs', () => {
  const report = (...args: string[]): string =>
    costReport(readParameters(COST_PARAMETERS, ['--simulated', '1000', ...args]));

  it('say when an account outgrows its partition, and with which delay the account stays within', () => {
    const text = report('--requests', '10000', '--hot-share', '0.5', '--hot-keys', '4000', '--delays', '0');

    expect(text).toContain(
      'The busiest account makes 5,000 a second here, 333.3 % of that: set revocationDelay to 3 s',
    );
    expect(text).toContain('With a delay of 3 s its 4,000 pairs of key and route ask at most 1,333 times a second');
  });

  it('say that no delay is needed below that', () => {
    expect(report('--delays', '0')).toContain('the table needs no delay');
  });

  it('follow a price that is given', () => {
    expect(report('--delays', '0', '--read-units', '1.25')).toContain('$2.500');
  });

  it('do not simulate a delay for which too few requests are simulated', () => {
    const text = report('--delays', '5,300');

    expect(text).toContain('too short: 1,000 simulated requests last less than three delays');
    expect(text).toContain('--simulated 90000 is enough for every delay here.');
    expect(report('--delays', '300', '--simulated', '90000')).not.toContain('too short');
  });

  it('say in each head of a cost that it is dollars, and whose keys are not told', () => {
    const text = report('--delays', '0');

    expect(text).toContain('| requests ($) | GB-seconds ($) | reads ($) | logs ($) | total ($) |');
    expect(text).toContain('The busiest account is an assumption of its own (--hot-share 0.2, --hot-keys 10)');
  });

  it('have a meaning of its own for each parameter', () => {
    const meanings = Object.values(COST_PARAMETERS).map(({ meaning }) => meaning);

    expect(new Set(meanings).size).toBe(meanings.length);
  });
});
