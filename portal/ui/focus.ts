/** Moves the focus to what a person has to mend. */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Failure } from '../data/failure';

/** After a refused form: its first wrong field, else the notice is read out by itself. */
export function useFocusOnError(form: RefObject<HTMLElement | null>, failure: Failure | undefined): void {
  useLayoutEffect(() => {
    if (failure === undefined) return;
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid], [data-invalid] input');
    wrong?.focus();
  }, [failure]);
}
