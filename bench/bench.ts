/**
 * `npm run bench`: measures every row of rows.ts with Node 24 and with the machine’s own Node, and prints the medians.
 * `--write` also writes them to docs/performance.md and draws docs/performance.svg. `--gate` measures the gated rows
 * with Node 24 alone, and ends with status 1 if one of them is above its limit.
 */
import { parseArgs } from 'node:util';
import { build } from './build';
import { isOpen, judge, type Judged, verdictOf } from './gate';
import { type Lab, openLab } from './lab';
import { type GroupFigures, resultOf } from './measure/figures';
import { measureRows, roundsOf } from './measure/measure-rows';
import { benchNodes } from './nodes';
import { conditions, resultTables, textTable } from './report/tables';
import { writeReport } from './report/write';
import { limitOf, ROWS, type Row } from './rows';

async function withLab<T>(node: string, work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await openLab(node);
  try {
    return await work(lab);
  } finally {
    lab.close();
  }
}

const gateLine = (judged: Judged): readonly string[] => [
  `${judged.row.name}, ${judged.row.metric}`,
  judged.ratios.map((ratio) => ratio.toFixed(2)).join(', '),
  String(judged.row.target),
  limitOf(judged.row).toFixed(2),
  String(roundsOf(judged.row)),
  verdictOf(judged),
];

async function gate(): Promise<void> {
  const [node] = benchNodes();
  const rows = ROWS.filter(({ isGated }) => isGated).map((row) => ({ ...row, peers: [] }));
  const judged = await withLab(node.path, (lab) =>
    judge(rows, async (some) => {
      const measured = await measureRows(lab, some);
      return new Map(some.map((row) => [row, resultOf(row, measured).product]));
    }),
  );
  console.log(`${conditions([node])}\n`);
  console.log(textTable([['row', 'ratio', 'target', 'limit', 'rounds', 'verdict'], ...judged.map(gateLine)]));
  process.exitCode = isOpen(judged) ? 0 : 1;
}

async function report(rows: readonly Row[], isWritten: boolean): Promise<void> {
  const nodes = benchNodes();
  const measured: GroupFigures[] = [];
  for (const { path } of nodes) measured.push(await withLab(path, (lab) => measureRows(lab, rows)));
  console.log(`${conditions(nodes)}\n`);
  console.log(resultTables(rows, nodes, measured));
  if (isWritten) writeReport(rows, nodes, measured);
}

async function main(): Promise<void> {
  const options = { gate: { type: 'boolean' }, write: { type: 'boolean' }, only: { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  build();
  if (values.gate === true) return gate();
  const { only = '' } = values;
  return report(
    ROWS.filter(({ name }) => name.includes(only)),
    values.write === true,
  );
}

void main();
