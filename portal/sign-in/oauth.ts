/**
 * Authorization code with PKCE (RFC 6749, RFC 7636) for a public client, by oauth4webapi. The endpoints come from the page's
 * configuration, so no discovery is needed.
 */
import * as oauth from 'oauth4webapi';
import { TokenError } from 'sallyport/client';
import type { PendingSignIn } from './arrival';
import { type ReadConfig, type SignInConfig, TIMEOUT } from './config';
import type { Tokens } from './tokens';

export interface Beginning extends Pick<PendingSignIn, 'state' | 'nonce' | 'verifier'> {
  readonly url: string;
}

export interface Redeemed extends Tokens {
  /** Who signed in. */
  readonly subject: string;
}

export interface OAuth {
  readonly begin: () => Promise<Beginning>;
  readonly redeem: (query: URLSearchParams, pending: PendingSignIn) => Promise<Redeemed>;
  /** Throws a `TokenError` if the session ended. */
  readonly refresh: (refreshToken: string) => Promise<Tokens>;
  readonly revoke: (refreshToken: string) => Promise<void>;
  /** Ends the pool's own session and leads back to the page. */
  readonly endSessionUrl: () => string;
}

const AUTHENTICATION = oauth.None();

/** The local run has no TLS; elsewhere the library refuses an address without it. */
const isLoopback = (url: string): boolean => /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url);

export function oauthFor({ config: { signIn: config }, clockSkew }: ReadConfig, pageUrl: string): OAuth {
  const server: oauth.AuthorizationServer = {
    issuer: config.issuer,
    authorization_endpoint: config.authorizationEndpoint,
    token_endpoint: config.tokenEndpoint,
    revocation_endpoint: config.revocationEndpoint,
  };
  const client: oauth.Client = { client_id: config.clientId, [oauth.clockSkew]: clockSkew };
  // The library marks it as deprecated so that it stands out.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const insecure = { [oauth.allowInsecureRequests]: isLoopback(config.tokenEndpoint) };
  const options = { ...insecure, signal: () => AbortSignal.timeout(TIMEOUT) };
  return {
    begin: () => begin(config, pageUrl),
    redeem: async (query, pending) => {
      const checked = oauth.validateAuthResponse(server, client, query, pending.state);
      const response = await oauth.authorizationCodeGrantRequest(
        ...([server, client, AUTHENTICATION, checked, pageUrl, pending.verifier, options] as const),
      );
      const expected = { expectedNonce: pending.nonce, requireIdToken: true };
      const answer = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
      return { ...tokensOf(answer), subject: oauth.getValidatedIdTokenClaims(answer)?.sub ?? '' };
    },
    refresh: async (refreshToken) => {
      const response = await oauth.refreshTokenGrantRequest(
        ...([server, client, AUTHENTICATION, refreshToken, options] as const),
      );
      return tokensOf(await oauth.processRefreshTokenResponse(server, client, response).catch(asTokenError));
    },
    revoke: async (refreshToken) => {
      // It goes on after the page has left.
      const keptAlive = { ...options, [oauth.customFetch]: keepAlive };
      const parameters = [server, client, AUTHENTICATION, refreshToken, keptAlive] as const;
      await oauth.processRevocationResponse(await oauth.revocationRequest(...parameters));
    },
    endSessionUrl: () => withQuery(config.endSessionEndpoint, { client_id: config.clientId, logout_uri: pageUrl }),
  };
}

const keepAlive = (url: string, request: RequestInit): Promise<Response> => fetch(url, { ...request, keepalive: true });

async function begin(config: SignInConfig, pageUrl: string): Promise<Beginning> {
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const verifier = oauth.generateRandomCodeVerifier();
  const url = withQuery(config.authorizationEndpoint, {
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: pageUrl,
    scope: config.scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url, state, nonce, verifier };
}

function withQuery(endpoint: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

const tokensOf = (answer: oauth.TokenEndpointResponse): Tokens => ({
  accessToken: answer.access_token,
  ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
  expiresAt: Date.now() + (answer.expires_in ?? 0) * 1000,
});

/** By the client's own class, which it hands on to whoever made the call. */
function asTokenError(error: unknown): never {
  if (error instanceof oauth.ResponseBodyError) throw new TokenError(error.error, error.status);
  throw error;
}
