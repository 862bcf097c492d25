/**
 * Reads one request as its route's form says: path, query, headers and body, with all faults told at once.
 * What comes out of here has passed its schema; nothing else of the event goes further.
 */
import type { Idempotency } from '../../engine/context';
import { sha256 } from '../../domain/hash';
import { CORRECT_FAULTS } from '../../engine/validation';
import type { FieldError } from '../../domain/outcome';
import { readBody } from './read-body';
import type { List } from './cursor';
import type { ProxyEvent } from '../../http/event';
import { type Moment, momentFaults } from './field-errors';
import { readHeaders } from './read-headers';
import { canonicalJson } from '../../http/json';
import type { Problem } from '../../http/problem';
import { readQuery } from './read-query';
import { type BodyOf, type QueryOf, REQUESTS, type RequestForm } from './requests';
import type { RouteKey } from './routes';

type ParametersOf<P extends string> = P extends `${string}{${infer N}}${infer R}` ? N | ParametersOf<R> : never;
/** The parameters that a route's template names. */
export type PathOf<K extends RouteKey> = { readonly [N in ParametersOf<K>]: string };

export interface ApiRequest<K extends RouteKey> {
  readonly path: PathOf<K>;
  readonly body: BodyOf<K>;
  /** A list's filters and `limit`; the cursor is read as the position to go on after. */
  readonly query: QueryOf<K> & { readonly after?: string };
  /** The list that the request asks for, if it asks for one. */
  readonly list: List;
  /** The version that an `If-Match` names. */
  readonly ifMatch?: number | undefined;
  readonly idempotency?: Idempotency;
}

export type RequestRead<K extends RouteKey> =
  | { readonly ok: true; readonly request: ApiRequest<K> }
  | { readonly ok: false; readonly problem: Problem };

export function readRequest<K extends RouteKey>(event: ProxyEvent, route: K, moment: Moment): RequestRead<K> {
  const form: RequestForm = REQUESTS[route];
  const path = pathOf(event);
  const body = readBody(event, form);
  if (!('value' in body)) return { ok: false, problem: body };
  const query = readQuery(event, form);
  const headers = readHeaders(event, form);
  const errors = [...query.errors, ...headers.errors, ...body.errors];
  if (errors.length > 0) return invalid([...errors, ...momentFaults(body.given, form, moment)]);
  if (query.foreignCursor) return { ok: false, problem: INVALID_CURSOR };

  const request = {
    path,
    body: body.value,
    query: { ...query.values, after: query.after },
    list: query.list,
    ifMatch: headers.ifMatch,
    idempotency: idempotencyOf(headers.idempotencyKey, route, [path, body.value]),
  };
  // Body and query have just passed the schemas that these types are taken from.
  return { ok: true, request: request as unknown as ApiRequest<K> };
}

/** What the route's template names, as the gateway read it. */
const pathOf = ({ resource, pathParameters }: ProxyEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(namesIn(resource).map((name) => [name, pathParameters?.[name] ?? '']));

const namesIn = (template: string): string[] => [...template.matchAll(/(?<=\{)\w+(?=\})/g)].map(([name]) => name);

const idempotencyOf = (key: string | undefined, route: string, asked: unknown): Idempotency | undefined =>
  key === undefined ? undefined : { key, route, fingerprint: sha256(canonicalJson(asked)) };

/** Each place at fault once, with the first thing that is wrong there. */
function invalid(errors: readonly FieldError[]): { readonly ok: false; readonly problem: Problem } {
  const places = errors.map(placeOf);
  const firsts = errors.filter((fault, at) => places.indexOf(placeOf(fault)) === at);
  return { ok: false, problem: { code: 'invalid-request', detail: CORRECT_FAULTS, errors: firsts } };
}

const placeOf = (fault: FieldError): string => JSON.stringify({ ...fault, detail: '' });

const INVALID_CURSOR: Problem = {
  code: 'invalid-cursor',
  detail: 'Start from the first page, or send nextCursor of this very list with the same filters.',
};
