/** Loads data for a screen: one place for loading, failure and the end of the screen, which aborts what is under way. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from './failure';
import { sessionEnded } from './session-end';

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
  const [shown, show] = useState<Load<T>>({ state: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    load(leaving.signal).then(
      (value) => !leaving.signal.aborted && show({ state: 'ready', value }),
      (error: unknown) => !leaving.signal.aborted && show({ state: 'failed', failure: noted(error) }),
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
  const [shown, show] = useState<List<T>>({ of, ...EMPTY });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    show({ of, ...EMPTY });
    void collect(load(signal), signal, (list) => show({ of, ...list }));
    return () => leaving.abort();
  }, [of, turn]);
  const reload = (): void => setTurn(turn + 1);
  return shown.of === of ? { ...shown, reload } : { ...EMPTY, reload };
}

async function collect<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
  tell: (list: Omit<ListLoading<T>, 'reload'>) => void,
): Promise<void> {
  const items: T[] = [];
  let planned: ReturnType<typeof setTimeout> | undefined;
  // All items of a page come before the next timer: one render for each page, and not one for each item.
  const flush = (): void => {
    planned = undefined;
    if (!signal.aborted) tell({ items: [...items], state: 'more', failure: undefined });
  };
  try {
    for await (const item of source) {
      items.push(item);
      planned ??= setTimeout(flush);
    }
    clearTimeout(planned);
    if (!signal.aborted) tell({ items, state: 'ready', failure: undefined });
  } catch (error) {
    clearTimeout(planned);
    if (!signal.aborted) tell({ items, state: 'failed', failure: noted(error) });
  }
}

export interface Action<Input, Output> {
  /** Undefined if it failed, or if another run is under way: a second click does nothing. */
  readonly run: (input: Input) => Promise<Output | undefined>;
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  readonly clear: () => void;
}

/**
 * One change at a time. `idempotencyKey` stays the same while the same change is tried again after a lost answer, so that it
 * is made once.
 */
export function useAction<Input, Output>(
  act: (input: Input, idempotencyKey: string) => Promise<Output>,
): Action<Input, Output> {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const running = useRef(false);
  const tried = useRef<{ readonly input: string; readonly key: string } | undefined>(undefined);
  const run = async (input: Input): Promise<Output | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    const text = JSON.stringify(input) ?? '';
    if (tried.current?.input !== text) tried.current = { input: text, key: crypto.randomUUID() };
    try {
      const output = await act(input, tried.current.key);
      tried.current = undefined;
      return output;
    } catch (error) {
      const told = noted(error);
      // The API refused: nothing was done, and the next try is a new one.
      if (told.kind === 'problem') tried.current = undefined;
      setFailure(told);
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { run, isBusy, failure, clear: () => setFailure(undefined) };
}

/** What the person is told; the whole page hears of the end of a session. */
function noted(error: unknown): Failure {
  const failure = failureOf(error);
  if (failure.kind === 'ended') sessionEnded();
  return failure;
}
