/** The authorizer's doors in memory: a table, an issuer, a clock, and a log that keeps its lines. */
import { KeySet } from '../../lambda/aws/cognito/key-set';
import { SignedTokens } from '../../lambda/aws/cognito/token-signatures';
import type { Log } from '../../lambda/domain/ports/log';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import type { AuthorizerDeps, AuthorizerEvent } from '../../lambda/doors/authorizer/authorize';
import { decodeRoutes } from '../../lambda/doors/authorizer/route-table';
import { CountingReader } from './counting-reader';
import { Issuer } from './issuer';
import { ManualTimers } from './manual-timers';
import { MemoryTable } from './memory-table';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, NOW } from './records';
import { encodeRoutes, type RouteGiven } from './routes';
import { endlessBudget } from './time-budgets';
import { ISSUER, KEY_SET_URL, KID, signingKey } from './tokens';

export const STAGE_ARN = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod';
export const POOL_KEY = signingKey(KID);
export const GUARDED: readonly RouteGiven[] = [
  { route: 'GET /orders', scope: 'read:orders', door: 'any' },
  { route: 'GET /orders/{id}', scope: 'read:orders', door: 'key' },
  { route: 'DELETE /orders/{id}', scope: 'write:orders', door: 'token' },
  { route: 'GET /whoami', scope: null, door: 'any' },
  { route: 'ANY /files/{proxy+}', scope: 'read:orders', door: 'any' },
];

export interface LoggedLine {
  readonly kind: 'verdict' | 'failure';
  readonly line: object;
}

export function memoryDoors(records: readonly TableRecord[] = goodRecords()) {
  const lines: LoggedLine[] = [];
  const reader = new CountingReader(new MemoryTable(records));
  const issuer = new Issuer(POOL_KEY);
  const log: Log = {
    verdict: (line) => void lines.push({ kind: 'verdict', line }),
    failure: (line) => void lines.push({ kind: 'failure', line }),
    operation: () => undefined,
    task: () => undefined,
  };
  const now = () => NOW;
  const timers = new ManualTimers();
  const keySet = new KeySet({ url: KEY_SET_URL, now, fetch: issuer.fetch });
  const use = { budget: endlessBudget(timers), onFailure: () => undefined };
  const deps: AuthorizerDeps = {
    doors: {
      reader,
      signatures: new SignedTokens(keySet, now).during(use),
      owners: new Map(),
      now,
      keyPrefixes: ['sp'],
      environment: 'live',
      issuer: ISSUER,
      resourceServers: ['orders', 'orders-accounts'],
    },
    routes: decodeRoutes(encodeRoutes(GUARDED)),
    log,
  };
  return { deps, reader, issuer, lines, timers };
}

export const goodRecords = (): readonly TableRecord[] => [
  account(),
  apiKey(),
  client(),
  { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID },
];

export const REQUEST_ID = 'JqBc0FvWoAMEbXg=';

/** API Gateway's event for a REQUEST authorizer. */
export function requestOf(
  route: string,
  headers: Readonly<Record<string, string>> = {},
  given: { path?: string; sourceIp?: string } = {},
): AuthorizerEvent {
  const [httpMethod = '', resourcePath = ''] = route.split(' ');
  const { path = resourcePath.replace(/\{[^}]+\}/g, '7'), sourceIp = '203.0.113.7' } = given;
  return {
    methodArn: `${STAGE_ARN}/${httpMethod}${path}`,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    requestContext: {
      extendedRequestId: REQUEST_ID,
      // A caller can choose this id.
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      httpMethod,
      resourcePath,
      identity: { sourceIp },
    },
  };
}
