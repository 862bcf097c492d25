/**
 * Decides a request to `POST /oauth2/token` or `POST /oauth2/revoke` (Cognito Developer Guide). Every refusal is a 400
 * with a code of RFC 6749 section 5.2 and says nothing else about the client.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { mediaTypeOf } from '../server';
import { signsPeopleIn } from '../sign-in/authorization-request';
import type { GrantError, Grants, Tokens } from '../sign-in/grants';
import type { AppClientSpec, LocalClock, SignInSpec } from '../types';
import type { PoolClients } from './clients';
import { type PoolKeys, signAccessToken } from './keys';

export interface TokenRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type TokenError =
  | GrantError
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** The client that gets a token, and the token's scopes. */
interface TokenGrant {
  readonly client: AppClientSpec;
  readonly scopes: readonly string[];
}

export interface TokenParts {
  readonly issuer: string;
  readonly keys: PoolKeys;
  readonly clients: PoolClients;
  readonly grants: Grants;
  readonly clock: LocalClock;
}

/** The members of the answer, or the code of the refusal. */
export function tokensFor(parts: TokenParts, { headers, body }: TokenRequest): Tokens | TokenError {
  const { clients, grants } = parts;
  const form = parseForm(headers, body);
  const grantType = form?.get('grant_type') ?? '';
  if (form === undefined || grantType === '') return 'invalid_request';
  switch (grantType) {
    case 'client_credentials': {
      const decided = decideMachine(clients, form, headers);
      return typeof decided === 'string' ? decided : machineTokens(decided, parts);
    }
    case 'authorization_code':
      return forPeople(clients, { form, headers }, (client) => grants.redeem(client, form));
    case 'refresh_token':
      return forPeople(clients, { form, headers }, (client) => grants.refresh(client, form));
    default:
      return 'unsupported_grant_type';
  }
}

/** Revokes a refresh token (`POST /oauth2/revoke`); undefined when it is done. */
export function revokeToken({ clients, grants }: TokenParts, { headers, body }: TokenRequest): TokenError | undefined {
  const form = parseForm(headers, body);
  if (form === undefined) return 'invalid_request';
  return forPeople(clients, { form, headers }, (client) => grants.revoke(client, form));
}

interface ClientRequest {
  readonly form: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Asks for a client through which people sign in; one without a secret names itself alone. */
function forPeople<T>(
  clients: PoolClients,
  { form, headers }: ClientRequest,
  then: (client: AppClientSpec & { readonly signIn: SignInSpec }) => T,
): T | TokenError {
  const sent = readCredentials(headers.authorization, form);
  if (sent === undefined) return 'invalid_request';
  const found = clients.get(sent.clientId);
  const isPublic = found?.hasSecret === false && sent.secret === '';
  const client = isPublic ? found : clients.authenticate(sent.clientId, sent.secret);
  if (client === undefined) return 'invalid_client';
  return signsPeopleIn(client) ? then(client) : 'unauthorized_client';
}

/** The client and the scopes of a machine's token, or the code of the refusal. */
function decideMachine(
  clients: PoolClients,
  form: URLSearchParams,
  headers: IncomingHttpHeaders,
): TokenGrant | TokenError {
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

const machineTokens = (grant: TokenGrant, { keys, issuer, clock }: TokenParts): Tokens => ({
  access_token: signAccessToken(keys, accessClaims(grant, issuer, clock.now())),
  expires_in: Math.round(grant.client.accessTokenMinutes * 60),
  token_type: 'Bearer',
});

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
function accessClaims({ client, scopes }: TokenGrant, issuer: string, now: number): Record<string, unknown> {
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
