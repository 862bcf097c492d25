/** What every screen can ask for, but the account at hand: the deployment, the client of its API, the person, and the page. */
import { type ComponentChildren, createContext } from 'preact';
import type { Client } from 'sallyport/client';
import type { Me } from '../data/me';
import type { PortalConfig } from '../sign-in/config';
import type { Tell } from '../ui/toast';

export interface Portal {
  readonly config: PortalConfig;
  readonly client: Client;
  readonly me: Me;
  /** The time of the service, in milliseconds since 1970. */
  readonly now: () => number;
  /** Leads away to the sign-in, and back to this screen. */
  readonly signIn: () => void;
  readonly signOut: () => void;
  /** A call was refused because the session is over. */
  readonly onEnd: () => void;
  /** Once the session is over: what says so, above a screen and in every dialog, which covers the screen. */
  readonly ended: ComponentChildren;
  /** Goes on without a way back to this place. */
  readonly navigateInstead: (href: string) => void;
  /** Until the returned function is called, nothing leads away from this place. */
  readonly holdPlace: () => () => void;
  readonly tell: Tell;
  /** Whether a screen was shown already: the first one of a visit takes no focus. */
  readonly visit: { hasScreen: boolean };
}

export const PortalContext = createContext<Portal | undefined>(undefined);
