/** Access tokens by the client-credentials grant (RFC 6749, section 4.4), kept while they are good. */
import { NoAnswerError, reasonOf, TokenError } from './errors';

/**
 * Gives an access token for each call. `rejected` is a token that the API just refused: give another one, or the same if
 * there is no other.
 */
export type TokenSource = (request: { readonly rejected?: string; readonly signal: AbortSignal }) => Promise<string>;

export interface ClientCredentials {
  /** For example `https://auth.example.com/oauth2/token`: the stack's output `TokenUrl`. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The scopes to ask for, for example `orders-management/read:keys`. @default all that the client has */
  readonly scopes?: readonly string[];
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Milliseconds for one request of a token. All calls that wait for the token share it, so none of them can end it. */
const TIMEOUT = 10_000;
/** A token is used for three quarters of its life, so that none expires on its way. */
const USED_SHARE = 0.75;

interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Fetches a token when one is needed, keeps it for three quarters of its life, and fetches one at a time. */
export function clientCredentials(credentials: ClientCredentials): TokenSource {
  const { now = Date.now } = credentials;
  let kept: Token | undefined;
  let fetching: Promise<Token> | undefined;
  return async ({ rejected }) => {
    if (kept !== undefined && kept.value !== rejected && now() < kept.until) return kept.value;
    fetching ??= fetchToken(credentials).finally(() => (fetching = undefined));
    kept = await fetching;
    return kept.value;
  };
}

async function fetchToken(credentials: ClientCredentials): Promise<Token> {
  const { tokenUrl, clientId, clientSecret, scopes, fetch: send = fetch, now = Date.now } = credentials;
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scopes && { scope: scopes.join(' ') }) });
  const asked = now();
  // RFC 6749, section 2.3.1: both are encoded before they are joined.
  const secret = btoa([clientId, clientSecret].map(encodeURIComponent).join(':'));
  const response = await send(tokenUrl, {
    method: 'POST',
    body: form,
    headers: { Accept: 'application/json', Authorization: `Basic ${secret}` },
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch((error: unknown) => {
    throw new NoAnswerError(`no answer from ${new URL(tokenUrl).origin}: ${reasonOf(error)}`, { cause: error });
  });
  const body = (await response.json().catch(() => undefined)) as
    | { access_token?: string; expires_in?: number; error?: string }
    | undefined;
  if (!response.ok) throw new TokenError(body?.error ?? response.statusText, response.status);
  if (body?.access_token === undefined) throw new NoAnswerError(`${tokenUrl} answered without an access token`);
  return { value: body.access_token, until: asked + (body.expires_in ?? 0) * 1000 * USED_SHARE };
}
