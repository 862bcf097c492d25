/** What stands in the place of data: while it loads, when there is none, and when it did not come. */
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { PortalContext } from '../app/portal-context';
import type { Failure } from '../data/failure';
import { errorsBeside } from '../data/failure';
import { Button } from './button';

export function Spinner({ label }: { readonly label: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{label}…</span>
    </p>
  );
}

/** Grey lines of the size of what comes, so that nothing moves when it is there. */
export function Skeleton({ lines = 4, label = 'Loading' }: { readonly lines?: number; readonly label?: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="skeleton-line" />
      ))}
    </div>
  );
}

export function EmptyState({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="card empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface ErrorStateProps {
  readonly failure: Failure;
  readonly onRetry?: () => void;
  /** Where no portal is around it yet. */
  readonly onSignIn?: () => void;
}

/** In the place of a whole screen or card. */
export function ErrorState({ failure, onRetry, onSignIn }: ErrorStateProps) {
  const portal = useContext(PortalContext);
  const hasEnded = failure.kind === 'ended';
  const way = hasEnded ? (portal?.signIn ?? onSignIn) : onRetry;
  return (
    <div class="card error-state" role="alert">
      <h2>{failure.title}</h2>
      <p>{failure.detail}</p>
      <Explanation failure={failure} />
      {way !== undefined && <Button onClick={way}>{hasEnded ? 'Sign in again' : 'Try again'}</Button>}
    </div>
  );
}

/** Above a screen and in a dialog, once the session is over. */
export function Ended({ onSignIn }: { readonly onSignIn: () => void }) {
  return (
    <div class="banner" role="alert">
      <p>
        <strong>Your session ended.</strong> Sign in again to go on. What you typed into a form stays.
      </p>
      <Button kind="primary" isSmall onClick={onSignIn}>
        Sign in again
      </Button>
    </div>
  );
}

/** Above the fields of a form, or beside a button: why an action failed. `shown`: pointers whose fields tell it themselves. */
export function FailureNotice({
  failure,
  shown = [],
}: {
  readonly failure?: Failure | undefined;
  readonly shown?: readonly string[];
}) {
  // The page and the dialog tell of the end of a session.
  if (failure === undefined || failure.kind === 'ended') return null;
  const beside = errorsBeside(failure, shown);
  // The problem's own words speak of the members of a request, which the person never saw.
  const isAtFields = failure.errors.length > 0 && beside.length === 0;
  return (
    <div class="notice danger" role="alert">
      <p>
        <strong>{failure.title}</strong>
      </p>
      <p>{isAtFields ? 'Nothing was changed. Correct the marked fields and try again.' : failure.detail}</p>
      {beside.length > 0 && (
        <ul>
          {beside.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Explanation failure={failure} />
    </div>
  );
}

function Explanation({ failure: { page, requestId } }: { readonly failure: Failure }) {
  if (page === undefined && requestId === undefined) return null;
  return (
    <p class="small quiet">
      {page !== undefined && (
        <a href={page} target="_blank" rel="noreferrer">
          What this means
        </a>
      )}
      {requestId !== undefined && (
        <>
          {' · Request '}
          <span class="mono">{requestId}</span>
        </>
      )}
    </p>
  );
}
