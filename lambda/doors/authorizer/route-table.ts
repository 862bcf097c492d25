/**
 * The authorizer's route table: the scope and door that `protect` gave to each method. A missing route is a defect of
 * the deployment, so the call is not let through.
 *
 * Encoding: base64 of raw deflate (RFC 1951) of the scopes as a JSON array, a line feed, then six bytes for each route:
 * the first four of SHA-256 of `METHOD /resource/{path}`, the scope's position (255: any valid credential), the door.
 */
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { InvariantError } from '../../domain/outcome';

/** Which credentials a method takes. The encoding stores the position, so the order must not change. */
export const DOORS = ['any', 'key', 'token'] as const;
export type Door = (typeof DOORS)[number];

export interface RouteRule {
  /** null: any valid credential. */
  readonly scope: string | null;
  readonly door: Door;
}
/** Rules by the first four bytes of the route's hash. */
export type RouteTable = ReadonlyMap<number, RouteRule>;

const ANY_SCOPE = 255;
const ROW_BYTES = 6;
/** Limit of the inflated table: far above what fits into Lambda's 4 KB of environment variables. */
const TABLE_MAX_BYTES = 65_536;

/** Decodes the environment variable; throws an InvariantError if it is not a route table. */
export function decodeRoutes(encoded: string): RouteTable {
  const bytes = inflate(encoded);
  const rows = bytes.subarray(bytes.indexOf('\n') + 1);
  const scopes = decodeScopes(bytes.subarray(0, bytes.length - rows.length).toString());
  if (rows.length % ROW_BYTES !== 0) throw undecodable();
  const table = new Map<number, RouteRule>();
  for (let at = 0; at < rows.length; at += ROW_BYTES) {
    const scope = rows[at + 4] === ANY_SCOPE ? null : scopes[rows.readUInt8(at + 4)];
    const door = DOORS[rows.readUInt8(at + 5)];
    if (scope === undefined || door === undefined) throw undecodable();
    table.set(rows.readUInt32BE(at), { scope, door });
  }
  return table;
}

/** The rule of a method, else of `ANY`, at a resource template. Throws an InvariantError if there is none. */
export function routeRule(table: RouteTable, method: string, resource: string): RouteRule {
  const rule = table.get(routeHash(`${method} ${resource}`)) ?? table.get(routeHash(`ANY ${resource}`));
  if (rule === undefined) throw new InvariantError('The method is not in the route table');
  return rule;
}

const routeHash = (route: string): number => createHash('sha256').update(route).digest().readUInt32BE();

function inflate(encoded: string): Buffer {
  try {
    return inflateRawSync(Buffer.from(encoded, 'base64'), { maxOutputLength: TABLE_MAX_BYTES });
  } catch {
    throw undecodable();
  }
}

function decodeScopes(text: string): readonly string[] {
  try {
    const scopes: unknown = JSON.parse(text);
    if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')) return scopes;
  } catch {
    // The error below covers a text that is not JSON.
  }
  throw undecodable();
}

const undecodable = (): InvariantError => new InvariantError('The route table cannot be decoded; deploy again');
