/**
 * Stands in the place of app/navigation.ts in the element: the address belongs to the page around it, so where a person is
 * stays in here.
 */
import { pathOf } from '../app/router';

const listeners = new Set<(path: string) => void>();

/** Returns what ends the listening. */
export function onNavigate(listener: (path: string) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

let isHeld = false;
const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Until the returned function is called, no link of the element leads away, and the tab asks before it closes. */
export function holdPlace(): () => void {
  isHeld = true;
  addEventListener('beforeunload', ask);
  return () => {
    isHeld = false;
    removeEventListener('beforeunload', ask);
  };
}

export function navigateInstead(href: string): void {
  if (!isHeld) for (const listener of listeners) listener(pathOf(href));
}
