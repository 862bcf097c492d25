/** From the first moment to the portal of a person who is signed in. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createClient } from 'sallyport/client';
import { readMe } from '../data/me';
import { useLoad } from '../data/use-load';
import type { Arrival } from '../sign-in/arrival';
import { apiUrlOf } from '../sign-in/surroundings';
import { Landing, Leaving, NoConfig } from '../sign-in/landing';
import { arrive, type Session, type Started, start } from '../sign-in/session';
import { Boundary } from '../ui/boundary';
import { Button } from '../ui/button';
import { Ended, ErrorState } from '../ui/states';
import { tell, Toasts } from '../ui/toast';
import { PortalContext } from './portal-context';
import { holdPlace, navigateInstead } from './navigation';
import { Shell } from './shell';

type Beginning = 'starting' | 'failed' | 'leaving' | Started;

export function App() {
  const [beginning, setBeginning] = useState<Beginning>('starting');
  const arrival = useRef<Arrival>(undefined);
  const enter = async (): Promise<Started | undefined> => start((arrival.current ??= arrive()));
  const begin = (): void => {
    setBeginning('starting');
    enter().then(
      (started) => started !== undefined && setBeginning(started),
      () => setBeginning('failed'),
    );
  };
  useEffect(begin, []);
  if (beginning === 'starting') return <Leaving />;
  if (beginning === 'leaving') return <Leaving label="Signing out" />;
  if (beginning === 'failed') return <NoConfig onRetry={begin} />;
  const { session, ...rest } = beginning;
  if (session === undefined) return <Landing started={rest} />;
  // What was on the screen goes before anything is waited for.
  const leave = (next: Beginning): void => {
    document.title = rest.config.name;
    setBeginning(next);
  };
  return (
    <Boundary onReload={() => location.reload()}>
      <SignedIn
        started={rest}
        session={session}
        onLeave={() => leave('leaving')}
        onLeft={() => leave({ ...rest, failure: { kind: 'signed-out' } })}
      />
    </Boundary>
  );
}

interface SignedInProps {
  readonly started: Started;
  readonly session: Session;
  readonly onLeave: () => void;
  readonly onLeft: () => void;
}

function SignedIn({ started, session, onLeave, onLeft }: SignedInProps) {
  const signIn = (): void => void started.signIn();
  const signOut = (): void => {
    onLeave();
    void session.signOut();
  };
  const [hasEnded, setEnded] = useState(false);
  const client = useMemo(() => createClient({ url: apiUrlOf(started.pageUrl), token: session.token }), [session]);
  const visit = useRef({ hasScreen: false }).current;
  const { load, reload } = useLoad('me', (signal) => readMe(client, signal));
  useEffect(() => session.onSignOut(onLeft), [session]);
  if (load.state === 'loading') return <Leaving />;
  if (load.state === 'failed')
    return (
      <main class="plain">
        <div class="landing">
          <ErrorState failure={load.failure} onRetry={reload} onSignIn={signIn} />
          <Button onClick={signOut}>Sign out</Button>
        </div>
      </main>
    );
  const portal = {
    ...{ client, me: load.value, config: started.config, now: started.now, visit },
    ...{ signIn, signOut, navigateInstead, holdPlace, tell },
    onEnd: () => setEnded(true),
    ended: hasEnded && <Ended onSignIn={signIn} />,
  };
  return (
    <PortalContext.Provider value={portal}>
      <Shell />
      <Toasts />
    </PortalContext.Provider>
  );
}
