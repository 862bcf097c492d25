/**
 * All screens. They load when the first of their part is shown. To add one: its path in places.ts, a line in other-screens.ts and
 * one here, a component that takes `ScreenProps` and renders a `Screen`, and nothing else. The navigation shows the routes that
 * have a `nav`.
 */
import type { ComponentType } from 'preact';
import type { Role } from '../data/me';
import { Home } from './home';
import {
  ACTIVITY,
  CLIENT,
  CLIENTS,
  KEY,
  KEYS,
  NEW_ACCOUNT,
  NEW_CLIENT,
  NEW_KEY,
  OPERATOR,
  PEOPLE,
  SETTINGS,
  type ScreenProps,
  USAGE,
} from './places';

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

/* Two parts, and the first screen in the page itself. */
const keys = () => import('./key-screens');
const others = () => import('./other-screens');

export const ROUTES: readonly Route[] = [
  { pattern: '/', load: () => Promise.resolve(Home) },
  {
    pattern: KEYS,
    nav: 'Keys',
    role: 'viewer',
    load: async () => (await keys()).KeysScreen,
  },
  // Before the key: no key has the id `new`.
  { pattern: NEW_KEY, role: 'developer', load: async () => (await keys()).NewKeyScreen },
  { pattern: KEY, role: 'viewer', load: async () => (await keys()).KeyScreen },
  {
    pattern: CLIENTS,
    nav: 'Clients',
    role: 'viewer',
    load: async () => (await others()).ClientsScreen,
  },
  {
    pattern: NEW_CLIENT,
    role: 'developer',
    load: async () => (await others()).NewClientScreen,
  },
  { pattern: CLIENT, role: 'viewer', load: async () => (await others()).ClientScreen },
  {
    pattern: ACTIVITY,
    nav: 'Activity',
    role: 'viewer',
    load: async () => (await others()).ActivityScreen,
  },
  {
    pattern: USAGE,
    nav: 'Usage',
    role: 'viewer',
    load: async () => (await others()).UsageScreen,
  },
  {
    pattern: PEOPLE,
    nav: 'People',
    role: 'viewer',
    load: async () => (await others()).PeopleScreen,
  },
  {
    pattern: SETTINGS,
    nav: 'Account',
    role: 'viewer',
    load: async () => (await others()).AccountScreen,
  },
  {
    pattern: OPERATOR,
    nav: 'Accounts',
    operator: true,
    load: async () => (await others()).AccountsScreen,
  },
  {
    pattern: NEW_ACCOUNT,
    operator: true,
    load: async () => (await others()).NewAccountScreen,
  },
];
