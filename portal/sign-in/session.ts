/** The life of a session in this page: from a visit or a return to tokens in memory, and to the sign-out. */
import type { TokenSource } from 'sallyport/client';
import { draftsNow, restoreDrafts } from '../app/drafts';
import { markSignedIn, wasSignedIn } from '../app/navigation';
import { sessionEnded } from '../data/session-end';
import { arrivalOf, keepPending, type PendingSignIn, type SignInFailure, takePending } from './arrival';
import type { PortalConfig } from './config';
import { type OAuth, oauthFor } from './oauth';
import { readConfig } from './read-config';
import { pageUrlOf } from './surroundings';
import { keepTokens, type Tokens } from './tokens';

export interface Session {
  readonly token: TokenSource;
  readonly signOut: () => Promise<void>;
}

export interface Started {
  readonly config: PortalConfig;
  readonly pageUrl: string;
  /** The time of the service, in milliseconds since 1970, whatever the clock of this machine says. */
  readonly now: () => number;
  /** Leads away to the sign-in and, in the end, back to where the person is now. */
  readonly signIn: () => Promise<void>;
  /** Neither of the two: nobody is signed in. */
  readonly session?: Session;
  readonly failure?: SignInFailure;
}

/** Undefined while the page leaves for the sign-in. */
export async function start(): Promise<Started | undefined> {
  const pageUrl = pageUrlOf(location);
  const pending = takePending(sessionStorage);
  const arrival = arrivalOf(location.search, pending);
  // Before anything is sent: neither a reload nor a link that is passed on has the code.
  if (location.search !== '') history.replaceState(null, '', `${pageUrl}${pending?.route ?? location.hash}`);
  const read = await readConfig(pageUrl);
  const { config, clockSkew } = read;
  document.title = config.name;
  const oauth = oauthFor(read, pageUrl);
  const signIn = (): Promise<void> => leave(oauth);
  const now = (): number => Date.now() + clockSkew * 1000;
  const started = { config, pageUrl, now, signIn };
  if (arrival.kind === 'failed') return { ...started, failure: arrival.failure };
  if (arrival.kind === 'return') return { ...started, ...(await redeem(oauth, arrival.query, arrival.pending)) };
  if (!wasSignedIn()) return started;
  await signIn();
  return undefined;
}

async function redeem(
  oauth: OAuth,
  query: URLSearchParams,
  pending: PendingSignIn,
): Promise<Pick<Started, 'session' | 'failure'>> {
  try {
    const tokens = await oauth.redeem(query, pending);
    restoreDrafts(pending.drafts);
    markSignedIn();
    return { session: sessionOf(oauth, tokens) };
  } catch (error) {
    return { failure: { kind: 'not-redeemed', detail: error instanceof Error ? error.message : String(error) } };
  }
}

function sessionOf(oauth: OAuth, first: Tokens): Session {
  const keeper = keepTokens({ first, refresh: oauth.refresh, now: Date.now, onEnd: sessionEnded });
  const signOut = async (): Promise<void> => {
    const refreshToken = keeper.forget();
    // A page that the browser kept for the back button still shows what the person saw.
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    // The sign-out goes on without: the token ends by itself, and nobody but this page had it.
    if (refreshToken !== undefined) await oauth.revoke(refreshToken).catch(() => undefined);
    history.replaceState(null, '', pageUrlOf(location));
    location.replace(oauth.endSessionUrl());
  };
  return { token: keeper.source, signOut };
}

async function leave(oauth: OAuth): Promise<void> {
  const { url, ...secrets } = await oauth.begin();
  keepPending(sessionStorage, { ...secrets, route: location.hash, drafts: draftsNow() });
  // The way back leads past this page, which would go to the sign-in again.
  location.replace(url);
}
