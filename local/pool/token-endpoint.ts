/**
 * `POST /oauth2/token` as Cognito answers it, for the one grant that machines use. Every refusal is a 400 with one
 * of RFC 6749 section 5.2's codes, as in the Amazon Cognito guide, token-endpoint. No answer says more about a
 * client than its code does.
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

/** The client that may have a token, and the scopes it gets. */
export interface TokenGrant {
  readonly client: AppClientSpec;
  readonly scopes: readonly string[];
}

/** Decides a request; the answer is the grant or the code of the refusal. */
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
  // All of a client's scopes when it asks for none; one wrong scope fails the whole request.
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (asked.some((scope) => !client.scopes.includes(scope))) return 'invalid_scope';
  return { client, scopes: asked.length > 0 ? [...new Set(asked)] : client.scopes };
}

/** Undefined for another media type and for a parameter that is sent twice (RFC 6749 section 3.2). */
function parseForm(headers: IncomingHttpHeaders, body: string): URLSearchParams | undefined {
  if (mediaTypeOf(headers) !== 'application/x-www-form-urlencoded') return undefined;
  // Without the `&`, a `?` at the very beginning would be left out; it is part of a name.
  const form = new URLSearchParams(`&${body}`);
  const names = [...form.keys()];
  return new Set(names).size === names.length ? form : undefined;
}

/** HTTP Basic or the body, never both; the id alone may stand in the body beside Basic, if it is the same. */
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

/** The claims Cognito puts into a machine's access token: no `aud`, no user. `now` in epoch milliseconds. */
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
