/** The figures of a run as tables of text, which are also Markdown. */
import { cpus, release } from 'node:os';
import { type GroupFigures, resultOf } from '../measure/figures';
import { roundsOf } from '../measure/measure-rows';
import type { BenchNode } from '../nodes';
import type { Row } from '../rows';

/** Three digits, and none behind the point from 100 on. */
export function ratioText(ratio: number): string {
  if (Number.isNaN(ratio)) return 'not measured';
  const digits = ratio < 10 ? 2 : ratio < 100 ? 1 : 0;
  return Number(ratio.toFixed(digits)).toLocaleString('en-US');
}

/** A table in Markdown whose columns are also aligned for a terminal. */
export function textTable(lines: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = lines;
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [text(head), text(widths.map((width) => '-'.repeat(width))), ...rest.map(text)].join('\n');
}

/** Where and when the run was made. */
export function conditions(nodes: readonly BenchNode[]): string {
  const [cpu] = cpus();
  const versions = nodes.map(({ version }) => `Node ${version}`).join(', ');
  const machine = `${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown CPU'}, ${process.platform} ${release()} ${process.arch}`;
  return `${new Date().toISOString().slice(0, 10)}; ${versions}; ${machine}.`;
}

const UNITS: Readonly<Partial<Record<Row['metric'], string>>> = { p50: 'p50', cpu: 'CPU of the process' };

/** One line for each row: its ratio with each Node, what it must reach, and its peers with the first Node. */
export function resultTables(
  rows: readonly Row[],
  nodes: readonly BenchNode[],
  measured: readonly GroupFigures[],
): string {
  const head = ['figure', '1 =', ...nodes.map(({ version }) => `Node ${version}`), 'target', 'rounds', 'peers'];
  const lines = rows.map((row) => {
    const results = measured.map((figures) => resultOf(row, figures));
    const unit = UNITS[row.metric];
    const peers = results[0]?.peers.map(([name, ratio]) => `${name} ${ratioText(ratio)}`).join('; ') ?? '';
    return [
      unit === undefined ? row.name : `${row.name}, ${unit}`,
      row.base,
      ...results.map(({ product }) => ratioText(product)),
      `≤ ${row.target}${row.isGated ? '' : ' (not gated)'}`,
      String(roundsOf(row)),
      peers,
    ];
  });
  return textTable([head, ...lines]);
}
