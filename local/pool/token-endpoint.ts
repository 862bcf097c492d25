/**
 * Decides a request to `POST /oauth2/token` for the client-credentials grant (Cognito Developer Guide, token endpoint).
 * Every refusal is a 400 with a code of RFC 6749 section 5.2 and says nothing else about the client.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PoolClients } from './clients';
import { mediaTypeOf } from '../server';
import type { AppClientSpec } from '../types';

export interface TokenRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type TokenError =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** The client that gets a token, and the token's scopes. */
export interface TokenGrant {
  readonly client: AppClientSpec;
  readonly scopes: readonly string[];
}

/** The grant, or the code of the refusal. */
export function decideToken(clients: PoolClients, { headers, body }: TokenRequest): TokenGrant | TokenError {
  const form = parseForm(headers, body);
  const grantType = form?.get('grant_type') ?? '';
  if (form === undefined || grantType === '') return 'invalid_request';
  if (grantType !== 'client_credentials') return 'unsupported_grant_type';
  const sent = readCredentials(headers.authorization, form);
  if (sent === undefined) return 'invalid_request';
  const client = clients.authenticate(sent.clientId, sent.secret);
  if (client === undefined) return 'invalid_client';
  if (!client.flows.includes('client_credentials')) return 'unauthorized_client';
  // Without `scope` the token gets all scopes of the client. One wrong scope fails the whole request (same page).
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (asked.some((scope) => !client.scopes.includes(scope))) return 'invalid_scope';
  return { client, scopes: asked.length > 0 ? [...new Set(asked)] : client.scopes };
}

/** Undefined for another media type, or when a parameter is sent twice (RFC 6749 section 3.2). */
function parseForm(headers: IncomingHttpHeaders, body: string): URLSearchParams | undefined {
  if (mediaTypeOf(headers) !== 'application/x-www-form-urlencoded') return undefined;
  // `URLSearchParams` drops a `?` at the beginning of its text; behind `&` it stays part of the name.
  const form = new URLSearchParams(`&${body}`);
  const names = [...form.keys()];
  return new Set(names).size === names.length ? form : undefined;
}

/** Credentials are in HTTP Basic or in the body, not in both. Beside Basic the body may repeat the client id. */
function readCredentials(
  authorization: string | undefined,
  form: URLSearchParams,
): { clientId: string; secret: string } | undefined {
  const clientId = form.get('client_id') ?? '';
  const secret = form.get('client_secret') ?? '';
  if (authorization === undefined) return clientId === '' ? undefined : { clientId, secret };
  const basic = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const [, id, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic ?? '', 'base64').toString()) ?? [];
  if (id === undefined || password === undefined || form.has('client_secret')) return undefined;
  return clientId === '' || clientId === id ? { clientId: id, secret: password } : undefined;
}

/**
 * The claims of an access token for client credentials, which has no `aud` and no user (Cognito Developer Guide, access
 * token). `now` is in epoch milliseconds.
 */
export function accessClaims({ client, scopes }: TokenGrant, issuer: string, now: number): Record<string, unknown> {
  const iat = Math.floor(now / 1000);
  return {
    sub: client.clientId,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: iat,
    iss: issuer,
    exp: iat + Math.round(client.accessTokenMinutes * 60),
    iat,
    version: 2,
    jti: randomUUID(),
    client_id: client.clientId,
  };
}
