/** The address of the page as state. */
import { useEffect, useState } from 'preact/hooks';
import { pathOf } from './router';

export function usePath(): string {
  const [path, setPath] = useState(pathOf(location.hash));
  useEffect(() => {
    const read = (): void => {
      if (held !== undefined) history.pushState(null, '', held);
      markSignedIn();
      setPath(pathOf(location.hash));
    };
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return path;
}

/** The address that a screen holds on to. */
let held: string | undefined;

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Until the returned function is called, the page stays where it is: neither the back button nor a link leads away. */
export function holdPlace(): () => void {
  held = location.hash;
  addEventListener('beforeunload', ask);
  return () => {
    held = undefined;
    removeEventListener('beforeunload', ask);
  };
}

export const navigate = (href: string): void => location.assign(href);

/** Goes on without a way back to this address. */
export const navigateInstead = (href: string): void => location.replace(href);

/*
 * Whether this tab was signed in, kept in the entry of the history and not in a storage: a reload goes through the sign-in
 * by itself, and a new visit does not. It says nothing but that.
 */
export const markSignedIn = (): void => history.replaceState({ signedIn: true }, '');
export const wasSignedIn = (): boolean => (history.state as { signedIn?: boolean } | null)?.signedIn === true;
