/** The life of a session in this page: from a visit or a return to tokens in memory, and to the sign-out. */
import type { TokenSource } from 'sallyport/client';
import { draftsNow, draftsOf, forgetDrafts, restoreDrafts } from '../app/kept-drafts';
import { letGo, markSignedIn, wasSignedIn } from '../app/navigation';
import { type Arrival, arrivalOf, keepPending, type PendingSignIn, type SignInFailure, takePending } from './arrival';
import type { PortalConfig } from './config';
import { type OAuth, oauthFor } from './oauth';
import { readConfig } from './read-config';
import { pageUrlOf } from './surroundings';
import { keepTokens, type Tokens } from './tokens';

export interface Session {
  readonly token: TokenSource;
  /** The tokens are gone at once; the page leaves a moment later. */
  readonly signOut: () => Promise<void>;
  /** Calls back once the person signed out in another tab. Returns what ends the listening. */
  readonly onSignOut: (left: () => void) => () => void;
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

/** Once in the life of a page, before anything is sent: neither a reload nor a link that is passed on has the code. */
export function arrive(): Arrival {
  const pending = takePending(sessionStorage);
  const arrival = arrivalOf(location.search, pending);
  if (location.search !== '')
    history.replaceState(null, '', `${pageUrlOf(location)}${pending?.route ?? location.hash}`);
  // Whatever fails from here on, another way to the sign-in takes the drafts with it again.
  if (pending !== undefined) restoreDrafts(pending.subject, pending.drafts);
  return arrival;
}

/** Undefined while the page leaves for the sign-in. If it throws, it can be called again. */
export async function start(arrival: Arrival): Promise<Started | undefined> {
  const pageUrl = pageUrlOf(location);
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
    const { subject, ...tokens } = await oauth.redeem(query, pending);
    draftsOf(subject);
    markSignedIn();
    return { session: sessionOf(oauth, tokens) };
  } catch (error) {
    return { failure: { kind: 'not-redeemed', detail: error instanceof Error ? error.message : String(error) } };
  }
}

/** Milliseconds. The revocation goes on after the page has left; it only gets a head start. */
const HEAD_START = 1_000;

function sessionOf(oauth: OAuth, first: Tokens): Session {
  const keeper = keepTokens({ first, refresh: oauth.refresh, now: Date.now });
  const pageUrl = pageUrlOf(location);
  // Of this page alone: a deployment beside it, on the same origin, has sessions of its own. A message says nothing but that.
  const tabs = new BroadcastChannel(`sallyport sign-out ${pageUrl}`);
  const end = async (): Promise<void> => {
    const refreshToken = keeper.forget();
    forgetDrafts();
    letGo();
    history.replaceState(null, '', pageUrl);
    // The sign-out goes on without: the token ends by itself, and nobody but this page had it.
    if (refreshToken !== undefined) await oauth.revoke(refreshToken).catch(() => undefined);
  };
  const signOut = async (): Promise<void> => {
    tabs.postMessage('');
    // A page that the browser kept for the back button still shows what the person saw.
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    await Promise.race([end(), new Promise((resolve) => setTimeout(resolve, HEAD_START))]);
    location.replace(oauth.endSessionUrl());
  };
  const onSignOut = (left: () => void): (() => void) => {
    tabs.onmessage = () => {
      void end();
      left();
    };
    return () => void (tabs.onmessage = null);
  };
  return { token: keeper.source, signOut, onSignOut };
}

async function leave(oauth: OAuth): Promise<void> {
  const { url, ...secrets } = await oauth.begin();
  keepPending(sessionStorage, { ...secrets, route: location.hash, ...draftsNow() });
  // The way back leads past this page, which would go to the sign-in again.
  location.replace(url);
}
