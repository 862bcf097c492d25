/** The public endpoints of a pool: `/oauth2/token`, `/oauth2/revoke`, `/oauth2/userInfo` and the discovery document. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoint } from '../endpoint';
import { sendJson } from '../server';
import { isVerified } from '../sign-in/person-tokens';
import type { UserPoolSpec } from '../types';
import { emailOf } from './people';
import type { Person } from './store';
import { revokeToken, type TokenParts, tokensFor } from './token-endpoint';

/** Ours: a token request is a few short parameters. */
const MAX_FORM_BYTES = 16_384;
export const PUBLIC_ERRORS = {
  throttled: { status: 429, body: { message: 'Too Many Requests' } },
  failed: { status: 500, body: { message: 'Internal Server Error' } },
} as const;

export const tokenEndpoint = ({ headers }: IncomingMessage, parts: TokenParts): Endpoint => ({
  ...PUBLIC_ERRORS,
  maxBytes: MAX_FORM_BYTES,
  answer: (body) => {
    const tokens = body === undefined ? 'invalid_request' : tokensFor(parts, { headers, body });
    return typeof tokens === 'string' ? { status: 400, body: { error: tokens } } : { status: 200, body: tokens };
  },
});

export const revocationEndpoint = ({ headers }: IncomingMessage, parts: TokenParts): Endpoint => ({
  ...PUBLIC_ERRORS,
  maxBytes: MAX_FORM_BYTES,
  answer: (body) => {
    const error = body === undefined ? 'invalid_request' : revokeToken(parts, { headers, body });
    return error === undefined ? { status: 200 } : { status: 400, body: { error } };
  },
});

/** The answer of `GET /oauth2/userInfo`; a 401 for an access token of nobody. Cognito writes `email_verified` as text. */
export function sendUserInfo(response: ServerResponse, person: Person | undefined): void {
  if (person === undefined) {
    response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
    sendJson(response, 401, { error: 'invalid_token' });
    return;
  }
  const { sub } = person;
  sendJson(response, 200, { sub, username: sub, email: emailOf(person), email_verified: String(isVerified(person)) });
}

export function sendPreflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  response.setHeader('Access-Control-Max-Age', '600');
  sendJson(response, 204);
}

/** Where the keys of a pool are, at the pool's own address. */
export const keySetUrlOf = ({ url, poolId }: { readonly url: string; readonly poolId: string }): string =>
  `${url}/${poolId}/.well-known/jwks.json`;

/**
 * Members of OpenID Connect Discovery 1.0 section 3, and the end of the session (RP-Initiated Logout 1.0). The issuer is the
 * address at which the document is found, as a client must refuse another one (section 4.3). Tokens name the real user pool.
 */
export const discoveryOf = ({ poolId }: UserPoolSpec, url: string): Readonly<Record<string, unknown>> => ({
  authorization_endpoint: `${url}/oauth2/authorize`,
  end_session_endpoint: `${url}/logout`,
  grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
  id_token_signing_alg_values_supported: ['RS256'],
  issuer: `${url}/${poolId}`,
  jwks_uri: keySetUrlOf({ poolId, url }),
  response_types_supported: ['code', 'token'],
  revocation_endpoint: `${url}/oauth2/revoke`,
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  token_endpoint: `${url}/oauth2/token`,
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  userinfo_endpoint: `${url}/oauth2/userInfo`,
});
