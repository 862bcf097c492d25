/**
 * All screens. A screen is a chunk of its own that loads when it is first shown. To add one: its path in places.ts, a line here,
 * a component that takes `ScreenProps` and renders a `Screen`, and nothing else. The navigation shows the routes that have a `nav`.
 */
import type { ComponentType } from 'preact';
import type { Role } from '../data/me';
import { KEY, KEYS, NEW_KEY, type ScreenProps } from './places';

export interface Route {
  /** A path below `/accounts/:accountId` has the account's context around its screen (`useAccount`). */
  readonly pattern: string;
  /** The name in the navigation. Absent: another screen leads there. */
  readonly nav?: string;
  /** The least role. Absent: everybody who is signed in. */
  readonly role?: Role;
  /** Only people who are operators. */
  readonly operator?: true;
  readonly load: () => Promise<ComponentType<ScreenProps>>;
}

export const ROUTES: readonly Route[] = [
  { pattern: '/', load: async () => (await import('./home')).Home },
  {
    pattern: KEYS,
    nav: 'Keys',
    role: 'viewer',
    load: async () => (await import('../keys/keys-screen')).KeysScreen,
  },
  // Before the key: no key has the id `new`.
  { pattern: NEW_KEY, role: 'developer', load: async () => (await import('../keys/new-key-screen')).NewKeyScreen },
  { pattern: KEY, role: 'viewer', load: async () => (await import('../keys/key-screen')).KeyScreen },
];
