/**
 * Reads one request by its endpoint's shape: path, query, headers and body, with all field errors told at once. What
 * comes out of here has passed its schema; nothing else of the event goes further.
 */
import { sha256 } from '../../domain/hash';
import type { FieldError } from '../../domain/outcome';
import type { Deps, Idempotency } from '../../engine/context';
import { CORRECT_FIELD_ERRORS } from '../../engine/validation';
import { type ProxyEvent, routeKeyOf } from '../../http/event';
import { canonicalJson } from '../../http/json';
import type { Problem } from '../../http/problems';
import type { List } from './cursor';
import { legibleBody } from './field-errors';
import { readBody } from './read-body';
import { readHeaders } from './read-headers';
import { readQuery } from './read-query';
import type { QueryValues, RequestShape } from './request-shape';

export interface ApiRequest<P, Q, B> {
  readonly path: P;
  /** A list's filters and `limit`. */
  readonly query: Q;
  readonly body: B;
  /** The position in a list to go on after, from the cursor. */
  readonly after?: string | undefined;
  /** The version that an `If-Match` names. */
  readonly ifMatch?: number | undefined;
}

export type RequestRead<P, Q, B> =
  | {
      readonly ok: true;
      readonly request: ApiRequest<P, Q, B>;
      readonly idempotency?: Idempotency | undefined;
      readonly list: List;
    }
  | { readonly ok: false; readonly problem: Problem };

export function readRequest<P, Q extends QueryValues, B>(
  event: ProxyEvent,
  shape: RequestShape<P, Q, B>,
  { now, catalogue }: Pick<Deps, 'now' | 'catalogue'>,
): RequestRead<P, Q, B> {
  const body = readBody(event, shape);
  if ('code' in body) return { ok: false, problem: body };
  const query = readQuery(event, shape);
  const headers = readHeaders(event, shape);
  if (!query.ok || !body.ok || headers.errors.length > 0) {
    const found = [query, headers, body].flatMap((part) => ('errors' in part ? part.errors : []));
    return invalidFields([...found, ...(shape.check?.(legibleBody(body.given), { now: now(), catalogue }) ?? [])]);
  }
  if (query.foreignCursor) return { ok: false, problem: INVALID_CURSOR };

  const path = shape.params.parse(parametersOf(event));
  const request = { path, query: query.value, body: body.value, after: query.after, ifMatch: headers.ifMatch };
  const idempotency = idempotencyOf(headers.idempotencyKey, routeKeyOf(event), [path, body.value]);
  return { ok: true, request, idempotency, list: query.list };
}

/** What the route's template names, as the gateway read it. */
const parametersOf = ({ resource, pathParameters }: ProxyEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(parameterNames(resource).map((name) => [name, pathParameters?.[name] ?? '']));

/** `/accounts/{accountId}/keys` names `accountId`. */
export const parameterNames = (template: string): string[] =>
  [...template.matchAll(/(?<=\{)\w+(?=\})/g)].map(([name]) => name);

const idempotencyOf = (key: string | undefined, route: string, asked: unknown): Idempotency | undefined =>
  key === undefined ? undefined : { key, route, fingerprint: sha256(canonicalJson(asked)) };

/** Each place once, with the first error that was found there. */
function invalidFields(errors: readonly FieldError[]): { readonly ok: false; readonly problem: Problem } {
  const places = errors.map(placeOfError);
  const firsts = errors.filter((error, at) => places.indexOf(placeOfError(error)) === at);
  return { ok: false, problem: { code: 'invalid-request', detail: CORRECT_FIELD_ERRORS, errors: firsts } };
}

const placeOfError = (error: FieldError): string => JSON.stringify({ ...error, detail: '' });

const INVALID_CURSOR: Problem = {
  code: 'invalid-cursor',
  detail: 'Start from the first page, or send nextCursor of this very list with the same filters.',
};
