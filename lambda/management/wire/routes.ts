/**
 * The management API's routes as data: the constructs make methods of it, `serve` routes by it, and the
 * OpenAPI document is written from it. Paths are relative to `/v1`.
 */
import type { Action } from '../../domain/policy';

/** Deployed functions of the management API; each has a handler file of the same name. */
export const MANAGEMENT_FUNCTIONS = [
  'accounts',
  'keys',
  'clients',
  'events',
  'revocations',
  'catalogue',
  'verify',
] as const;
export type ManagementFunction = (typeof MANAGEMENT_FUNCTIONS)[number];

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly function: ManagementFunction;
  /** The action asked of `may`; `open` routes have no authorizer and no actor but the holder. */
  readonly action: Action | 'open';
}

export const ROUTES = [
  { method: 'POST', path: '/accounts', function: 'accounts', action: 'account.create' },
  { method: 'GET', path: '/accounts', function: 'accounts', action: 'account.list' },
  { method: 'GET', path: '/accounts/{accountId}', function: 'accounts', action: 'account.read' },
  { method: 'PATCH', path: '/accounts/{accountId}', function: 'accounts', action: 'account.update' },
  { method: 'DELETE', path: '/accounts/{accountId}', function: 'accounts', action: 'account.delete' },
  { method: 'POST', path: '/accounts/{accountId}/suspend', function: 'accounts', action: 'account.suspend' },
  { method: 'POST', path: '/accounts/{accountId}/resume', function: 'accounts', action: 'account.resume' },
  { method: 'POST', path: '/accounts/{accountId}/revoke-all', function: 'accounts', action: 'account.revoke-all' },
  { method: 'POST', path: '/accounts/{accountId}/keys', function: 'keys', action: 'key.issue' },
  { method: 'GET', path: '/accounts/{accountId}/keys', function: 'keys', action: 'key.list' },
  { method: 'GET', path: '/accounts/{accountId}/keys/{keyId}', function: 'keys', action: 'key.read' },
  { method: 'PATCH', path: '/accounts/{accountId}/keys/{keyId}', function: 'keys', action: 'key.update' },
  { method: 'DELETE', path: '/accounts/{accountId}/keys/{keyId}', function: 'keys', action: 'key.delete' },
  { method: 'POST', path: '/accounts/{accountId}/keys/{keyId}/rotate', function: 'keys', action: 'key.rotate' },
  { method: 'POST', path: '/accounts/{accountId}/keys/{keyId}/end-grace', function: 'keys', action: 'key.end-grace' },
  { method: 'POST', path: '/accounts/{accountId}/keys/{keyId}/suspend', function: 'keys', action: 'key.suspend' },
  { method: 'POST', path: '/accounts/{accountId}/keys/{keyId}/resume', function: 'keys', action: 'key.resume' },
  { method: 'POST', path: '/accounts/{accountId}/keys/{keyId}/revoke', function: 'keys', action: 'key.revoke' },
  { method: 'POST', path: '/accounts/{accountId}/clients', function: 'clients', action: 'client.issue' },
  { method: 'PUT', path: '/accounts/{accountId}/clients/{clientId}', function: 'clients', action: 'client.adopt' },
  { method: 'GET', path: '/accounts/{accountId}/clients', function: 'clients', action: 'client.list' },
  { method: 'GET', path: '/accounts/{accountId}/clients/{clientId}', function: 'clients', action: 'client.read' },
  { method: 'PATCH', path: '/accounts/{accountId}/clients/{clientId}', function: 'clients', action: 'client.update' },
  { method: 'DELETE', path: '/accounts/{accountId}/clients/{clientId}', function: 'clients', action: 'client.delete' },
  {
    method: 'POST',
    path: '/accounts/{accountId}/clients/{clientId}/suspend',
    function: 'clients',
    action: 'client.suspend',
  },
  {
    method: 'POST',
    path: '/accounts/{accountId}/clients/{clientId}/resume',
    function: 'clients',
    action: 'client.resume',
  },
  {
    method: 'POST',
    path: '/accounts/{accountId}/clients/{clientId}/revoke-tokens',
    function: 'clients',
    action: 'client.revoke-tokens',
  },
  {
    method: 'POST',
    path: '/accounts/{accountId}/clients/{clientId}/revoke',
    function: 'clients',
    action: 'client.revoke',
  },
  {
    method: 'POST',
    path: '/accounts/{accountId}/clients/{clientId}/secrets',
    function: 'clients',
    action: 'client.add-secret',
  },
  {
    method: 'GET',
    path: '/accounts/{accountId}/clients/{clientId}/secrets',
    function: 'clients',
    action: 'client.list-secrets',
  },
  {
    method: 'DELETE',
    path: '/accounts/{accountId}/clients/{clientId}/secrets/{secretId}',
    function: 'clients',
    action: 'client.delete-secret',
  },
  { method: 'GET', path: '/accounts/{accountId}/events', function: 'events', action: 'event.list' },
  { method: 'POST', path: '/operators', function: 'clients', action: 'operator.issue' },
  { method: 'GET', path: '/operators', function: 'clients', action: 'operator.list' },
  { method: 'GET', path: '/operators/events', function: 'events', action: 'operator.events' },
  { method: 'GET', path: '/operators/{operatorId}', function: 'clients', action: 'operator.read' },
  { method: 'POST', path: '/operators/{operatorId}/revoke', function: 'clients', action: 'operator.revoke' },
  { method: 'POST', path: '/operators/{operatorId}/secrets', function: 'clients', action: 'operator.add-secret' },
  { method: 'GET', path: '/operators/{operatorId}/secrets', function: 'clients', action: 'operator.list-secrets' },
  {
    method: 'DELETE',
    path: '/operators/{operatorId}/secrets/{secretId}',
    function: 'clients',
    action: 'operator.delete-secret',
  },
  { method: 'POST', path: '/verify', function: 'verify', action: 'credential.verify' },
  { method: 'POST', path: '/revocations', function: 'revocations', action: 'open' },
  { method: 'GET', path: '/scopes', function: 'catalogue', action: 'catalogue.read' },
  { method: 'GET', path: '/openapi.json', function: 'catalogue', action: 'open' },
] as const satisfies readonly Route[];

type KeyOf<R> = R extends Route ? `${R['method']} ${R['path']}` : never;
/** `METHOD /path` of one route. */
export type RouteKey = KeyOf<(typeof ROUTES)[number]>;
