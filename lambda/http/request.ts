/**
 * Reads one request as its route's form says: path, query, headers and body, with all faults told at once.
 * What comes out of here has passed its schema; nothing else of the event goes further.
 */
import type { Idempotency } from '../core/context';
import { sha256 } from '../core/hash';
import { readBody } from './body';
import type { ProxyEvent } from './event';
import { readHeaders } from './headers';
import { canonicalJson } from './json';
import type { Problem } from './problem';
import { readQuery } from './query';
import { type BodyOf, type QueryOf, REQUESTS, type RequestForm } from './requests';
import type { RouteKey } from './routes';

export interface Path {
  readonly accountId: string;
  readonly keyId: string;
  readonly clientId: string;
}

export interface ApiRequest<K extends RouteKey> {
  readonly path: Path;
  readonly body: BodyOf<K>;
  /** A list's filters and `limit`; the cursor is read as the position to go on after. */
  readonly query: QueryOf<K> & { readonly after?: string };
  /** What cursors of this list are bound to. */
  readonly list: string;
  /** The version that an `If-Match` names. */
  readonly ifMatch?: number | undefined;
  readonly idempotency?: Idempotency;
}

export type RequestRead<K extends RouteKey> =
  | { readonly ok: true; readonly request: ApiRequest<K> }
  | { readonly ok: false; readonly problem: Problem };

export function readRequest<K extends RouteKey>(event: ProxyEvent, route: K, now: number): RequestRead<K> {
  const form: RequestForm = REQUESTS[route];
  const path = pathOf(event);
  const body = readBody(event, form, now);
  if (!('value' in body)) return { ok: false, problem: body };
  const query = readQuery(event, form, path.accountId);
  const headers = readHeaders(event, form);
  const errors = [...query.errors, ...headers.errors, ...body.errors];
  if (errors.length > 0) return { ok: false, problem: { ...INVALID_REQUEST, errors } };
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

const pathOf = ({ pathParameters }: ProxyEvent): Path => ({
  accountId: pathParameters?.['accountId'] ?? '',
  keyId: pathParameters?.['keyId'] ?? '',
  clientId: pathParameters?.['clientId'] ?? '',
});

const idempotencyOf = (key: string | undefined, route: string, asked: unknown): Idempotency | undefined =>
  key === undefined ? undefined : { key, route, fingerprint: sha256(canonicalJson(asked)) };

const INVALID_REQUEST: Problem = {
  code: 'invalid-request',
  detail: 'Nothing was done. Correct what errors names and send the request again.',
};
const INVALID_CURSOR: Problem = {
  code: 'invalid-cursor',
  detail: 'Start from the first page, or send nextCursor of this very list with the same filters.',
};
