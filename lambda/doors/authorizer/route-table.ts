/**
 * The authorizer's route table: which scope and door `protect` gave to each method. A route that is not in it
 * is a defect of the deployment, never a reason to let a call pass.
 *
 * Encoded as base64 of raw deflate of: the scopes as a JSON array, a line feed, then six bytes a route: the
 * first four of SHA-256 of `METHOD /resource/{path}`, the scope's position (255: any valid credential), the door.
 */
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { InvariantError } from '../../domain/outcome';

/** Which credentials a method takes; the position is the encoding. */
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
/** Far above what 4 KB of environment can say. */
const MAX_BYTES = 65_536;

/** Decodes the table; throws an InvariantError when the setting is not one. */
export function decodeRoutes(encoded: string): RouteTable {
  const bytes = inflate(encoded);
  const rows = bytes.subarray(bytes.indexOf('\n') + 1);
  const scopes = scopesOf(bytes.subarray(0, bytes.length - rows.length).toString());
  if (rows.length % ROW_BYTES !== 0) throw malformed();
  const table = new Map<number, RouteRule>();
  for (let at = 0; at < rows.length; at += ROW_BYTES) {
    const scope = rows[at + 4] === ANY_SCOPE ? null : scopes[rows.readUInt8(at + 4)];
    const door = DOORS[rows.readUInt8(at + 5)];
    if (scope === undefined || door === undefined) throw malformed();
    table.set(rows.readUInt32BE(at), { scope, door });
  }
  return table;
}

/** The rule of a method and its resource's template: the exact method's, else that of `ANY`. */
export function routeRule(table: RouteTable, method: string, resource: string): RouteRule {
  const rule = table.get(hashOf(`${method} ${resource}`)) ?? table.get(hashOf(`ANY ${resource}`));
  if (rule === undefined) throw new InvariantError('The method is not in the route table');
  return rule;
}

const hashOf = (route: string): number => createHash('sha256').update(route).digest().readUInt32BE();

function inflate(encoded: string): Buffer {
  try {
    return inflateRawSync(Buffer.from(encoded, 'base64'), { maxOutputLength: MAX_BYTES });
  } catch {
    throw malformed();
  }
}

function scopesOf(text: string): readonly string[] {
  const scopes: unknown = parse(text);
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) throw malformed();
  return scopes;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

const malformed = (): InvariantError => new InvariantError('The route table cannot be decoded');
