/** The screens of keys inside the element, with what the portal has around them. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createClient } from 'sallyport/client';
import { AccountContext, usePortal } from '../app/context';
import { makeHolds } from '../app/holds';
import { KEY, KEYS, NEW_KEY } from '../app/places';
import { PortalContext } from '../app/portal-context';
import { findRoute, hrefTo, pathOf } from '../app/router';
import { type Me, readMe } from '../data/me';
import { useLoad } from '../data/use-load';
import { KeyScreen } from '../keys/key-screen';
import { KeysScreen } from '../keys/keys-screen';
import { NewKeyScreen } from '../keys/new-key-screen';
import type { PortalConfig } from '../sign-in/config';
import { skewOf } from '../sign-in/surroundings';
import { ErrorState, Skeleton } from '../ui/states';
import type { Tell } from '../ui/toast';
import type { TokenFunction } from './element-types';
import { tokenOf } from './given';
import { type Report, reported } from './reported';

const SCREENS = [
  { pattern: KEYS, Screen: KeysScreen },
  { pattern: NEW_KEY, Screen: NewKeyScreen },
  { pattern: KEY, Screen: KeyScreen },
];

export interface KeysAppProps {
  readonly api: string;
  readonly account: string;
  readonly token: TokenFunction;
  readonly report: Report;
  readonly tell: Tell;
}

interface Start {
  readonly me: Me;
  readonly config: PortalConfig;
  readonly now: () => number;
}

export function KeysApp({ api, account, token, report, tell }: KeysAppProps) {
  const client = useMemo(
    () => reported(createClient({ url: api, token: tokenOf(token) }), report),
    [api, token, report],
  );
  const start = useLoad<Start>(api, async (signal) => {
    const [me, read] = await Promise.all([readMe(client, signal), readConfig(api, signal)]);
    return { me, ...read };
  });
  const [turn, setTurn] = useState(0);
  const [hasEnded, setEnded] = useState(false);
  const home = pathOf(hrefTo(KEYS, { accountId: account }));
  const place = usePlace(home);
  const visit = useRef({ hasScreen: false }).current;
  // The person may have signed in again in the page around the element.
  const again = (): void => {
    setEnded(false);
    setTurn(turn + 1);
    start.reload();
  };
  const { load } = start;
  if (load.state === 'failed') return <ErrorState failure={load.failure} onRetry={again} onSignIn={again} />;
  if (load.state === 'loading') return <Skeleton lines={6} />;
  const ended = hasEnded && (
    <p class="notice warn" role="alert">
      Your session ended. Sign in to this page again to go on.
    </p>
  );
  const portal = {
    ...{ ...load.value, client, visit, tell, ended, signIn: again, signOut: () => undefined },
    ...{ onEnd: () => setEnded(true), navigateInstead: place.go, holdPlace: place.hold },
  };
  return (
    <PortalContext.Provider value={portal}>
      {ended}
      <InAccount key={turn} id={account} path={place.path} />
    </PortalContext.Provider>
  );
}

/** Where the person is in this element. The address belongs to the page around it. */
function usePlace(home: string) {
  const [path, setPath] = useState(home);
  const { hold, isHeld, letGo } = useMemo(() => makeHolds(window), []);
  useEffect(() => letGo, []);
  const go = (href: string): void => {
    const to = pathOf(href);
    if (!isHeld() && to.startsWith(home)) setPath(to);
  };
  return { path, go, hold };
}

/** What the deployment tells its own portal is right for the element too. */
async function readConfig(api: string, signal: AbortSignal): Promise<Omit<Start, 'me'>> {
  const response = await fetch(`${api}/portal/config.json`, { signal });
  if (!response.ok) throw new TypeError(`${api}/portal/config.json answered ${response.status}.`);
  const skew = skewOf(response.headers.get('date'), Date.now()) * 1000;
  return { config: (await response.json()) as PortalConfig, now: () => Date.now() + skew };
}

function InAccount({ id, path }: { readonly id: string; readonly path: string }) {
  const { client, me, navigateInstead } = usePortal();
  const record = useLoad(id, (signal) => client.get('/accounts/{accountId}', { path: { accountId: id }, signal }));
  const member = me.accounts.find((one) => one.id === id);
  const name = record.load.state === 'ready' ? record.load.value.name : (member?.name ?? id);
  const found = findRoute(SCREENS, path);
  if (record.load.state === 'failed' && member === undefined)
    return <ErrorState failure={record.load.failure} onRetry={record.reload} />;
  // A link between the screens leads there, and not to an address of the page.
  const follow = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href') ?? '';
    if (!href.startsWith('#/')) return;
    event.preventDefault();
    navigateInstead(href);
  };
  return (
    <AccountContext.Provider value={{ id, name, role: member?.role, record }}>
      <div class="keys" onClick={follow}>
        {found !== undefined && <found.route.Screen key={path} params={found.params} />}
      </div>
    </AccountContext.Provider>
  );
}
