/**
 * The gate: which rows of the bench are above their limits, and which only once. A row fails when it is above its limit
 * in every one of three measurements, so that noise alone fails none. What was not measured counts as above.
 */
import { limitOf, type Row } from './rows';

/** Measurements of a row before it fails. */
export const ATTEMPTS = 3;

export interface Judged {
  readonly row: Row;
  /** The median of each measurement; NaN if there was none. */
  readonly ratios: readonly number[];
  readonly passed: boolean;
}

/** Measures rows; a row without a ratio was not measured. */
export type MeasureRows = (rows: readonly Row[]) => Promise<ReadonlyMap<Row, number>>;

const isWithin = (row: Row, ratio: number | undefined): boolean => ratio !== undefined && ratio <= limitOf(row);

/** Measures all rows once, and again those that were above their limits. */
export async function judge(rows: readonly Row[], measure: MeasureRows): Promise<readonly Judged[]> {
  const ratios = new Map<Row, readonly number[]>(rows.map((row) => [row, []]));
  let above = rows;
  for (let attempt = 0; attempt < ATTEMPTS && above.length > 0; attempt += 1) {
    const measured = await measure(above);
    for (const row of above) ratios.set(row, [...(ratios.get(row) ?? []), measured.get(row) ?? NaN]);
    above = above.filter((row) => !isWithin(row, ratios.get(row)?.at(-1)));
  }
  return [...ratios].map(([row, of]) => ({ row, ratios: of, passed: isWithin(row, of.at(-1)) }));
}

/** What the gate says of a row: `passed`, `passed at measurement 2`, or `FAILED 3 times`. */
export function verdictOf({ ratios, passed }: Judged): string {
  if (!passed) return `FAILED ${ratios.length} times`;
  return ratios.length === 1 ? 'passed' : `passed at measurement ${ratios.length}`;
}

/** A gate without rows guards nothing, and so has failed. */
export const isOpen = (judged: readonly Judged[]): boolean => judged.length > 0 && judged.every(({ passed }) => passed);
