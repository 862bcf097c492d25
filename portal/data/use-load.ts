/** Loads data for a screen: one place for loading, failure and the end of the screen, which aborts what is under way. */
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { randomKey } from 'sallyport/client';
import { type Portal, PortalContext } from '../app/portal-context';
import { type Failure, failureOf, mayBeDone, ofChange } from './failure';

export type Load<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure };

export interface Loading<T> {
  readonly load: Load<T>;
  /** Loads again; what is shown stays until the new data is there. */
  readonly reload: () => void;
  /** Puts in what an action answered with. */
  readonly replace: (value: T) => void;
}

/** `of` names what is loaded: another name loads anew. */
export function useLoad<T>(of: string, load: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const portal = useContext(PortalContext);
  const [shown, show] = useState<Load<T>>({ state: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    load(leaving.signal).then(
      (value) => !leaving.signal.aborted && show({ state: 'ready', value }),
      (error: unknown) => !leaving.signal.aborted && show({ state: 'failed', failure: noted(error, portal) }),
    );
    return () => leaving.abort();
  }, [of, turn]);
  return { load: shown, reload: () => setTurn(turn + 1), replace: (value) => show({ state: 'ready', value }) };
}

export interface ListLoading<T> {
  readonly items: readonly T[];
  /** `first`: nothing is there yet. `more`: pages still come. */
  readonly state: 'first' | 'more' | 'ready' | 'failed';
  readonly failure: Failure | undefined;
  readonly reload: () => void;
}

interface List<T> extends Omit<ListLoading<T>, 'reload'> {
  readonly of: string;
}
const EMPTY = { items: [], state: 'first', failure: undefined } as const;

/** Shows the first page at once and loads the others behind it. */
export function useList<T>(of: string, load: (signal: AbortSignal) => AsyncIterable<T>): ListLoading<T> {
  const portal = useContext(PortalContext);
  const [shown, show] = useState<List<T>>({ of, ...EMPTY });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    show({ of, ...EMPTY });
    const tell = (list: Collected<T>): void => {
      if (!signal.aborted)
        show({ of, ...list, failure: list.error === undefined ? undefined : noted(list.error, portal) });
    };
    void collect(load(signal), tell);
    return () => leaving.abort();
  }, [of, turn]);
  const reload = (): void => setTurn(turn + 1);
  return shown.of === of ? { ...shown, reload } : { ...EMPTY, reload };
}

interface Collected<T> extends Pick<ListLoading<T>, 'items' | 'state'> {
  readonly error?: unknown;
}

async function collect<T>(source: AsyncIterable<T>, tell: (list: Collected<T>) => void): Promise<void> {
  const items: T[] = [];
  let planned: ReturnType<typeof setTimeout> | undefined;
  // All items of a page come before the next timer: one render for each page, and not one for each item.
  const flush = (): void => {
    planned = undefined;
    tell({ items: [...items], state: 'more' });
  };
  try {
    for await (const item of source) {
      items.push(item);
      planned ??= setTimeout(flush);
    }
    clearTimeout(planned);
    tell({ items, state: 'ready' });
  } catch (error) {
    clearTimeout(planned);
    tell({ items, state: 'failed', error });
  }
}

export interface Action<Input, Output> {
  /** Undefined if it failed, or if another run is under way: a second click does nothing. */
  readonly run: (input: Input) => Promise<Output | undefined>;
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  readonly clear: () => void;
}

/** Milliseconds. Nobody may overlook what is told of a secret that is lost. */
const LONG = 60_000;

/**
 * One change at a time. `idempotencyKey` stays the same while the same change is tried again and may be done already, so that
 * it is made once. `lost` is for a change whose answer has a secret: while it is under way nothing leads away, and if the form
 * is gone all the same when the answer comes, the person is told this.
 */
export function useAction<Input, Output>(
  act: (input: Input, idempotencyKey: string) => Promise<Output>,
  lost?: string,
): Action<Input, Output> {
  const portal = useContext(PortalContext);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const running = useRef(false);
  const isGone = useIsGone();
  const tried = useRef<{ readonly input: string; readonly key: string } | undefined>(undefined);
  const run = async (input: Input): Promise<Output | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    const release = lost === undefined ? undefined : portal?.holdPlace();
    try {
      const text = JSON.stringify(input) ?? '';
      if (tried.current?.input !== text) tried.current = { input: text, key: randomKey() };
      const output = await act(input, tried.current.key);
      tried.current = undefined;
      if (lost !== undefined && isGone()) portal?.tell(lost, LONG);
      return output;
    } catch (error) {
      const told = ofChange(noted(error, portal));
      if (!mayBeDone(told)) tried.current = undefined;
      setFailure(told);
      return undefined;
    } finally {
      release?.();
      running.current = false;
      setBusy(false);
    }
  };
  return { run, isBusy, failure, clear: () => setFailure(undefined) };
}

function useIsGone(): () => boolean {
  const isGone = useRef(false);
  useLayoutEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  return () => isGone.current;
}

/** What the person is told; the whole page hears of the end of a session. */
function noted(error: unknown, portal: Portal | undefined): Failure {
  const failure = failureOf(error);
  if (failure.kind === 'ended') portal?.onEnd();
  return failure;
}
