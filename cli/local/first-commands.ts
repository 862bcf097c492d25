/**
 * The commands to paste after the start: a call with the API key, one with an access token, and one of the management
 * API. Each is one line of bash with `curl` and `node`, whose exit code is 0 only when the API answers with success.
 */
import type { Facts } from '../../local/command/facts';
import { exampleBody } from './example-body';
import type { GuardedRoute } from './guarded-routes';

export interface FirstCommand {
  /** For example `GET /orders with the API key`. */
  readonly what: string;
  /** Absent when no route can be called so; `what` then says why. */
  readonly line?: string;
}

const KEY_DOORS: readonly string[] = ['any', 'key'];
const TOKEN_DOORS: readonly string[] = ['any', 'token'];

/** The commands for this run, in the order in which a newcomer wants them. */
export const firstCommands = (facts: Facts, routes: readonly GuardedRoute[]): readonly FirstCommand[] => [
  withKey(facts, routes),
  withToken(facts, routes),
  asOperator(facts),
];

function withKey({ apiUrl, key }: Facts, routes: readonly GuardedRoute[]): FirstCommand {
  const route = easiest(routes, KEY_DOORS);
  if (route === undefined) return { what: 'No route of this API takes an API key: no door is any or key' };
  return { what: `${titleOf(route)} with the API key`, line: `${CURL} ${bearer(key.key)} ${callOf(route, apiUrl)}` };
}

function withToken({ apiUrl, tokenUrl, client, firstParty }: Facts, routes: readonly GuardedRoute[]): FirstCommand {
  const route = easiest(routes, TOKEN_DOORS);
  if (route !== undefined) {
    const line = fetchAndCall(client, tokenUrl, callOf(route, apiUrl));
    return { what: `${titleOf(route)} with an access token of the account’s client`, line };
  }
  const own = easiest(routes, ['cognito']);
  if (own === undefined || firstParty === undefined) {
    return { what: 'No route of this API takes an access token of a client that is seeded' };
  }
  const line = fetchAndCall(firstParty, tokenUrl, callOf(own, apiUrl));
  return { what: `${titleOf(own)} with an access token of the first-party client`, line };
}

function asOperator({ managementUrl, tokenUrl, operator, account }: Facts): FirstCommand {
  const line = fetchAndCall(operator, tokenUrl, `${managementUrl}/accounts/${account.id}/keys`);
  return { what: 'list the account’s keys as the operator', line };
}

/** The route with one of the doors that a caller needs least for: no native key, no path parameter, no body. */
function easiest(routes: readonly GuardedRoute[], doors: readonly string[]): GuardedRoute | undefined {
  const effort = ({ method, path }: GuardedRoute): number =>
    (isRead(method) ? 0 : 1) + (path.includes('{') ? 2 : 0) + (['DELETE', 'HEAD'].includes(method) ? 4 : 0);
  return routes
    .filter(({ door, nativeKey }) => doors.includes(door) && !nativeKey)
    .sort((one, other) => effort(one) - effort(other))[0];
}

const isRead = (method: string): boolean => ['GET', 'ANY'].includes(method);
const titleOf = ({ method, path }: GuardedRoute): string => `${method === 'ANY' ? 'GET' : method} ${path}`;

const CURL = 'curl -sS --fail-with-body';
const bearer = (credential: string): string => `-H 'Authorization: Bearer ${credential}'`;

/** What `curl` needs to call the route; each path parameter is 1. */
function callOf({ method, path, bodySchema }: GuardedRoute, apiUrl: string): string {
  const url = quoted(apiUrl + path.replaceAll(/\{[^}]*\}/g, '1'));
  if (isRead(method)) return url;
  if (method === 'HEAD') return `-I ${url}`;
  const verb = method === 'POST' ? '' : `-X ${method} `;
  if (!['POST', 'PUT', 'PATCH'].includes(method)) return verb + url;
  return `${verb}-H 'Content-Type: application/json' -d ${quoted(JSON.stringify(exampleBody(bodySchema)))} ${url}`;
}

/** In bash, the text itself; quotes only if it has a character that bash reads. */
const quoted = (text: string): string =>
  /^[\w./:~%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

function fetchAndCall({ clientId, clientSecret }: ClientCredentials, tokenUrl: string, call: string): string {
  const ask = `curl -sSf -u ${clientId}:${clientSecret} -d grant_type=client_credentials ${tokenUrl}`;
  const token = `node -p 'JSON.parse(fs.readFileSync(0)).access_token'`;
  return `TOKEN=$(${ask} | ${token}) && ${CURL} -H "Authorization: Bearer $TOKEN" ${call}`;
}
