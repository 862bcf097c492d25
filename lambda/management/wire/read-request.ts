/**
 * Reads one request by the shape of its endpoint: path, query, headers and body. All field errors are reported at once.
 * An operation gets only values that a schema or a pattern accepted.
 */
import { sha256 } from '../../domain/hash';
import { done, type Outcome } from '../../domain/outcome';
import type { Deps, Idempotency } from '../../engine/context';
import { invalidRequest } from '../../engine/validation';
import {
  fieldsOf,
  headerValues,
  pathParameterOf,
  type ProxyEvent,
  routeKeyOf,
  textOf,
  textsOf,
} from '../../http/event';
import { canonicalJson } from '../../http/json';
import type { Problem } from '../../http/problems';
import { externalIdIn } from './account-name';
import { type List, listOf, readCursor } from './cursor';
import { checkSchema, legibleBody, type SchemaResult } from './field-errors';
import { readBody } from './read-body';
import type { QueryValues, RequestShape } from './request-shape';

export interface ApiRequest<P, Q, B> {
  readonly path: P;
  /** A list's filters and `limit`. */
  readonly query: Q;
  readonly body: B;
  /** The position after which a list continues, from the cursor. */
  readonly after?: string | undefined;
  /** The version that an `If-Match` names. */
  readonly ifMatch?: number | undefined;
}

export type RequestRead<P, Q, B> =
  | {
      readonly ok: true;
      readonly request: ApiRequest<P, Q, B>;
      /** The parameters of the path, with the account's id. */
      readonly parameters: Parameters;
      readonly idempotency?: Idempotency | undefined;
      readonly list: List;
    }
  | { readonly ok: false; readonly problem: Problem };
type Parameters = Readonly<Record<string, string>>;

/** What reading needs of the deployment. */
export interface Reading extends Pick<Deps, 'now' | 'catalogue' | 'plans'> {
  /** The id of the account with this external id. Absent for an endpoint whose path names no account. */
  readonly findAccount?: ((externalId: string) => Promise<Outcome<string>>) | undefined;
}

export async function readRequest<P, Q extends QueryValues, B>(
  event: ProxyEvent,
  shape: RequestShape<P, Q, B>,
  { now, catalogue, plans, findAccount }: Reading,
): Promise<RequestRead<P, Q, B>> {
  const body = readBody(event, shape);
  if ('code' in body) return { ok: false, problem: body };
  const named = readNames(event, shape, body.given);
  const query = checkSchema(shape.query, queryOf(event), 'query');
  const tag = shape.conditional ? readHeader(event, 'If-Match') : ABSENT;
  const key = shape.idempotent ? readHeader(event, 'Idempotency-Key') : ABSENT;
  if (!named.ok || !query.ok || !tag.ok || !key.ok || !body.ok) {
    const found = [named, query, tag, key, body].flatMap((part) => (part.ok ? [] : part.errors));
    const more = shape.check?.(legibleBody(body.given), { now: now(), catalogue, plans }) ?? [];
    return { ok: false, problem: invalidRequest([...found, ...more]).refusal };
  }
  const located = await withAccountId(named.value, findAccount);
  if (!located.ok) return { ok: false, problem: located.refusal };
  const parameters = located.value;
  const { cursor, ...filters } = query.value;
  const listed = { route: routeKeyOf(event), accountId: textOf(parameters['accountId']) };
  const list = listOf(listed, withBody(filters, body.value), shape.position);
  const after = cursor === undefined ? undefined : readCursor(list, cursor);
  if (cursor !== undefined && after === undefined) return { ok: false, problem: INVALID_CURSOR };

  const path = shape.params.parse(parameters);
  const request = { path, query: query.value, body: body.value, after, ifMatch: versionOf(tag.value) };
  return { ok: true, request, parameters, idempotency: idempotencyOf(event, key.value, [path, body.value]), list };
}

/** What selects the items of a list: its query and, where the filter is sent in one, its body. */
const withBody = (filters: object, body: unknown): object => (body === undefined ? filters : { ...filters, body });

/** The parameters of a path as they were sent, decoded. */
interface Names {
  readonly parameters: Parameters;
  /** Whether the request may make the account, so that its path keeps the external id. */
  readonly makesAccount: boolean;
}

/** Refuses `account` in the body unless the path has an external id: no request chooses the id of a new account. */
function readNames(
  event: ProxyEvent,
  { params, mayMakeAccount }: Pick<RequestShape, 'params' | 'mayMakeAccount'>,
  body: unknown,
): SchemaResult<Names> {
  const parameters = parametersOf(event);
  const checked = checkSchema(params, parameters, 'path');
  if (!checked.ok) return checked;
  const makesAccount = mayMakeAccount === true && fieldsOf(body)['account'] !== undefined;
  if (makesAccount && externalIdIn(textOf(parameters['accountId'])) === undefined)
    return { ok: false, errors: [NO_EXTERNAL_ID] };
  return { ok: true, value: { parameters, makesAccount } };
}

const NO_EXTERNAL_ID = {
  pointer: '/account',
  detail: 'Only a request to /accounts/external:<externalId>/keys can make the account. Leave account out.',
};

/** The parameters with the account's id, also if the path names the account by its external id. */
async function withAccountId(
  { parameters, makesAccount }: Names,
  findAccount: Reading['findAccount'],
): Promise<Outcome<Parameters>> {
  const externalId = externalIdIn(textOf(parameters['accountId']));
  if (externalId === undefined || findAccount === undefined || makesAccount) return done(parameters);
  const found = await findAccount(externalId);
  return found.ok ? done({ ...parameters, accountId: found.value }) : found;
}

/** A parameter that is sent twice becomes a list, and every query schema refuses a list. */
function queryOf({ multiValueQueryStringParameters }: ProxyEvent): object {
  const given = textsOf(multiValueQueryStringParameters).filter(([, values]) => values.length > 0);
  return Object.fromEntries(given.map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** The parameters that the route's template names: `/accounts/{accountId}/keys` names `accountId`. */
const parametersOf = (event: ProxyEvent): Parameters =>
  Object.fromEntries(
    [...event.resource.matchAll(/(?<=\{)\w+(?=\})/g)].map(([name]) => [name, pathParameterOf(event, name)]),
  );

/** The headers of requests that have a form: for `If-Match` one entity tag (RFC 9110 section 8.8.3), or `*` for any version. */
export const REQUEST_HEADERS = {
  'Idempotency-Key': /^[\x21-\x7e]{1,255}$/,
  'If-Match': /^(?:\*|(?:W\/)?"[\x21\x23-\x7e]*")$/,
} as const;
const DETAILS = {
  'Idempotency-Key': 'Must be sent once and have 1 to 255 visible ASCII characters.',
  'If-Match': 'Must be one entity tag, copied from an ETag header.',
} as const;
/** The result for a header that the endpoint does not read. */
const ABSENT: SchemaResult<undefined> = { ok: true, value: undefined };

function readHeader(event: ProxyEvent, header: keyof typeof REQUEST_HEADERS): SchemaResult<string | undefined> {
  const [value, ...more] = headerValues(event.multiValueHeaders, header.toLowerCase());
  const isValid = value === undefined || (more.length === 0 && REQUEST_HEADERS[header].test(value));
  return isValid ? { ok: true, value } : { ok: false, errors: [{ header, detail: DETAILS[header] }] };
}

/** A tag that no reply had, such as `"x"`, becomes 0. No record has version 0, so the answer is `version-conflict`. */
const versionOf = (tag: string | undefined): number | undefined =>
  tag === undefined || tag === '*' ? undefined : Number(/^"([1-9]\d{0,14})"$/.exec(tag)?.[1] ?? 0);

const idempotencyOf = (event: ProxyEvent, key: string | undefined, asked: unknown): Idempotency | undefined =>
  key === undefined ? undefined : { key, route: routeKeyOf(event), fingerprint: sha256(canonicalJson(asked)) };

const INVALID_CURSOR: Problem = {
  code: 'invalid-cursor',
  detail: 'Start from the first page, or send the nextCursor of a page of this list with the same filters.',
};
