/** From the first moment to the portal of a person who is signed in. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { createClient } from 'sallyport/client';
import { readMe } from '../data/me';
import { onSessionEnd } from '../data/session-end';
import { useLoad } from '../data/use-load';
import { apiUrlOf } from '../sign-in/surroundings';
import { Landing, Leaving, NoConfig } from '../sign-in/landing';
import { type Session, type Started, start } from '../sign-in/session';
import { Button } from '../ui/button';
import { ErrorState } from '../ui/states';
import { Toasts } from '../ui/toast';
import { PortalContext } from './context';
import { Shell } from './shell';

type Beginning = 'starting' | 'failed' | Started;

export function App() {
  const [beginning, setBeginning] = useState<Beginning>('starting');
  useEffect(() => {
    start().then(
      (started) => started !== undefined && setBeginning(started),
      () => setBeginning('failed'),
    );
  }, []);
  if (beginning === 'starting') return <Leaving />;
  if (beginning === 'failed') return <NoConfig />;
  const { session } = beginning;
  if (session === undefined) return <Landing started={beginning} />;
  return <SignedIn started={beginning} session={session} />;
}

function SignedIn({ started, session }: { readonly started: Started; readonly session: Session }) {
  const signIn = (): void => void started.signIn();
  const [hasEnded, setEnded] = useState(false);
  const client = useMemo(() => createClient({ url: apiUrlOf(started.pageUrl), token: session.token }), [session]);
  const { load, reload } = useLoad('me', (signal) => readMe(client, signal));
  useEffect(() => onSessionEnd(() => setEnded(true)), []);
  if (load.state === 'loading') return <Leaving />;
  if (load.state === 'failed')
    return (
      <main class="plain">
        <div class="landing">
          <ErrorState failure={load.failure} onRetry={reload} onSignIn={signIn} />
          <Button onClick={() => void session.signOut()}>Sign out</Button>
        </div>
      </main>
    );
  const portal = {
    signIn,
    config: started.config,
    now: started.now,
    client,
    me: load.value,
    signOut: () => void session.signOut(),
  };
  return (
    <PortalContext.Provider value={portal}>
      <Shell hasEnded={hasEnded} />
      <Toasts />
    </PortalContext.Provider>
  );
}
