/**
 * A client is pending until Cognito has acknowledged the settings that its records require. This is computed at every
 * use, never stored. A change that may make a client pending writes a mark, so that `reconcile.ts` visits the account.
 */
import type { Deps } from '../engine/context';
import { sha256 } from '../domain/hash';
import { base62 } from '../domain/key-format';
import type { Account, Client } from '../domain/model';
import type { LiveClient } from '../domain/records/table-records';
import { DependencyError, done, type Outcome } from '../domain/outcome';
import { everything, readAll } from '../engine/paging';
import type { Mark } from '../domain/ports/table';
import { intersect } from '../domain/scopes';
import { accountStatus, clientStatus } from '../domain/status';

export interface ClientResult {
  readonly client: Client;
  readonly account: Account;
  /** Always false for an adopted client. */
  readonly pending: boolean;
}
export interface AccountResult {
  readonly account: Account;
  /** Number of the account's pending clients. Absent if they could not be counted. */
  readonly pendingClients?: number;
}

/** The settings that an app client should have, or `deleted`. Without scopes Cognito issues no token. */
export type DesiredState = 'deleted' | { readonly scopes: readonly string[]; readonly tokenLifetimeMinutes: number };

/** Undefined for an adopted client, whose app client is never changed. */
function desiredState(client: Client, account: Account, catalogue: readonly string[]): DesiredState | undefined {
  const { tokenLifetimeMinutes } = client;
  if (tokenLifetimeMinutes === undefined) return undefined;
  const status = clientStatus(client, account);
  if (status === 'revoked') return 'deleted';
  const isActive = status === 'active' && accountStatus(account) === 'active';
  // Leaves out scopes that the deployer removed from the catalogue: Cognito refuses a list that has one of them.
  const scopes = isActive ? intersect(client.scopes, account.grant.scopes, catalogue) : [];
  return { scopes, tokenLifetimeMinutes };
}

/** The value of `issuerState` for this state: a hash, to keep the client's record small. */
export const issuerStateOf = (state: DesiredState): string =>
  state === 'deleted' ? state : sha256(JSON.stringify([[...state.scopes].sort(), state.tokenLifetimeMinutes]));

/** The state that Cognito has not yet acknowledged; undefined if the client is not pending. */
export function pendingState(client: Client, account: Account, catalogue: readonly string[]): DesiredState | undefined {
  const state = desiredState(client, account, catalogue);
  return state === undefined || client.issuerState === issuerStateOf(state) ? undefined : state;
}

export const withPending = ({ catalogue }: Deps, client: Client, account: Account): ClientResult => ({
  client,
  account,
  pending: pendingState(client, account, catalogue) !== undefined,
});

export const pendingMark = ({ random }: Deps, accountId: string): Mark => ({
  type: 'mark',
  record: { kind: 'pendingMark', accountId, mark: base62(10, random) },
});

/** The mark for a change of an issued client. A client that is not pending needs it too: its account may change now. */
export const markIfIssued = (deps: Deps, { accountId, tokenLifetimeMinutes }: Client): Mark[] =>
  tokenLifetimeMinutes === undefined ? [] : [pendingMark(deps, accountId)];

/** A client of the live index: it may be live, or Cognito may not have deleted it yet. */
export interface IndexedClient {
  readonly client: Client;
  readonly entry: LiveClient;
  readonly pending: boolean;
}

export async function indexedClients({ table, catalogue }: Deps, account: Account): Promise<readonly IndexedClient[]> {
  const { accountId } = account;
  const entries = await everything((page) => table.listLiveClients({ accountId }, page));
  const refs = entries.map(({ clientId }) => ({ kind: 'client', accountId, clientId }) as const);
  const clients = new Map(
    (await readAll(table, refs)).flatMap((client) => (client ? [[client.clientId, client]] : [])),
  );
  return entries.flatMap((entry) => {
    const client = clients.get(entry.clientId);
    return client ? [{ client, entry, pending: pendingState(client, account, catalogue) !== undefined }] : [];
  });
}

/** Adds the number of pending clients to the result of a changed account. If the count fails, the result omits it. */
export async function withPendingClients(deps: Deps, outcome: Outcome<Account>): Promise<Outcome<AccountResult>> {
  if (!outcome.ok) return outcome;
  const account = outcome.value;
  try {
    return done({
      account,
      pendingClients: (await indexedClients(deps, account)).filter(({ pending }) => pending).length,
    });
  } catch (error) {
    if (error instanceof DependencyError) return done({ account });
    throw error;
  }
}
