/**
 * The deployment that every contender serves: one account with a key and an OAuth client, their items, the function's
 * settings, and the events of good and wrong credentials. A wrong credential differs from the good one in one character.
 */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { itemKeyOf, keyText } from '../lambda/aws/dynamodb/item-keys';
import { toItem } from '../lambda/aws/dynamodb/table-items';
import { storedSecret } from '../lambda/domain/hash';
import { accountIdOf, base62, checksumOf, mintKey } from '../lambda/domain/key-format';
import type { Account, ApiKey, Client, ClientOwner } from '../lambda/domain/model';
import type { AuthorizerEvent } from '../lambda/doors/authorizer/authorize';
import type { ProxyEvent } from '../lambda/http/event';

export const TABLE = 'orders-live-credentials';
/** A table whose answers to one request take turns between two texts, as if a record had changed each time. */
export const CHANGING_TABLE = 'orders-live-changing';
export const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example01';
export const SCOPE = 'read:orders';
export const SOURCE_IP = '203.0.113.7';
const CLIENT_ID = '3n4b5urk1ft4fl3mg5e62d9ado';
const KID = 'lQ1tq3vV9kP0u7yM/a+b=';
/** Keys of the account: as many as the largest page of a list. */
const KEYS = 100;
/** Seconds that a token lives; longer than any run. */
const LIFETIME = 43_200;
/** Characters behind the secret of a presented key: its checksum. */
const CHECKSUM = 6;

type PresentedName = 'key' | 'wrongKey' | 'unknownKey' | 'token' | 'wrongToken';
type ManagementName = 'issue' | 'wrongIssue' | 'list' | 'wrongList';
export type EventName = PresentedName | ManagementName;
/** An item as DynamoDB sends it. */
export type WireItem = Readonly<Record<string, object>>;

export interface Deployment {
  readonly presented: Readonly<Record<PresentedName, string>>;
  readonly events: Readonly<Record<PresentedName, AuthorizerEvent> & Record<ManagementName, ProxyEvent>>;
  readonly records: {
    readonly account: Account;
    readonly key: ApiKey;
    readonly client: Client;
    readonly owner: ClientOwner;
  };
  /** By the text of the item's primary key. */
  readonly items: Readonly<Record<string, WireItem>>;
  readonly jwk: Readonly<Record<string, unknown>>;
  /** The function's settings, but for the addresses of table and key set. */
  readonly settings: Readonly<Record<string, string>>;
}

const other = (character: string | undefined): string => (character === 'x' ? 'y' : 'x');
/** The text with another character at this place, counted from its end. */
const changed = (text: string, fromEnd: number): string =>
  text.slice(0, -fromEnd) + other(text.at(-fromEnd)) + text.slice(text.length - fromEnd + 1);

/** Another secret, or another key id, with a good checksum: refused only by the hash, or because there is no such key. */
function withChange(key: string, fromEnd: number): string {
  const body = changed(key.slice(0, -CHECKSUM), fromEnd);
  return body + checksumOf(body);
}

/** Signs access tokens of the client, as Cognito does. */
export function tokenSigner() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: CLIENT_ID, client_id: CLIENT_ID, token_use: 'access', version: 2, iss: ISSUER };
  const sign = (jti: string): string => {
    const times = { auth_time: now - 60, iat: now - 60, exp: now + LIFETIME };
    const payload = { ...claims, scope: `orders/${SCOPE} orders/write:orders`, ...times, jti };
    const input = `${encode({ kid: KID, alg: 'RS256' })}.${encode(payload)}`;
    return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url')}`;
  };
  return { sign, jwk: { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' } };
}

function recordsOf(presentedKey: string, keyId: string): Deployment['records'] {
  const accountId = accountIdOf(keyId);
  const made = { createdAt: Date.now() - 1000, createdBy: 'operator:bench', version: 1 };
  const scopes = [SCOPE, 'write:orders'];
  const counters = { generation: 1, grantVersion: 1, keysVersion: 1 };
  const owned = { accountId, label: 'Bench', scopes, generation: 1, ...made };
  return {
    account: { kind: 'account', accountId, name: 'Bench', grant: { scopes }, ...counters, ...made },
    key: { kind: 'key', keyId, environment: 'live', currentSecret: storedSecret(presentedKey, 0), ...owned },
    client: { kind: 'client', clientId: CLIENT_ID, ...owned },
    owner: { kind: 'clientOwner', clientId: CLIENT_ID, accountId },
  };
}

/** Every attribute is a number or a text. */
const wireItem = (item: Readonly<Record<string, unknown>>): WireItem =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, { [typeof value === 'number' ? 'N' : 'S']: String(value) }]),
  );

/** As API Gateway sends it to an authorizer of the type REQUEST. */
function eventOf(presented: string): AuthorizerEvent {
  const headers = {
    Accept: 'application/json',
    'Accept-Encoding': 'gzip, deflate, br',
    Authorization: `Bearer ${presented}`,
    Host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
    'User-Agent': 'orders-client/3.2 (+https://example.com)',
    'X-Amzn-Trace-Id': 'Root=1-6745b0c1-0123456789abcdef01234567',
    'X-Forwarded-For': SOURCE_IP,
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/prod/GET/orders',
    headers,
    multiValueHeaders: lists,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: {
      httpMethod: 'GET',
      resourcePath: '/orders',
      requestId: '6b6a1c0e-8a1c-4b0e-9a66-2f6f0d7d1c11',
      extendedRequestId: 'JqBc0FvWoAMEbXg=',
      identity: { sourceIp: SOURCE_IP },
    },
  };
}

/** Events with keys that nobody made, no two the same, each with one wrong character in its checksum. */
export const junkEvents = (count: number): readonly AuthorizerEvent[] =>
  Array.from({ length: count }, (_, at) => {
    const keyId = base62(18, randomBytes);
    const key = mintKey({ prefix: 'sp', environment: 'live', keyId }, randomBytes);
    return eventOf(changed(key, 1 + (at % CHECKSUM)));
  });

/** As API Gateway sends it to a function of the management API. Of another operator than the stack's, it is refused. */
function managementEvent(accountId: string, operator: string, body?: object): ProxyEvent {
  const resource = '/accounts/{accountId}/keys';
  const scope = ['read:keys', 'write:keys'].map((name) => `orders-management/${name}`).join(' ');
  const claims = { iss: ISSUER, token_use: 'access', client_id: operator, scope };
  return {
    httpMethod: body === undefined ? 'GET' : 'POST',
    resource,
    pathParameters: { accountId },
    multiValueQueryStringParameters: body === undefined ? { limit: ['100'] } : null,
    multiValueHeaders: body === undefined ? {} : { 'Content-Type': ['application/json'] },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      extendedRequestId: 'JqBc0FvWoAMEbXg=',
      requestId: '6b6a1c0e-8a1c-4b0e-9a66-2f6f0d7d1c11',
      path: `/v1/accounts/${accountId}/keys`,
      identity: { sourceIp: SOURCE_IP },
      authorizer: { claims },
    },
  };
}

function managementEvents(accountId: string): Pick<Deployment['events'], ManagementName> {
  const wanted = { label: 'Bench', scopes: [SCOPE] };
  return {
    issue: managementEvent(accountId, 'op', wanted),
    wrongIssue: managementEvent(accountId, 'oq', wanted),
    list: managementEvent(accountId, 'op'),
    wrongList: managementEvent(accountId, 'oq'),
  };
}

/** One route, in the encoding of lambda/doors/authorizer/route-table.ts. */
function routes(): string {
  const fingerprint = createHash('sha256').update('GET /orders').digest().subarray(0, 4);
  const table = [Buffer.from(`${JSON.stringify([SCOPE])}\n`), fingerprint, Buffer.of(0, 0)];
  return Buffer.concat(table).toString('base64');
}

export function makeDeployment({ sign, jwk }: ReturnType<typeof tokenSigner>): Deployment {
  const keyId = base62(18, randomBytes);
  const key = mintKey({ prefix: 'sp', environment: 'live', keyId }, randomBytes);
  const token = sign('00000000-0000-4000-8000-000000000000');
  const presented = {
    key,
    wrongKey: withChange(key, 1),
    unknownKey: withChange(key, 45),
    token,
    wrongToken: changed(token, 9),
  };
  const records = recordsOf(key, keyId);
  const listed = Array.from({ length: KEYS - 1 }, (_, at) => ({
    ...records.key,
    keyId: accountIdOf(keyId) + String(at).padStart(8, '0'),
  }));
  const items = [...Object.values(records), ...listed].map(
    (record) => [keyText(itemKeyOf(record)), wireItem(toItem(record))] as const,
  );
  const settings = {
    TABLE_NAME: TABLE,
    KEY_PREFIX: 'sp',
    ENVIRONMENT: 'live',
    ISSUER,
    RESOURCE_SERVERS: 'orders orders-accounts',
    ROUTES: routes(),
    SCOPES: `${SCOPE} write:orders`,
    MANAGEMENT_RESOURCE_SERVER: 'orders-management',
    BOOTSTRAP_OPERATOR: 'op',
  };
  const events = Object.fromEntries(Object.entries(presented).map(([name, text]) => [name, eventOf(text)]));
  return {
    presented,
    records,
    items: Object.fromEntries(items),
    jwk,
    settings,
    // The names are those of `presented`.
    events: { ...(events as Record<PresentedName, AuthorizerEvent>), ...managementEvents(accountIdOf(keyId)) },
  };
}
