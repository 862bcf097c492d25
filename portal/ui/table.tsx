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
}

interface TableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  readonly order?: Order;
  /** Rows of grey lines in place of data. */
  readonly isLoading?: boolean;
}

const STEP = 100;

export function Table<T>({ caption, columns, rows, idOf, order: first, isLoading = false }: TableProps<T>) {
  const [order, setOrder] = useState<Order | undefined>(first);
  const [most, setMost] = useState(STEP);
  useEffect(() => setMost(STEP), [order]);
  const all = useMemo(
    () => sorted(rows, columns.find(({ title }) => title === order?.column)?.by, order),
    [rows, order],
  );
  return (
    <>
      <SortChoice columns={columns} order={order} onOrder={setOrder} />
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
        <tbody role="rowgroup">
          {isLoading
            ? Array.from({ length: 5 }, (_, row) => <LoadingRow key={row} columns={columns} />)
            : all.slice(0, most).map((row) => <Row key={idOf(row)} columns={columns} row={row} />)}
        </tbody>
      </table>
      {all.length > most && (
        <p class="more">
          <span class="quiet">
            {most} of {all.length} shown
          </span>{' '}
          <Button isSmall onClick={() => setMost(most + STEP)}>
            Show more
          </Button>
        </p>
      )}
    </>
  );
}

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

function LoadingRow<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return (
    <tr role="row">
      {columns.map(({ title }) => (
        <td key={title} role="cell" data-title={title}>
          <span class="skeleton-line" />
        </td>
      ))}
    </tr>
  );
}

interface SortChoiceProps<T> {
  readonly columns: readonly Column<T>[];
  readonly order: Order | undefined;
  readonly onOrder: (order: Order | undefined) => void;
}

/** In place of the heads, which cards do not have. */
function SortChoice<T>({ columns, order, onOrder }: SortChoiceProps<T>) {
  const orders = columns
    .filter(({ by }) => by !== undefined)
    .flatMap(({ title }) => [false, true].map((isDown) => ({ column: title, isDown })));
  if (orders.length === 0) return null;
  const valueOf = ({ column, isDown }: Order): string => `${column} ${isDown ? '↓' : '↑'}`;
  const options = orders.map((one) => ({ value: valueOf(one), label: valueOf(one) }));
  return (
    <div class="sort-choice">
      <Select
        label="Sort by"
        value={order === undefined ? '' : valueOf(order)}
        options={[{ value: '', label: 'As listed' }, ...options]}
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

function Head<T>({ column: { title, by }, order, onOrder }: HeadProps<T>) {
  if (by === undefined)
    return (
      <th role="columnheader" scope="col">
        {title}
      </th>
    );
  const isSorted = order?.column === title;
  const direction = isSorted && order.isDown ? 'descending' : 'ascending';
  return (
    <th role="columnheader" scope="col" aria-sort={isSorted ? direction : 'none'}>
      <button type="button" class="sort" onClick={() => onOrder({ column: title, isDown: isSorted && !order.isDown })}>
        {title}
        <span class="sort-mark" aria-hidden="true" />
      </button>
    </th>
  );
}
