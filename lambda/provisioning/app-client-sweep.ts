/**
 * The app clients that we made, and what the table says of them. A record that is there is believed; a record that is not there proves nothing by
 * itself, so a state tells apart what a failed request or a deletion leaves, and what only a damaged table explains.
 */
import { type AppClientName, deleteAppClient, readAppClientName } from './app-clients';
import type { IssuerDeps } from '../engine/context';
import type { Instant } from '../domain/model';
import type { AppClientEntry } from '../domain/ports/pool';
import { pendingMark, pendingState } from './pending';
import type { SweepState, SweptKind } from './sweep-kind';
import { deletedAccounts } from './table-history';

/** Milliseconds. An app client older than this that has no record will not get one. */
export const TIME_TO_RECORD = 900_000;

/** An app client whose name shows that we made it. */
type OurAppClient = AppClientName & { readonly clientId: string };

const AS_RECORDED: SweepState = { kind: 'asRecorded' };
const DEAD: SweepState = { kind: 'dead' };
const LOST: SweepState = { kind: 'lost' };

export const appClientKind = (deps: IssuerDeps, began: Instant): SweptKind<OurAppClient> => ({
  things: 'app clients',
  service: 'Cognito',
  dependency: 'pool',
  list: async (after) => {
    const page = await deps.issuer.pool.listClients(after);
    if (!page.ok) return { ok: false, refusal: 'rate' };
    return { ok: true, value: { ...page.value, items: oursIn(deps, page.value.items) } };
  },
  readStates: (ours) => readStates(deps, ours, began),
  markOf: (accountId) => pendingMark(deps, accountId),
  remove: ({ clientId }) => deleteAppClient(deps, clientId),
});

function oursIn({ issuer }: IssuerDeps, entries: readonly AppClientEntry[]): OurAppClient[] {
  const { accountsServer, managementServer } = issuer;
  return entries.flatMap(({ clientId, name }) => {
    const named = readAppClientName(name);
    const server = named?.accountId === undefined ? managementServer : accountsServer;
    return named?.server === server ? [{ clientId, ...named }] : [];
  });
}

/** Reads the records of these app clients, at most one page of them. */
async function readStates(
  deps: IssuerDeps,
  ours: readonly OurAppClient[],
  began: Instant,
): Promise<(appClient: OurAppClient) => SweepState> {
  const { table, catalogue, now } = deps;
  const operators = byClientId(await table.read(ours.map(({ clientId }) => ({ kind: 'operator', clientId }) as const)));
  const owners = byClientId(await table.read(ours.map(({ clientId }) => ({ kind: 'clientOwner', clientId }) as const)));
  const owned = [...owners.values()];
  const clients = byClientId(await table.read(owned.map((owner) => ({ ...owner, kind: 'client' }) as const)));
  const read = await table.read(owned.map(({ accountId }) => ({ kind: 'account', accountId }) as const));
  const accounts = new Map(read.flatMap((account) => (account === undefined ? [] : [[account.accountId, account]])));
  const ownersOfNone = owned.filter(({ clientId, accountId }) => !clients.has(clientId) && !accounts.has(accountId));
  const deleted = await deletedAccounts(deps, new Set(ownersOfNone.map(({ accountId }) => accountId)));

  return ({ clientId, askedAt }) => {
    const operator = operators.get(clientId);
    if (operator !== undefined) return operator.revokedAt === undefined ? AS_RECORDED : DEAD;
    const owner = owners.get(clientId);
    if (owner === undefined) {
      if (now() < askedAt + TIME_TO_RECORD) return AS_RECORDED;
      return askedAt < began ? LOST : { kind: 'unrecorded' };
    }
    const { accountId } = owner;
    const [client, account] = [clients.get(clientId), accounts.get(accountId)];
    if (client === undefined) return account !== undefined || deleted.has(accountId) ? DEAD : LOST;
    const isPending = account !== undefined && pendingState(client, account, catalogue) !== undefined;
    return isPending ? { kind: 'pending', ownerId: accountId } : AS_RECORDED;
  };
}

const byClientId = <T extends { readonly clientId: string }>(records: readonly (T | undefined)[]) =>
  new Map(records.filter((record) => record !== undefined).map((record) => [record.clientId, record]));
