/** A table that sorts and, on a narrow screen, becomes a list of cards. Long lists show their rows by the hundred. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Button } from './button';
import { Select } from './field';
import { type Order, sorted } from './sorting';

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => ComponentChildren;
  /** What the column sorts by. Absent: it does not sort. */
  readonly by?: (row: T) => string | number | undefined;
  /** What sorting by it up and down means. @default ['A to Z', 'Z to A'] */
  readonly ways?: readonly [up: string, down: string];
  /** Its part of the width; the columns without one share the rest. No column takes more for what is in it. */
  readonly width?: 'wide' | 'most';
  /** How many lines a row has here, for the grey lines in its place. @default 1 */
  readonly lines?: 2;
}

interface TableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  readonly order?: Order;
  /** More rows are on their way: those that are there keep their places until all came or the person sorts. */
  readonly isGrowing?: boolean;
  /** Rows of grey lines in place of data. */
  readonly isLoading?: boolean;
}

const STEP = 100;

export function Table<T>(props: TableProps<T>) {
  const { caption, columns, rows, idOf, order: usual, isGrowing = false, isLoading = false } = props;
  const [chosen, setOrder] = useState<Order>();
  const order = chosen ?? (isGrowing ? undefined : usual);
  const [most, setMost] = useState(STEP);
  useEffect(() => setMost(STEP), [order]);
  const all = useMemo(
    () => sorted(rows, columns.find(({ title }) => title === order?.column)?.by, order),
    [rows, order],
  );
  return (
    <>
      <SortChoice columns={columns} order={chosen ?? usual} onOrder={setOrder} />
      {/* The roles stay where the style makes cards of the rows. */}
      <table role="table" aria-busy={isLoading || undefined}>
        <caption class="hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Head key={column.title} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        {/* Another body when the order changes by itself: no row that is shown moves. */}
        <tbody key={isGrowing} role="rowgroup">
          {isLoading ? (
            <LoadingRows columns={columns} />
          ) : (
            all.slice(0, most).map((row) => <Row key={idOf(row)} columns={columns} row={row} />)
          )}
        </tbody>
      </table>
      {all.length > most && <More shown={most} of={all.length} onMore={() => setMost(most + STEP)} />}
    </>
  );
}

interface MoreProps {
  readonly shown: number;
  readonly of: number;
  readonly onMore: () => void;
}

const More = ({ shown, of, onMore }: MoreProps) => (
  <p class="more">
    <span class="quiet">
      {shown} of {of} shown
    </span>{' '}
    <Button isSmall onClick={onMore}>
      Show more
    </Button>
  </p>
);

function Row<T>({ columns, row }: { readonly columns: readonly Column<T>[]; readonly row: T }) {
  return (
    <tr role="row">
      {columns.map(({ title, cell }) => (
        <td key={title} role="cell" data-title={title}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

function LoadingRows<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return Array.from({ length: 5 }, (_, row) => (
    <tr key={row} role="row">
      {columns.map(({ title, lines = 1 }) => (
        <td key={title} role="cell" data-title={title}>
          {Array.from({ length: lines }, (_line, line) => (
            <span key={line} class="skeleton-line" />
          ))}
        </td>
      ))}
    </tr>
  ));
}

const ALPHABET = ['A to Z', 'Z to A'] as const;
/** Of times. */
export const AGES = ['oldest first', 'newest first'] as const;
export const AMOUNTS = ['fewest first', 'most first'] as const;

interface SortChoiceProps<T> {
  readonly columns: readonly Column<T>[];
  readonly order: Order | undefined;
  readonly onOrder: (order: Order | undefined) => void;
}

/** In place of the heads, which cards do not have. */
function SortChoice<T>({ columns, order, onOrder }: SortChoiceProps<T>) {
  const orders = columns
    .filter(({ by }) => by !== undefined)
    .flatMap(({ title, ways: [up, down] = ALPHABET }) => [
      { column: title, isDown: false, way: up },
      { column: title, isDown: true, way: down },
    ]);
  if (orders.length === 0) return null;
  const valueOf = ({ column, isDown }: Order): string => `${column} ${isDown}`;
  const options = orders.map((one) => ({ value: valueOf(one), label: `${one.column}: ${one.way}` }));
  const unsorted = order === undefined ? [{ value: '', label: 'As listed' }] : [];
  return (
    <div class="sort-choice">
      <Select
        label="Sort by"
        value={order === undefined ? '' : valueOf(order)}
        options={[...unsorted, ...options]}
        onChange={(value) => onOrder(orders.find((one) => valueOf(one) === value))}
      />
    </div>
  );
}

interface HeadProps<T> {
  readonly column: Column<T>;
  readonly order: Order | undefined;
  readonly onOrder: (order: Order) => void;
}

function Head<T>({ column: { title, by, width }, order, onOrder }: HeadProps<T>) {
  if (by === undefined)
    return (
      <th role="columnheader" scope="col" class={width}>
        {title}
      </th>
    );
  const isSorted = order?.column === title;
  const direction = isSorted && order.isDown ? 'descending' : 'ascending';
  return (
    <th role="columnheader" scope="col" class={width} aria-sort={isSorted ? direction : 'none'}>
      <button type="button" class="sort" onClick={() => onOrder({ column: title, isDown: isSorted && !order.isDown })}>
        {title}
        <span class="sort-mark" aria-hidden="true" />
      </button>
    </th>
  );
}
