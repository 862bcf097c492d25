/**
 * Sends Cognito the settings that a client's records require, so that Cognito stops or resumes issuing tokens. The
 * doors read the records themselves and do not depend on this. Only the process that holds the client's lease sends, so
 * a late call of one process cannot undo a newer call of another.
 */
import type { IssuerDeps } from '../engine/context';
import { appClientName, scopesAt } from './app-clients';
import { type ClientResult, type DesiredState, issuerStateOf, pendingState } from './pending';
import type { Account, Client } from '../domain/model';
import type { Outcome } from '../domain/outcome';
import type { PoolAnswer } from '../domain/ports/pool';
import { accountCheck } from '../engine/conditional-writes';
import type { ClientTarget } from '../engine/load';

/** Milliseconds. Longer than any function's timeout: when a lease ends, a crashed function's call is over too. */
export const LEASE = 90_000;
/** Most rounds in one settling, each with at most one call to Cognito. After them, the next reconciling continues. */
const MOST_ROUNDS = 3;
/** Milliseconds before the first retry of a taken lease; doubles each round. Cognito answers in tenths of a second. */
const SHORTEST_PAUSE = 100;

/** Sends the change to Cognito if it is pending. Returns the same outcome with `pending` updated. */
export async function settleChange<T extends ClientResult>(deps: IssuerDeps, outcome: Outcome<T>): Promise<Outcome<T>> {
  if (!outcome.ok || !outcome.value.pending) return outcome;
  return { ok: true, value: { ...outcome.value, pending: !(await settle(deps, outcome.value.client)) } };
}

/** Sends the settings; true if Cognito has acknowledged them. Never rejects; failures go to `onFailure`. */
export async function settle(deps: IssuerDeps, target: ClientTarget): Promise<boolean> {
  try {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const step = await nextStep(deps, target);
      if (step === 'settled') return true;
      if (step === 'refused') return false;
      if (step === 'leaseTaken') await deps.pause(SHORTEST_PAUSE * 2 ** round);
    }
  } catch (error) {
    deps.issuer.onFailure(error);
  }
  return false;
}

/** After `sent`, the next round reads the records again, because they may have changed meanwhile. */
type Step = 'settled' | 'sent' | 'leaseTaken' | 'refused';

async function nextStep(deps: IssuerDeps, { accountId, clientId }: ClientTarget): Promise<Step> {
  const [account, client] = await deps.table.read([
    { kind: 'account', accountId },
    { kind: 'client', accountId, clientId },
  ]);
  // Only a revoked client is ever deleted. A sweep deletes the app client.
  if (account === undefined || client === undefined) return 'settled';
  const state = pendingState(client, account, deps.catalogue);
  if (state === undefined) return 'settled';
  if (!(await takeLease(deps, client, account))) return 'leaseTaken';
  // If this throws, the lease stays until it ends: Cognito may still carry out the call, so nobody may send another.
  const answer = await send(deps, client, state);
  const isAcknowledged = answer.ok || answer.refusal === 'absent';
  await releaseLease(deps, client, isAcknowledged ? issuerStateOf(state) : client.issuerState);
  return isAcknowledged ? 'sent' : 'refused';
}

/**
 * Takes the lease. False while another process holds it, or if a record changed since it was read. Removes
 * `issuerState`: which settings Cognito has is unknown until the lease is released.
 */
async function takeLease({ table, now }: IssuerDeps, client: Client, account: Account): Promise<boolean> {
  const { tellingSince, issuerState, version } = client;
  const at = now();
  if (tellingSince !== undefined && at < tellingSince + LEASE) return false;
  const set = { tellingSince: at, issuerState: undefined };
  const when = { tellingSince, issuerState, version };
  const lease = { type: 'update', ref: clientRef(client), when, set } as const;
  return (await table.commit([lease, accountCheck(account, 'version')])).committed;
}

async function send(
  { issuer: { pool, accountsServer: server } }: IssuerDeps,
  { clientId, accountId, createdAt: askedAt }: Client,
  state: DesiredState,
): Promise<PoolAnswer<undefined>> {
  if (state === 'deleted') return pool.deleteClient(clientId);
  const name = appClientName({ server, accountId, askedAt });
  return pool.updateClient(clientId, { ...state, name, scopes: scopesAt(server, state.scopes) });
}

/** No condition: a process whose lease ended records what it sent. If that is outdated, the client stays pending. */
async function releaseLease({ table }: IssuerDeps, client: Client, issuerState: string | undefined): Promise<void> {
  const set = { tellingSince: undefined, issuerState };
  await table.commit([{ type: 'update', ref: clientRef(client), when: {}, set }]);
}

const clientRef = ({ accountId, clientId }: Client) => ({ kind: 'client', accountId, clientId }) as const;
