/** The address of the page as state. */
import { useEffect, useState } from 'preact/hooks';
import { makeHolds } from './holds';
import { pathOf } from './router';

export function usePath(): string {
  const [path, setPath] = useState(pathOf(location.hash));
  useEffect(() => {
    const read = (): void => {
      if (holds.isHeld()) history.pushState(null, '', held);
      markSignedIn();
      setPath(pathOf(location.hash));
    };
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return path;
}

const holds = makeHolds(window);
/** The address that a screen holds on to. */
let held = '';

/** Until the returned function is called, the page stays where it is: neither the back button nor a link leads away. */
export function holdPlace(): () => void {
  if (!holds.isHeld()) held = location.hash;
  return holds.hold();
}

export const letGo = (): void => holds.letGo();

export const navigate = (href: string): void => location.assign(href);

/** Goes on without a way back to this address. */
export const navigateInstead = (href: string): void => location.replace(href);

/*
 * Whether this tab was signed in, kept in the entry of the history and not in a storage: a reload goes through the sign-in
 * by itself, and a new visit does not. It says nothing but that.
 */
export const markSignedIn = (): void => history.replaceState({ signedIn: true }, '');
export const wasSignedIn = (): boolean => (history.state as { signedIn?: boolean } | null)?.signedIn === true;
