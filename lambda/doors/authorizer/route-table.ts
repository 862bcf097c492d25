/**
 * The authorizer's route table: the scopes and the door that `protect` gave to each method. A missing route is a defect of
 * the deployment, so the call is not let through.
 *
 * Encoding: a JSON array of scope rules, each as its text, such as `read:orders or admin:orders`, then a line feed and six
 * bytes for each route; all in base64. The bytes: four of the SHA-256 of `METHOD /resource/{path}`, the rule's index
 * (255: any valid credential), the door's. A long table is raw deflate (RFC 1951). Deflated, no table begins with `[`: the
 * text that such a first byte stands for begins with a byte from 0xA0 to 0xAF.
 */
import { hash } from 'node:crypto';
import { InvariantError } from '../../domain/outcome';
import { parseRule, ruleText, type ScopeRule } from '../../domain/scopes';

/** Which credentials a method takes. The encoding stores the index, so the order must not change. */
export const DOORS = ['any', 'key', 'token'] as const;
export type Door = (typeof DOORS)[number];

export interface RouteRule {
  /** null: any valid credential. */
  readonly scope: ScopeRule | null;
  readonly door: Door;
}
/** Rules by the first four bytes of the route's hash. */
export type RouteTable = ReadonlyMap<number, RouteRule>;

/** The index that stands for `scope: null`. So a table has at most that many rules. */
export const NO_RULE = 255;
const ROW_BYTES = 6;
/** Limit of the inflated table: a usual one has far less in Lambda's 4 KB of environment variables. */
export const TABLE_MAX_BYTES = 65_536;

/** Decodes the environment variable; throws an InvariantError if it is not a route table. */
export function decodeRoutes(encoded: string): RouteTable {
  try {
    const bytes = Buffer.from(encoded, 'base64');
    return tableIn(bytes[0] === TABLE_BEGINS ? bytes : inflated(bytes));
  } catch {
    throw new InvariantError('The route table cannot be decoded; deploy again');
  }
}

/** `[` */
const TABLE_BEGINS = 0x5b;

/** Loads `node:zlib` where a table needs it: a cold start with a short one is a twentieth faster without. */
const inflated = (bytes: Buffer): Buffer =>
  process.getBuiltinModule('node:zlib').inflateRawSync(bytes, { maxOutputLength: TABLE_MAX_BYTES });

/** Throws if the bytes are not a route table. */
function tableIn(bytes: Buffer): RouteTable {
  const start = bytes.indexOf('\n') + 1;
  const texts: unknown = JSON.parse(bytes.subarray(0, start).toString());
  const rules = Array.isArray(texts) ? texts.map(ruleOf) : [undefined];
  if (rules.includes(undefined)) throw new InvariantError('The scopes are not a list of rules');
  const table = new Map<number, RouteRule>();
  for (let at = start; at < bytes.length; at += ROW_BYTES) {
    const ruleAt = bytes.readUInt8(at + 4);
    const scope = ruleAt === NO_RULE ? null : rules[ruleAt];
    const door = DOORS[bytes.readUInt8(at + 5)];
    if (scope === undefined || door === undefined) throw new InvariantError('No such scope or door');
    table.set(bytes.readUInt32BE(at), { scope, door });
  }
  return table;
}

const ruleOf = (text: unknown): ScopeRule | undefined => (typeof text === 'string' ? parseRule(text) : undefined);

/** The rule of a method, else of `ANY`, at a resource template. Throws an InvariantError if there is none. */
export function routeRule(table: RouteTable, method: string, resource: string): RouteRule {
  const rule = findRule(table, method, resource);
  if (rule === undefined) throw new InvariantError('The method is not in the route table');
  return rule;
}

/** Whether this is a method and the template of a route in the table, for example `GET /orders/{id}`. */
export function isRouteIn(table: RouteTable, text: string): boolean {
  const [, method, resource] = /^([A-Z]{1,10}) (\/[\x21-\x7e]*)$/.exec(text) ?? [];
  return method !== undefined && resource !== undefined && findRule(table, method, resource) !== undefined;
}

/** Whether this is the text of what a route in the table asks for, for example `read:orders or admin:orders`. */
export const isRuleIn = (table: RouteTable, text: string): boolean =>
  [...table.values()].some(({ scope }) => scope !== null && ruleText(scope) === text);

const findRule = (table: RouteTable, method: string, resource: string): RouteRule | undefined =>
  table.get(routeHash(`${method} ${resource}`)) ?? table.get(routeHash(`ANY ${resource}`));

const routeHash = (route: string): number => Number.parseInt(hash('sha256', route).slice(0, 8), 16);
