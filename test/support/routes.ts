/** The route table as the stack encodes it, written from its description and not from the decoder. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

export interface RouteGiven {
  readonly route: string;
  readonly scope: string | { readonly anyOf?: readonly string[]; readonly allOf?: readonly string[] } | null;
  readonly door: 'any' | 'key' | 'token';
}

const DOORS = ['any', 'key', 'token'];

export function encodeRoutes(routes: readonly RouteGiven[]): string {
  const rules = [...new Set(routes.flatMap(({ scope }) => (scope === null ? [] : textOf(scope))))];
  const rows = routes.map(({ route, scope, door }) =>
    Buffer.concat([
      createHash('sha256').update(route).digest().subarray(0, 4),
      Buffer.of(scope === null ? 255 : rules.indexOf(textOf(scope)), DOORS.indexOf(door)),
    ]),
  );
  return encodeTable(`${JSON.stringify(rules)}\n`, Buffer.concat(rows));
}

const textOf = (scope: NonNullable<RouteGiven['scope']>): string =>
  typeof scope === 'string' ? scope : (scope.anyOf?.join(' or ') ?? scope.allOf?.join(' and ') ?? '');

/** A long table is deflated. */
export function encodeTable(head: string, rows: Uint8Array): string {
  const table = Buffer.concat([Buffer.from(head), rows]);
  return (table.length > 768 ? deflateRawSync(table) : table).toString('base64');
}
