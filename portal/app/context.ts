/** What every screen can ask for: the deployment, the client of its API, the person, and the account at hand. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Account, Client } from 'sallyport/client';
import type { Me, Role } from '../data/me';
import { may } from '../data/me';
import type { Loading } from '../data/use-load';
import type { PortalConfig } from '../sign-in/config';

export interface Portal {
  readonly config: PortalConfig;
  readonly client: Client;
  readonly me: Me;
  /** The time of the service, in milliseconds since 1970. */
  readonly now: () => number;
  /** Leads away to the sign-in, and back to this screen. */
  readonly signIn: () => void;
  readonly signOut: () => void;
}

export interface CurrentAccount {
  readonly id: string;
  readonly name: string;
  /** Undefined for a person who is an operator and no member. */
  readonly role: Role | undefined;
  /** The record with its grant; it loads once for all screens of the account. */
  readonly record: Loading<Account>;
}

export const PortalContext = createContext<Portal | undefined>(undefined);
export const AccountContext = createContext<CurrentAccount | undefined>(undefined);

export function usePortal(): Portal {
  const portal = useContext(PortalContext);
  if (portal === undefined) throw new TypeError('There is no portal around this component.');
  return portal;
}

export function useAccount(): CurrentAccount {
  const account = useContext(AccountContext);
  if (account === undefined) throw new TypeError('There is no account around this component.');
  return account;
}

/** Whether the person may do in this account what needs the role. */
export function useMay(least: Role): boolean {
  const [{ me }, { role }] = [usePortal(), useAccount()];
  return may(me, role, least);
}
