/** What is there before somebody is signed in: one button, or what went wrong and a way out. */
import { useState } from 'preact/hooks';
import { Button } from '../ui/button';
import { Brand } from '../ui/brand';
import { Spinner } from '../ui/states';
import type { SignInFailure } from './arrival';
import type { PortalConfig } from './config';
import type { Started } from './session';

export function Leaving({ label = 'Loading' }: { readonly label?: string }) {
  return (
    <main class="plain" aria-busy="true">
      <Spinner label={label} />
    </main>
  );
}

export function NoConfig({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <main class="plain">
      <div class="card landing" role="alert">
        <h1>This page did not load</h1>
        <p>The service did not answer. Check your connection and try again.</p>
        <Button kind="primary" onClick={onRetry}>
          Try again
        </Button>
      </div>
    </main>
  );
}

export function Landing({ started }: { readonly started: Started }) {
  const { config, failure, signIn } = started;
  const [state, setState] = useState<'here' | 'leaving' | 'stuck'>('here');
  const leave = (): void => {
    setState('leaving');
    signIn().catch(() => setState('stuck'));
  };
  return (
    <main class="plain">
      <div class="card landing">
        <Brand config={config} />
        {failure === undefined ? (
          <div>
            <h1>Manage your API access</h1>
            <p class="quiet">Keys, clients, activity and usage of {config.name}, in one place.</p>
          </div>
        ) : (
          <SignInProblem failure={failure} />
        )}
        <Button kind="primary" isWide isBusy={state === 'leaving'} onClick={leave}>
          {failure === undefined ? 'Sign in' : 'Sign in again'}
        </Button>
        {state === 'stuck' && (
          <p class="notice danger" role="alert">
            This browser cannot sign in here: the page needs HTTPS, and a session storage.
          </p>
        )}
        <Support config={config} />
      </div>
    </main>
  );
}

function Support({ config: { supportUrl } }: { readonly config: PortalConfig }) {
  if (supportUrl === undefined) return null;
  return (
    <p class="quiet small">
      No access? <a href={supportUrl}>Ask for help</a>
    </p>
  );
}

function SignInProblem({ failure }: { readonly failure: SignInFailure }) {
  const { title, text, note } = wordsFor(failure);
  return (
    <div role="alert">
      <h1>{title}</h1>
      <p>{text}</p>
      {note !== undefined && <p class="quiet small mono">{note}</p>}
    </div>
  );
}

function wordsFor(failure: SignInFailure): { readonly title: string; readonly text: string; readonly note?: string } {
  switch (failure.kind) {
    case 'refused':
      return {
        title: 'The sign-in did not work',
        text: failure.description ?? 'The sign-in answered with an error.',
        note: failure.code,
      };
    case 'foreign':
      return {
        title: 'This sign-in was not yours',
        text: 'The answer belongs to another sign-in than the one that this tab began. Nobody was signed in.',
      };
    case 'lost':
      return {
        title: 'This sign-in is over',
        text: 'The link was used before, or it was opened in another tab. Nobody was signed in.',
      };
    case 'not-redeemed':
      return {
        title: 'The sign-in did not work',
        text: 'The answer of the sign-in was not accepted. Nobody was signed in.',
        note: failure.detail,
      };
    case 'signed-out':
      return {
        title: 'You signed out',
        text: 'It was in another tab. What was open in this one is gone, also a secret that was not stored.',
      };
  }
}
