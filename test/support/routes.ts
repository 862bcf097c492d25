/** The route table as the stack encodes it, written from its description and not from the decoder. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

export interface RouteGiven {
  readonly route: string;
  readonly scope: string | null;
  readonly door: 'any' | 'key' | 'token';
}

const DOORS = ['any', 'key', 'token'];

export function encodeRoutes(routes: readonly RouteGiven[]): string {
  const scopes = [...new Set(routes.flatMap(({ scope }) => scope ?? []))];
  const rows = routes.map(({ route, scope, door }) =>
    Buffer.concat([
      createHash('sha256').update(route).digest().subarray(0, 4),
      Buffer.of(scope === null ? 255 : scopes.indexOf(scope), DOORS.indexOf(door)),
    ]),
  );
  return encodeTable(`${JSON.stringify(scopes)}\n`, Buffer.concat(rows));
}

export const encodeTable = (head: string, rows: Uint8Array): string =>
  deflateRawSync(Buffer.concat([Buffer.from(head), rows])).toString('base64');
