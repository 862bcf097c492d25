/**
 * The management API without a gateway: builds the event that the gateway would, sends it through the real
 * handlers' routes, and holds every answer against the committed OpenAPI document.
 */
import './function-environment';
import Ajv2020 from 'ajv/dist/2020';
import document from '../../docs/openapi.json';
import type { IssuerDeps } from '../../lambda/engine/context';
import { accountEndpoints } from '../../lambda/management/endpoints/accounts';
import { publicDocument } from '../../lambda/management/wire/public-document';
import { type CatalogueDeps, catalogueEndpoints } from '../../lambda/management/endpoints/catalogue';
import { clientListEndpoints } from '../../lambda/management/endpoints/client-lists';
import { clientEndpoints } from '../../lambda/management/endpoints/clients';
import { type Endpoint } from '../../lambda/management/endpoints/endpoint';
import { eventEndpoints } from '../../lambda/management/endpoints/events';
import { keyListEndpoints } from '../../lambda/management/endpoints/key-lists';
import { keyEndpoints } from '../../lambda/management/endpoints/keys';
import { memberEndpoints } from '../../lambda/management/endpoints/members';
import { operatorEndpoints } from '../../lambda/management/endpoints/operators';
import { revocationEndpoints } from '../../lambda/management/endpoints/revocations';
import { clientSecretEndpoints, operatorSecretEndpoints } from '../../lambda/management/endpoints/secrets';
import {
  accountUsageEndpoints,
  clientUsageEndpoints,
  keyUsageEndpoints,
} from '../../lambda/management/endpoints/usage';
import { verifyEndpoints } from '../../lambda/management/endpoints/verify';
import type { AdoptDeps } from '../../lambda/management/operations/clients/adopt-client';
import type { MembersDeps } from '../../lambda/management/operations/members/people-deps';
import type { VerifyDeps } from '../../lambda/management/operations/verify-credential';

import type { Log } from '../../lambda/domain/ports/log';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { MANAGEMENT_SCOPES } from '../../lambda/domain/policy';
import type { ProxyEvent } from '../../lambda/http/event';
import type { Response } from '../../lambda/http/problems';
import { ROUTES } from './endpoints';
import { MemoryPeople } from './memory-people';
import { serve } from '../../lambda/management/wire/serve';
import { ownTokens } from './token-proof';
import { world } from './world';

export const TRUST = {
  issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_test',
  managementServer: 'orders-management',
  people: {
    issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_people',
    server: 'orders-people',
    operatorsGroup: 'operators',
  },
};

/** What a person's token says; without `groups` the person is in none. */
export const personClaims = (sub: string, groups?: string) => ({
  iss: TRUST.people.issuer,
  token_use: 'access',
  client_id: 'portal',
  sub,
  scope: `openid email ${TRUST.people.server}/portal`,
  ...(groups !== undefined && { 'cognito:groups': groups }),
});
export const REQUEST_ID = 'JqBc0FvWoAMEbXg=';
/** What a caller may have called its request. */
const CHOSEN_ID = '11111111-2222-4333-8444-555555555555';
/** An issuer that signed only what `proof` makes. */
const TOKENS = {
  signatures: ownTokens,
  owners: new Map<string, string>(),
  issuer: TRUST.issuer,
  resourceServers: ['orders', 'orders-accounts'],
};
/** What single functions are given beside the rest. */
const EXTRAS = {
  keyPrefixes: ['sp'],
  accountsServer: 'orders-accounts',
  trust: TOKENS,
  document: publicDocument(document),
  descriptions: new Map<string, string>(),
};
export const EVERY_ENDPOINT = [
  ...accountEndpoints,
  ...accountUsageEndpoints,
  ...keyUsageEndpoints,
  ...clientUsageEndpoints,
  ...keyListEndpoints,
  ...keyEndpoints,
  ...clientListEndpoints,
  ...clientEndpoints,
  ...clientSecretEndpoints,
  ...operatorEndpoints,
  ...operatorSecretEndpoints,
  ...memberEndpoints,
  ...eventEndpoints,
  ...revocationEndpoints,
  ...catalogueEndpoints,
  ...verifyEndpoints,
];

export interface Sent {
  /** Any JSON value; text and bytes go as they are. */
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Management scopes of the token; all of them if absent. */
  readonly scopes?: readonly string[];
  /** Changes to the token's claims; null: the gateway handed none over. */
  readonly claims?: Readonly<Record<string, unknown>> | null;
  readonly event?: Partial<ProxyEvent>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the document's schemas say what is there
  readonly body: any;
  readonly text: string;
}

export type Send = (route: string, sent?: Sent) => Promise<Answered>;

/** Sends `METHOD /path` requests to a deployment; every log line goes to `lines`. */
type EveryDeps = AdoptDeps & VerifyDeps & CatalogueDeps & MembersDeps;

export function managementApi(
  deps: IssuerDeps & Partial<MembersDeps>,
  lines: unknown[] = [],
  endpoints: readonly Endpoint<EveryDeps>[] = EVERY_ENDPOINT,
): Send {
  const keep = (line: unknown) => void lines.push(line);
  const log: Log = { verdict: keep, operation: keep, task: keep, failure: keep };
  const handler = serve(endpoints, { deps: { ...EXTRAS, people: new MemoryPeople(), ...deps }, log, trust: TRUST });
  return async (request, sent = {}) => {
    const event = eventOf(request, sent);
    return answered(await handler(event), event);
  };
}

/** A deployment with one operator and these records, its log, and a way to send to it. */
export function deployment(...records: readonly TableRecord[]) {
  const { deps, ...made } = world(...records);
  const lines: unknown[] = [];
  const people = new MemoryPeople();
  const counting = { ...deps, countsUsage: true, people };
  return { ...made, deps: counting, people, lines, send: managementApi(counting, lines) };
}

/** The event of API Gateway's REST proxy integration. */
export function eventOf(request: string, sent: Sent = {}): ProxyEvent {
  const [method = '', path = ''] = request.split(' ');
  const { template, parameters } = matched(method, path);
  const hasBody = 'body' in sent;
  const given = { ...(hasBody ? { 'Content-Type': 'application/json' } : {}), ...sent.headers };
  return {
    httpMethod: method,
    resource: template,
    pathParameters: parameters,
    multiValueQueryStringParameters: lists(sent.query),
    multiValueHeaders: lists(given),
    body: !hasBody ? null : typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body),
    isBase64Encoded: false,
    requestContext: {
      extendedRequestId: REQUEST_ID,
      requestId: CHOSEN_ID,
      path: `/v1${path}`,
      identity: { sourceIp: '203.0.113.7' },
      authorizer: sent.claims === null ? null : { claims: { ...claimsOf(sent.scopes), ...sent.claims } },
    },
    ...sent.event,
  };
}

const claimsOf = (scopes: readonly string[] = Object.keys(MANAGEMENT_SCOPES)) => ({
  iss: TRUST.issuer,
  token_use: 'access',
  client_id: 'op',
  scope: scopes.map((scope) => `${TRUST.managementServer}/${scope}`).join(' '),
});

const lists = (given: Sent['query']): Record<string, readonly string[]> | null =>
  given === undefined
    ? null
    : Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat()] as const));

function matched(method: string, path: string): { template: string; parameters: Record<string, string> | null } {
  for (const route of ROUTES.filter((known) => known.method === method)) {
    const form = new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = form.exec(path);
    if (match !== null) return { template: route.path, parameters: match.groups ? decoded(match.groups) : null };
  }
  return { template: path, parameters: null };
}

const decoded = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]));

function answered({ statusCode, headers, body }: Response, event: ProxyEvent): Answered {
  const parsed: unknown = body === '' ? undefined : JSON.parse(body);
  const isPublic = event.resource === '/openapi.json' && statusCode < 400;
  expect(headers['Cache-Control']).toBe(isPublic ? 'public, max-age=3600' : 'no-store');
  expectDocumented({ statusCode, headers, body }, parsed, event);
  return { status: statusCode, headers, body: parsed, text: body };
}

/** Every time in an answer is in UTC, with milliseconds. */
const formats = {
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  uri: true,
  'uri-reference': true,
} as const;
const ajv = new Ajv2020({ strict: false, formats });
ajv.addSchema(document, 'document');

/** The document names this status for this route, and what it says of the body holds. */
function expectDocumented(response: Response, body: unknown, event: ProxyEvent): void {
  const { statusCode, headers } = response;
  const place = ['paths', event.resource, event.httpMethod.toLowerCase()];
  if (at(place) === undefined) return;
  const answer = resolved([...place, 'responses', String(statusCode)]);
  expect({ statusCode, documented: at(answer) !== undefined }).toEqual({ statusCode, documented: true });
  expect(Object.keys(headers)).toEqual(expect.arrayContaining(requiredHeaders(answer)));
  if (body === undefined) return;
  const { examples } = Object(at([...answer, 'content', String(headers['Content-Type'])]));
  if (statusCode >= 400) expect(Object.keys(Object(examples))).toContain(Object(body).type.split('/').at(-1));
  const validate = ajv.getSchema(pointerTo([...answer, 'content', String(headers['Content-Type']), 'schema']));
  expect({ body, valid: validate?.(body), errors: validate?.errors }).toEqual({ body, valid: true, errors: null });
}

const requiredHeaders = (answer: readonly string[]): string[] => Object.keys(Object(at([...answer, 'headers'])));

/** Follows the one kind of reference that responses are. */
function resolved(place: readonly string[]): readonly string[] {
  const { $ref } = Object(at(place));
  return typeof $ref === 'string' ? $ref.slice('#/'.length).split('/') : place;
}

const at = (place: readonly string[]): unknown =>
  place.reduce<unknown>((value, step) => new Map(Object.entries(Object(value))).get(step), document);

const pointerTo = (place: readonly string[]): string =>
  `document#/${place.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
