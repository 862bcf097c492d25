/**
 * One way of calling each route of the management API, on a subject of its own on which the call has something to
 * do. Total over the route table: a route without a row does not compile.
 */
import type { ManagementRoute } from '../../lambda/management/all-endpoints';
import { sha256Hex } from '../../lambda/domain/hash';
import { type Answer, send, type Sent, type TestRun } from './local-run';

export interface Subject {
  readonly accountId: string;
  readonly clientId: string;
  readonly keyId: string;
  readonly presentedKey: string;
  /** Empty where the route is about none, as is the next. */
  readonly operatorId: string;
  readonly secretId: string;
  /** Of a member. */
  readonly subject: string;
}

/** Where calls go: `manage` as the operator, and the address for calls without a credential. */
export interface Management extends Pick<TestRun, 'manage'> {
  readonly url: string;
}

export interface Try {
  /** Brings the subject to where the action is allowed. */
  readonly before?: string;
  readonly body?: (subject: Subject) => unknown;
  readonly writes: boolean;
  /** Operators are few: only the routes that need one make one. */
  readonly about?: 'operator';
}

const GRANT = { scopes: ['read:orders'] };
/** Another one for each subject. */
const foreignKey = (keyId: string) => ({ label: 'imported', scopes: [], hash: sha256Hex(keyId) });
const OPERATOR = { label: 'subject', scopes: ['read:keys'] };
const PERSON = { email: 'ada@example.com', role: 'developer' };
export const TRIES: Readonly<Record<ManagementRoute, Try | 'no table' | 'people alone'>> = {
  'POST /accounts': { body: () => ({ name: 'Another', grant: GRANT }), writes: true },
  'GET /accounts': { writes: false },
  'GET /accounts/{accountId}': { writes: false },
  'GET /accounts/{accountId}/usage': { writes: false },
  'PATCH /accounts/{accountId}': { body: () => ({ name: 'Renamed' }), writes: true },
  'DELETE /accounts/{accountId}': { before: 'POST /accounts/{accountId}/revoke-all', writes: true },
  'POST /accounts/{accountId}/suspend': { writes: true },
  'POST /accounts/{accountId}/resume': { before: 'POST /accounts/{accountId}/suspend', writes: true },
  'POST /accounts/{accountId}/revoke-all': { writes: true },
  'POST /accounts/{accountId}/keys': { body: () => ({ label: 'second', scopes: [] }), writes: true },
  'GET /accounts/{accountId}/keys': { writes: false },
  'GET /accounts/{accountId}/keys/{keyId}': { writes: false },
  'GET /accounts/{accountId}/keys/{keyId}/usage': { writes: false },
  'GET /keys/{keyId}': { writes: false },
  'GET /keys': { writes: false },
  'GET /clients': { writes: false },
  'PATCH /accounts/{accountId}/keys/{keyId}': { body: () => ({ label: 'renamed' }), writes: true },
  'DELETE /accounts/{accountId}/keys/{keyId}': {
    before: 'POST /accounts/{accountId}/keys/{keyId}/revoke',
    writes: true,
  },
  'POST /accounts/{accountId}/keys/{keyId}/rotate': { writes: true },
  'POST /accounts/{accountId}/keys/{keyId}/end-grace': {
    before: 'POST /accounts/{accountId}/keys/{keyId}/rotate',
    writes: true,
  },
  'POST /accounts/{accountId}/keys/{keyId}/suspend': { writes: true },
  'POST /accounts/{accountId}/keys/{keyId}/resume': {
    before: 'POST /accounts/{accountId}/keys/{keyId}/suspend',
    writes: true,
  },
  'POST /accounts/{accountId}/keys/{keyId}/revoke': { writes: true },
  'POST /accounts/{accountId}/keys/revoke': { body: ({ keyId }) => ({ filter: { ids: [keyId] } }), writes: true },
  'POST /accounts/{accountId}/keys/import': { body: ({ keyId }) => ({ keys: [foreignKey(keyId)] }), writes: true },
  'POST /accounts/{accountId}/clients': { body: () => ({ label: 'second', scopes: [] }), writes: true },
  'PUT /accounts/{accountId}/clients/{clientId}': { body: () => ({ label: 'renamed', scopes: [] }), writes: true },
  'GET /accounts/{accountId}/clients': { writes: false },
  'GET /accounts/{accountId}/clients/{clientId}': { writes: false },
  'GET /accounts/{accountId}/clients/{clientId}/usage': { writes: false },
  'PATCH /accounts/{accountId}/clients/{clientId}': { body: () => ({ label: 'renamed' }), writes: true },
  'DELETE /accounts/{accountId}/clients/{clientId}': {
    before: 'POST /accounts/{accountId}/clients/{clientId}/revoke',
    writes: true,
  },
  'POST /accounts/{accountId}/clients/{clientId}/suspend': { writes: true },
  'POST /accounts/{accountId}/clients/{clientId}/resume': {
    before: 'POST /accounts/{accountId}/clients/{clientId}/suspend',
    writes: true,
  },
  'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens': { writes: true },
  'POST /accounts/{accountId}/clients/{clientId}/revoke': { writes: true },
  'POST /accounts/{accountId}/clients/{clientId}/secrets': { writes: true },
  'GET /accounts/{accountId}/clients/{clientId}/secrets': { writes: false },
  'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}': {
    before: 'POST /accounts/{accountId}/clients/{clientId}/secrets',
    writes: true,
  },
  'GET /accounts/{accountId}/events': { writes: false },
  'GET /accounts/{accountId}/members': { writes: false },
  'POST /accounts/{accountId}/members': { body: () => PERSON, writes: true },
  'PATCH /accounts/{accountId}/members/{subject}': {
    before: 'POST /accounts/{accountId}/members',
    body: () => ({ role: 'owner' }),
    writes: true,
  },
  'DELETE /accounts/{accountId}/members/{subject}': { before: 'POST /accounts/{accountId}/members', writes: true },
  // No machine may call it.
  'GET /me': 'people alone',
  'POST /operators': { body: () => OPERATOR, writes: true },
  'GET /operators': { writes: false },
  'GET /operators/events': { writes: false },
  'GET /operators/{operatorId}': { writes: false, about: 'operator' },
  'POST /operators/{operatorId}/revoke': { writes: true, about: 'operator' },
  'POST /operators/{operatorId}/secrets': { writes: true, about: 'operator' },
  'GET /operators/{operatorId}/secrets': { writes: false, about: 'operator' },
  'DELETE /operators/{operatorId}/secrets/{secretId}': {
    before: 'POST /operators/{operatorId}/secrets',
    writes: true,
    about: 'operator',
  },
  'POST /verify': { body: ({ presentedKey }) => ({ credential: presentedKey }), writes: false },
  'POST /revocations': { body: ({ presentedKey }) => ({ key: presentedKey }), writes: true },
  'GET /scopes': { writes: false },
  'GET /plans': { writes: false },
  'GET /openapi.json': 'no table',
};

/** An account of its own with a key and an issued client; the route's action is allowed on it. */
export async function makeSubject(at: Management, tried: Try): Promise<Subject> {
  const account = await at.manage('POST', '/accounts', { body: { name: 'Subject', grant: GRANT } });
  const keys = `/accounts/${account.body.id}/keys`;
  const key = await at.manage('POST', keys, { body: { label: 'subject', scopes: ['read:orders'] } });
  const clients = `/accounts/${account.body.id}/clients`;
  const client = await at.manage('POST', clients, { body: { label: 'subject', scopes: ['read:orders'] } });
  const operator = tried.about === 'operator' ? await at.manage('POST', '/operators', { body: OPERATOR }) : undefined;
  const ids = { accountId: account.body.id, clientId: client.body.id, operatorId: operator?.body.id ?? '' };
  const made = { ...ids, keyId: key.body.id, presentedKey: key.body.key, secretId: '', subject: '' };
  if (tried.before === undefined) return made;
  // The cast holds, as each row names a route with a row of its own.
  const first = TRIES[tried.before as ManagementRoute] as Try;
  const before = await callRoute(at, tried.before, { on: made, tried: first });
  if (tried.before.endsWith('/members')) return { ...made, subject: before.body.subject };
  return tried.before.endsWith('/secrets') ? { ...made, secretId: before.body.id } : made;
}

interface What {
  readonly on: Subject;
  readonly tried?: Try;
}

export function callRoute(at: Management, route: string, { on, tried }: What): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: keyof Subject) => on[name]);
  const body = tried?.body?.(on);
  const sent: Sent = body === undefined ? {} : { body };
  return route === 'POST /revocations' ? send(method, at.url + filled, sent) : at.manage(method, filled, sent);
}
