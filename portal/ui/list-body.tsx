/** A list that loads page by page: what stands in its place while nothing is there, and what stands above it. */
import type { ComponentChildren } from 'preact';
import type { ListLoading, Loading } from '../data/use-load';
import { ErrorState, Skeleton } from './states';

interface ListBodyProps<T> {
  readonly list: ListLoading<T>;
  /** In the place of a list without items. */
  readonly empty: ComponentChildren;
  readonly children: ComponentChildren;
}

export function ListBody<T>({ list: { items, state, failure, reload }, empty, children }: ListBodyProps<T>) {
  if (failure === undefined) return <>{state === 'ready' && items.length === 0 ? empty : children}</>;
  if (items.length === 0) return <ErrorState failure={failure} onRetry={reload} />;
  const title = `Only the first ${items.length} are here: ${failure.title}`;
  return (
    <>
      <ErrorState failure={{ ...failure, title }} onRetry={reload} />
      {children}
    </>
  );
}

interface LoadedBodyProps<T> {
  readonly loading: Loading<T>;
  readonly lines?: number;
  readonly children: (value: T) => ComponentChildren;
}

/** One thing that loads: grey lines, then the thing or the failure. */
export function LoadedBody<T>({ loading: { load, reload }, lines = 6, children }: LoadedBodyProps<T>) {
  if (load.state === 'failed') return <ErrorState failure={load.failure} onRetry={reload} />;
  if (load.state === 'ready') return <>{children(load.value)}</>;
  return (
    <div class="card">
      <Skeleton lines={lines} />
    </div>
  );
}
