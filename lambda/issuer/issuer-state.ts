/**
 * What the issuer should have of a client, and whether it has: computed from the records at every use, as a status
 * is, so a change of the account makes every client of it pending without touching one.
 */
import { sha256 } from '../domain/hash';
import type { Account, Client } from '../domain/model';
import { intersect } from '../domain/scopes';
import { accountStatus, clientStatus } from '../domain/status';

/** What the issuer should hold: nothing any more, or these scopes and this life; without scopes it gives no token. */
export type Wanted = 'deleted' | { readonly scopes: readonly string[]; readonly tokenLifetimeMinutes: number };

/** Undefined for an adopted client: nothing is done to its app client. `catalogue`: the guarded API's scopes. */
function wantedOf(client: Client, account: Account, catalogue: readonly string[]): Wanted | undefined {
  const { tokenLifetimeMinutes } = client;
  if (tokenLifetimeMinutes === undefined) return undefined;
  const status = clientStatus(client, account);
  if (status === 'revoked') return 'deleted';
  const working = status === 'active' && accountStatus(account) === 'active';
  // A scope that the deployer took out of the catalogue is unknown to the issuer, which then refuses all of them.
  const scopes = working ? intersect(client.scopes, account.grant.scopes, catalogue) : [];
  return { scopes, tokenLifetimeMinutes };
}

/** The same for the same settings; short, as it is kept with the client. */
export const issuerStateOf = (wanted: Wanted): string =>
  wanted === 'deleted' ? wanted : sha256(JSON.stringify([[...wanted.scopes].sort(), wanted.tokenLifetimeMinutes]));

/** What the issuer should have of this client and has not yet acknowledged; undefined when there is nothing to tell. */
export function untold(client: Client, account: Account, catalogue: readonly string[]): Wanted | undefined {
  const wanted = wantedOf(client, account, catalogue);
  return wanted === undefined || client.issuerState === issuerStateOf(wanted) ? undefined : wanted;
}

/** Whether the issuer has still to be told of this client. */
export const isPending = (...of: Parameters<typeof untold>): boolean => untold(...of) !== undefined;
