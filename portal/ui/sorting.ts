/** The order of the rows of a table. */

export interface Order {
  /** The title of the column. */
  readonly column: string;
  readonly isDown: boolean;
}

/** Of a list of what was made: what a person just made stands above. */
export const NEWEST: Order = { column: 'Created', isDown: true };

type Value = string | number | undefined;

/** Rows without a value stand last in both directions; rows with the same value keep their order. */
export function sorted<T>(
  rows: readonly T[],
  by: ((row: T) => Value) | undefined,
  order: Order | undefined,
): readonly T[] {
  if (by === undefined || order === undefined) return rows;
  const sign = order.isDown ? -1 : 1;
  const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
  const keyed = rows.map((row) => ({ row, value: by(row) }));
  keyed.sort(({ value: one }, { value: other }) => {
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    if (typeof one === 'number' && typeof other === 'number') return sign * (one - other);
    return sign * collator.compare(String(one), String(other));
  });
  return keyed.map(({ row }) => row);
}
