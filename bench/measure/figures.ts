/** Figures of contenders, one for each round, and how a row finds its own. */
import { median } from '../statistics';
import type { Group, Metric, Row } from '../rows';
import type { Lab } from '../lab';

/** By contender and metric. */
export type Figures = ReadonlyMap<string, readonly number[]>;

/** Measures these contenders in turns, so many rounds. Rejects if one takes a wrong credential or refuses a good one. */
export type Measure = (lab: Lab, contenders: readonly string[], rounds: number) => Promise<Figures>;

export const figureName = (contender: string, metric: Metric): string => `${contender} ${metric}`;

/** Collects figures in rounds. */
export class Samples {
  private readonly samples = new Map<string, number[]>();

  add(contender: string, metric: Metric, value: number): void {
    const name = figureName(contender, metric);
    this.samples.set(name, [...(this.samples.get(name) ?? []), value]);
  }

  get figures(): Figures {
    return this.samples;
  }
}

/** The medians of a row: of the product, and of its peers in the row’s order. NaN for what was not measured. */
export interface RowResult {
  readonly product: number;
  readonly peers: readonly (readonly [name: string, ratio: number])[];
}

export type GroupFigures = ReadonlyMap<Group, Figures>;

export function resultOf(row: Row, measured: GroupFigures): RowResult {
  const of = (contender: string): number =>
    median(measured.get(row.group)?.get(figureName(contender, row.metric)) ?? []);
  return { product: of(row.product), peers: row.peers.map((peer) => [peer, of(peer)] as const) };
}
