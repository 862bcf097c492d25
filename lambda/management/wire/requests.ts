/**
 * What each route takes, as data: `serve` reads requests by it and the OpenAPI document is written from it.
 * What a route does not list here it refuses.
 */
import type * as z from 'zod';
import { ACCOUNT_ID_LENGTH, KEY_ID_LENGTH } from '../../domain/key-format';
import { CLIENT_ID } from '../../domain/ids';
import {
  adoptClientBody,
  createAccountBody,
  emptyBody,
  issueClientBody,
  issueKeyBody,
  issueOperatorBody,
  revocationBody,
  revokeBody,
  rotateKeyBody,
  updateAccountBody,
  updateClientBody,
  updateKeyBody,
  verifyBody,
} from './bodies';
import { listAccountsQuery, listClientsQuery, listEventsQuery, listKeysQuery, noQuery } from './queries';
import type { RouteKey } from './routes';

export interface RequestForm {
  /** Absent: the route takes no body. */
  readonly body?: z.ZodType;
  /** Whether no body at all stands for `{}`. */
  readonly bodyOptional?: true;
  readonly query: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Whether the body has `expiresAt` and `notBefore`. */
  readonly dated?: true;
  /** Where the body has scopes of the guarded API. */
  readonly scopesAt?: '/scopes' | '/grant/scopes';
  /** Whether the body has `scope`, one scope of the guarded API. */
  readonly scoped?: true;
  /** Whether an `Idempotency-Key` is heard. */
  readonly idempotent?: true;
  /** Whether an `If-Match` is heard. */
  readonly conditional?: true;
  /** Form of a list's positions, without the account's id where they begin with it. */
  readonly position?: { readonly form: RegExp; readonly afterAccountId: boolean };
}

const plain = { query: noQuery } as const;
const action = { query: noQuery, body: emptyBody, bodyOptional: true } as const;
const secretMaking = { query: noQuery, idempotent: true } as const;
const revocation = { query: noQuery, body: revokeBody, bodyOptional: true } as const;
const newSecret = { ...secretMaking, body: emptyBody, bodyOptional: true } as const;
const base62 = (length: number): RegExp => new RegExp(`^[0-9A-Za-z]{${length}}$`);
const events = { query: listEventsQuery, position: { form: base62(20), afterAccountId: false } } as const;

export const REQUESTS = {
  'POST /accounts': { ...secretMaking, body: createAccountBody, scopesAt: '/grant/scopes' },
  'GET /accounts': { query: listAccountsQuery, position: { form: /^\d{16}#[0-9A-Za-z]{10}$/, afterAccountId: false } },
  'GET /accounts/{accountId}': plain,
  'PATCH /accounts/{accountId}': {
    query: noQuery,
    body: updateAccountBody,
    scopesAt: '/grant/scopes',
    conditional: true,
  },
  'DELETE /accounts/{accountId}': plain,
  'POST /accounts/{accountId}/suspend': action,
  'POST /accounts/{accountId}/resume': action,
  'POST /accounts/{accountId}/revoke-all': action,
  'POST /accounts/{accountId}/keys': { ...secretMaking, body: issueKeyBody, dated: true, scopesAt: '/scopes' },
  'GET /accounts/{accountId}/keys': {
    query: listKeysQuery,
    position: { form: base62(KEY_ID_LENGTH - ACCOUNT_ID_LENGTH), afterAccountId: true },
  },
  'GET /accounts/{accountId}/keys/{keyId}': plain,
  'PATCH /accounts/{accountId}/keys/{keyId}': {
    query: noQuery,
    body: updateKeyBody,
    dated: true,
    scopesAt: '/scopes',
    conditional: true,
  },
  'DELETE /accounts/{accountId}/keys/{keyId}': plain,
  'POST /accounts/{accountId}/keys/{keyId}/rotate': { ...secretMaking, body: rotateKeyBody, bodyOptional: true },
  'POST /accounts/{accountId}/keys/{keyId}/end-grace': action,
  'POST /accounts/{accountId}/keys/{keyId}/suspend': action,
  'POST /accounts/{accountId}/keys/{keyId}/resume': action,
  'POST /accounts/{accountId}/keys/{keyId}/revoke': revocation,
  'POST /accounts/{accountId}/clients': { ...secretMaking, body: issueClientBody, scopesAt: '/scopes' },
  'PUT /accounts/{accountId}/clients/{clientId}': { query: noQuery, body: adoptClientBody, scopesAt: '/scopes' },
  'GET /accounts/{accountId}/clients': {
    query: listClientsQuery,
    position: { form: CLIENT_ID, afterAccountId: false },
  },
  'GET /accounts/{accountId}/clients/{clientId}': plain,
  'PATCH /accounts/{accountId}/clients/{clientId}': {
    query: noQuery,
    body: updateClientBody,
    scopesAt: '/scopes',
    conditional: true,
  },
  'DELETE /accounts/{accountId}/clients/{clientId}': plain,
  'POST /accounts/{accountId}/clients/{clientId}/suspend': action,
  'POST /accounts/{accountId}/clients/{clientId}/resume': action,
  'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens': action,
  'POST /accounts/{accountId}/clients/{clientId}/revoke': revocation,
  'POST /accounts/{accountId}/clients/{clientId}/secrets': newSecret,
  'GET /accounts/{accountId}/clients/{clientId}/secrets': plain,
  'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}': plain,
  'GET /accounts/{accountId}/events': events,
  'POST /operators': { ...secretMaking, body: issueOperatorBody },
  'GET /operators': plain,
  'GET /operators/events': events,
  'GET /operators/{operatorId}': plain,
  'POST /operators/{operatorId}/revoke': revocation,
  'POST /operators/{operatorId}/secrets': newSecret,
  'GET /operators/{operatorId}/secrets': plain,
  'DELETE /operators/{operatorId}/secrets/{secretId}': plain,
  'POST /verify': { query: noQuery, body: verifyBody, scoped: true },
  'POST /revocations': { query: noQuery, body: revocationBody },
  'GET /scopes': plain,
  'GET /openapi.json': plain,
} as const satisfies Record<RouteKey, RequestForm>;

type FormOf<K extends RouteKey> = (typeof REQUESTS)[K];
/** A route's body as its schema gives it. */
export type BodyOf<K extends RouteKey> =
  FormOf<K> extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
/** A route's query as its schema gives it. */
export type QueryOf<K extends RouteKey> = z.output<FormOf<K>['query']>;
