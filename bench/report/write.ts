/** Writes a run and the costs to docs/performance.md, between their marks, and draws docs/performance.svg. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build';
import { COST_PARAMETERS, costReport } from '../cost/report';
import { type GroupFigures, resultOf } from '../measure/figures';
import type { BenchNode } from '../nodes';
import { readParameters } from '../parameters';
import type { Row } from '../rows';
import { type Bars, chart } from './chart';
import { conditions, resultTables } from './tables';

const PAGE = join(ROOT, 'docs/performance.md');
const CHART = join(ROOT, 'docs/performance.svg');

/** The text with another block between the mark of this command and the next end. */
function withBlock(text: string, command: string, block: string): string {
  const pattern = new RegExp(`(?<=<!-- ${command} -->\\n)[^]*?(?=\\n<!-- end -->)`);
  if (!pattern.test(text)) throw new RangeError(`${PAGE} has no block for ${command}`);
  return text.replace(pattern, () => block);
}

/** The figures of the chart: a row’s metric, its title, and the limit where it is not 1. */
const SHOWN = [
  { group: 'warm', metric: 'p50', product: 'key', title: 'Warm key decision, p50', unit: '×' },
  { group: 'cold', metric: 'start', product: 'key', title: 'Cold start, first key event', unit: '×' },
  { group: 'size', metric: 'minified', product: 'key', title: 'Bundle, minified', unit: 'KB' },
] as const;
const USUAL = 'usual stack, key';

function barsOf(rows: readonly Row[], figures: GroupFigures): readonly Bars[] {
  return SHOWN.flatMap(({ title, unit, ...wanted }) => {
    const row = rows.find(
      ({ group, metric, product }) => group === wanted.group && metric === wanted.metric && product === wanted.product,
    );
    if (row === undefined) return [];
    const { product, peers } = resultOf(row, figures);
    const usual = peers.find(([name]) => name === USUAL)?.[1] ?? NaN;
    const limit: Bars['bars'] = unit === '×' ? [['limit', 1]] : [];
    return [{ title, unit, bars: [...limit, ['Sallyport', product], ['usual stack', usual]] }];
  });
}

export function writeReport(
  rows: readonly Row[],
  nodes: readonly BenchNode[],
  measured: readonly GroupFigures[],
): void {
  const figures = `${conditions(nodes)}\n\n${resultTables(rows, nodes, measured)}`;
  const costs = costReport(readParameters(COST_PARAMETERS, []));
  const page = withBlock(readFileSync(PAGE, 'utf8'), 'npm run bench -- --write', figures);
  writeFileSync(PAGE, withBlock(page, 'npm run cost', costs));
  const [first] = measured;
  if (first !== undefined) writeFileSync(CHART, chart(barsOf(rows, first)));
}
