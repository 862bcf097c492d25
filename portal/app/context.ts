/** What a screen can ask for: what the page knows, and the account at hand. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Account } from 'sallyport/client';
import type { Role } from '../data/me';
import { may } from '../data/me';
import type { Loading } from '../data/use-load';
import { type Portal, PortalContext } from './portal-context';

export interface CurrentAccount {
  readonly id: string;
  readonly name: string;
  /** Undefined for a person who is an operator and no member. */
  readonly role: Role | undefined;
  /** The record with its grant; it loads once for all screens of the account. */
  readonly record: Loading<Account>;
}

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
