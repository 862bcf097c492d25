/** An operation's first read, where it is about a client. */
import { ACCOUNT_ID, isClientId } from '../domain/key-format';
import type { Call, Deps } from './context';
import { type AccountTarget, type LoadedAccount, loadOwned } from './load';
import type { Client } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import { clientStatus } from '../domain/status';

/** Names a client of an account. */
export interface ClientTarget extends AccountTarget {
  readonly clientId: string;
}

/** A client with what its status and effective scopes are computed from. */
export interface LoadedClient extends LoadedAccount {
  readonly client: Client;
}

/** A client with its account; another account's client does not exist. */
export async function loadClient(
  deps: Deps,
  call: Call,
  { accountId, clientId }: ClientTarget,
): Promise<Outcome<LoadedClient>> {
  const possible = isClientId(clientId) && ACCOUNT_ID.test(accountId);
  const ref = possible ? ({ kind: 'client', accountId, clientId } as const) : undefined;
  const loaded = await loadOwned(deps, call, { accountId, ref, notFound: noClient });
  if (!loaded.ok) return loaded;
  const { record: client, account, now } = loaded.value;
  return done({ client, account, now });
}

const noClient = (): Outcome<never> =>
  refused('client-not-found', 'The account has no client with this id. GET …/clients lists those it has.');

/** A client that lives; a revoked one is refused. */
export async function loadLiveClient(deps: Deps, call: Call, target: ClientTarget): Promise<Outcome<LoadedClient>> {
  const loaded = await loadClient(deps, call, target);
  if (!loaded.ok) return loaded;
  const { client, account } = loaded.value;
  return clientStatus(client, account) === 'revoked' ? clientNotActive() : loaded;
}

/** A client that lives and whose app client is ours to change. */
export async function loadIssuedClient(deps: Deps, call: Call, target: ClientTarget): Promise<Outcome<LoadedClient>> {
  const loaded = await loadLiveClient(deps, call, target);
  return loaded.ok && loaded.value.client.tokenLifetimeMinutes === undefined ? clientNotIssued() : loaded;
}

export const clientNotActive = (): Outcome<never> =>
  refused('client-not-active', 'The client is revoked for good. Issue a new one.');

export const clientNotIssued = (): Outcome<never> =>
  refused(
    'client-not-issued',
    'The client was adopted: its app client was made elsewhere, and its secrets and token lifetime are changed there.',
  );
