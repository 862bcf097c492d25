/**
 * What the table says of app clients. A record that is there is believed; a record that is not there proves nothing by
 * itself, so a state tells apart what a failed request or a deletion leaves, and what only a damaged table explains.
 */
import type { AppClientName } from './app-clients';
import type { IssuerDeps } from '../engine/context';
import type { Instant } from '../domain/model';
import type { Write } from '../domain/ports/table';
import { pendingState } from './pending';

/** Milliseconds. An app client older than this that has no record will not get one. */
export const TIME_TO_RECORD = 900_000;

/** An app client whose name shows that we made it. */
export type OurAppClient = AppClientName & { readonly clientId: string };

/**
 * - `asRecorded`: a record names it, or may still come.
 * - `pending`: Cognito does not have what its record and account say.
 * - `dead`: records say that it is over: its operator is revoked, or its client was deleted, which only a revoked one is.
 * - `unrecorded`: no record names it, as after a request that failed half-way.
 * - `lost`: no record names it, although the table must have known it.
 */
export type SweepState =
  | { readonly kind: 'asRecorded' | 'dead' | 'unrecorded' | 'lost' }
  | { readonly kind: 'pending'; readonly accountId: string };

const AS_RECORDED: SweepState = { kind: 'asRecorded' };
const DEAD: SweepState = { kind: 'dead' };
const LOST: SweepState = { kind: 'lost' };

/**
 * Returns when this table came into use. The first task of a deployment, which runs within a minute, writes it into the
 * record of the stack's operator. An older app client without a record tells of an earlier table. `Infinity` without that operator.
 */
export async function noteFirstUse({ table, bootstrapOperator: clientId, now }: IssuerDeps): Promise<Instant> {
  if (clientId === undefined) return Infinity;
  const ref = { kind: 'operator', clientId } as const;
  const [operator] = await table.read([ref]);
  if (operator?.createdAt !== undefined) return operator.createdAt;
  const createdAt = now();
  const note: Write =
    operator === undefined
      ? { type: 'insert', record: { ...ref, createdAt, version: 1 } }
      : { type: 'update', ref, when: { createdAt: undefined }, set: { createdAt } };
  // If another writer came first, this run uses its own, later time: it is in doubt about more, never about less.
  await table.commit([note]);
  return createdAt;
}

/** Reads the records of these app clients, at most one page of them. */
export async function readStates(
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
    return isPending ? { kind: 'pending', accountId } : AS_RECORDED;
  };
}

/** A credential that was ended while its account was deleted may have its event after that of the deletion. */
const LAST_EVENTS = 100;

/** The accounts whose last events tell of their deletion. Events are never deleted, so they outlive the account. */
async function deletedAccounts({ table }: IssuerDeps, accountIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const deleted = new Set<string>();
  for (const accountId of accountIds) {
    const { items } = await table.listEvents(accountId, { limit: LAST_EVENTS });
    if (items.some(({ action }) => action === 'account.deleted')) deleted.add(accountId);
  }
  return deleted;
}

const byClientId = <T extends { readonly clientId: string }>(records: readonly (T | undefined)[]) =>
  new Map(records.filter((record) => record !== undefined).map((record) => [record.clientId, record]));
