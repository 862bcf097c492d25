/**
 * The tokens of the person who signed in. They live in this closure alone: no storage, no address, no element of the page
 * ever has one.
 */
import { TokenError, type TokenSource } from 'sallyport/client';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface TokenKeeperOptions {
  readonly first: Tokens;
  readonly refresh: (refreshToken: string) => Promise<Tokens>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface TokenKeeper {
  readonly source: TokenSource;
  /** Forgets all tokens, and gives the refresh token, so that it can be revoked. */
  readonly forget: () => string | undefined;
}

/** Milliseconds before its end when a token counts as used up, so that none expires on its way. */
const MARGIN = 60_000;

/** Refreshes are made one at a time: with rotation the second use of a refresh token would end the session. */
export function keepTokens({ first, refresh, now }: TokenKeeperOptions): TokenKeeper {
  let kept: Tokens | undefined = first;
  let refreshing: Promise<Tokens> | undefined;
  const end = (): never => {
    kept = undefined;
    throw new TokenError('invalid_grant', 400);
  };
  const refreshed = async (): Promise<Tokens> => {
    const token = kept?.refreshToken;
    if (token === undefined) return end();
    try {
      const next = await refresh(token);
      return { refreshToken: token, ...next };
    } catch (error) {
      if (error instanceof TokenError && !error.isPassing) return end();
      throw error;
    }
  };
  const source: TokenSource = async ({ rejected }) => {
    if (kept !== undefined && kept.accessToken !== rejected && now() < kept.expiresAt - MARGIN) return kept.accessToken;
    refreshing ??= refreshed().finally(() => (refreshing = undefined));
    const next = await refreshing;
    // Signed out meanwhile.
    if (kept === undefined) return end();
    kept = next;
    return next.accessToken;
  };
  const forget = (): string | undefined => {
    const token = kept?.refreshToken;
    kept = undefined;
    return token;
  };
  return { source, forget };
}
