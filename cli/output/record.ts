/** A record as lines of name and value, for a person. */
import { isJsonObject } from '../../local/json';
import type { Paint } from '../colour';
import { plain } from './table';

/** Members of members are named with a point: `grant.scopes`. */
export function recordLines(record: object, paint: Paint): readonly string[] {
  const rows = rowsOf(record, '');
  const width = Math.max(...rows.map(([name]) => name.length), 0) + 2;
  return rows.map(([name, value]) => `${paint('dim', plain(name).padEnd(width))}${plain(value)}`);
}

const rowsOf = (record: object, before: string): readonly (readonly [string, string])[] =>
  Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    if (isJsonObject(value) && Object.keys(value).length > 0) return rowsOf(value, `${before}${name}.`);
    return value === undefined ? [] : [[before + name, textOf(value)] as const];
  });

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (value.length === 0) return 'none';
  return value
    .map((one: unknown) => (isJsonObject(one) ? Object.values(one).map(String).join(' ') : String(one)))
    .join(', ');
}
