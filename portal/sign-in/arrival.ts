/**
 * What a visit of the page is: a return from the sign-in, good or bad, or an ordinary one. What ties a return to its
 * beginning lies in the session storage until then, and is taken out whatever the return says, so that none is used twice.
 */

/** What is kept while the person is away at the sign-in. None of it is a token or a key. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the person was, for example `#/accounts/4mZbq0XkP1/keys`. */
  readonly route: string;
  /** Who typed the drafts; undefined if nobody was signed in. */
  readonly subject?: string | undefined;
  /** What the person had typed into forms, by the form's name. */
  readonly drafts: Readonly<Record<string, unknown>>;
}

export type SignInFailure =
  /** The sign-in answered with an error, for example `access_denied`. */
  | { readonly kind: 'refused'; readonly code: string; readonly description?: string }
  /** The answer belongs to no sign-in that this tab began. */
  | { readonly kind: 'foreign' }
  /** The answer is too late, or the tab was closed meanwhile: nothing is known of its beginning. */
  | { readonly kind: 'lost' }
  /** The code was not redeemed, or the tokens are not for this page. */
  | { readonly kind: 'not-redeemed'; readonly detail: string }
  /** The person signed out in another tab. */
  | { readonly kind: 'signed-out' };

export type Arrival =
  | { readonly kind: 'visit' }
  | { readonly kind: 'return'; readonly query: URLSearchParams; readonly pending: PendingSignIn }
  | { readonly kind: 'failed'; readonly failure: SignInFailure; readonly pending?: PendingSignIn };

/** What is used of the session storage. */
interface Store {
  readonly getItem: (name: string) => string | null;
  readonly setItem: (name: string, value: string) => void;
  readonly removeItem: (name: string) => void;
}

const PLACE = 'sallyport.sign-in';

export const keepPending = (store: Store, pending: PendingSignIn): void =>
  store.setItem(PLACE, JSON.stringify(pending));

/** What was kept; it is removed. */
export function takePending(store: Store): PendingSignIn | undefined {
  const text = store.getItem(PLACE);
  store.removeItem(PLACE);
  if (text === null) return undefined;
  try {
    const pending = JSON.parse(text) as Partial<PendingSignIn>;
    const { state, nonce, verifier, route = '', subject, drafts = {} } = pending;
    const isWhole =
      [state, nonce, verifier].every((value) => typeof value === 'string' && value !== '') && Object(drafts) === drafts;
    return isWhole ? ({ state, nonce, verifier, route, subject, drafts } as PendingSignIn) : undefined;
  } catch {
    return undefined;
  }
}

/** An error code of OAuth. Anything else in its place is not shown: anyone can make such a link. */
const CODE = /^[a-z_]{3,40}$/;

/** `search` is the query of the page's address. */
export function arrivalOf(search: string, pending: PendingSignIn | undefined): Arrival {
  const query = new URLSearchParams(search);
  const [code, error, state] = [query.get('code'), query.get('error'), query.get('state')];
  if (code === null && error === null) return { kind: 'visit' };
  if (pending === undefined) return { kind: 'failed', failure: { kind: 'lost' } };
  // Also of an error: a stranger's link must not put words into the page.
  if (state !== pending.state) return { kind: 'failed', failure: { kind: 'foreign' }, pending };
  if (error === null) return { kind: 'return', query, pending };
  const description = query.get('error_description');
  const failure: SignInFailure = {
    kind: 'refused',
    code: CODE.test(error) ? error : 'unknown_error',
    ...(description !== null && { description: description.slice(0, 200) }),
  };
  return { kind: 'failed', failure, pending };
}
