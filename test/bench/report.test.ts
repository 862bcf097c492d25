import { chart } from '../../bench/report/chart';
import { ratioText, resultTables, textTable } from '../../bench/report/tables';
import { ROWS } from '../../bench/rows';

describe('the tables of a run', () => {
  it('say of a figure that it was not measured', () => {
    const text = resultTables(ROWS, [{ path: 'node', version: '24.0.0' }], [new Map()]);

    expect(text.split('\n')).toHaveLength(ROWS.length + 2);
    expect(text.match(/not measured/g)?.length).toBeGreaterThanOrEqual(ROWS.length);
  });

  it('show three digits', () => {
    expect([0.1, 1.2345, 12.345, 1840.4].map(ratioText)).toEqual(['0.1', '1.23', '12.3', '1,840']);
  });

  it('are aligned', () => {
    expect(
      textTable([
        ['a', 'long head'],
        ['cell', '1'],
      ]),
    ).toBe(['| a    | long head |', '| ---- | --------- |', '| cell | 1         |'].join('\n'));
  });
});

describe('the chart of a run', () => {
  const svg = chart([
    {
      title: 'Warm',
      unit: '×',
      bars: [
        ['limit', 1],
        ['Sallyport', 1.4],
        ['usual stack', 2.8],
      ],
    },
  ]);

  it('says in its title what it shows, for readers who do not see it', () => {
    expect(svg).toContain('<title>Warm: limit 1 ×, Sallyport 1.4 ×, usual stack 2.8 ×</title>');
  });

  it('draws each bar as long as its value', () => {
    const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));

    expect(widths).toEqual([expect.closeTo(157.1), 220, 440]);
  });

  it('can be read on a dark background', () => {
    expect(svg).toContain('prefers-color-scheme: dark');
  });
});
