/**
 * Sends Cognito the settings that follow from a client's records, so that it stops issuing tokens or issues them again.
 * The doors read the records and need no settling. A process needs the client's lease to send, so a late call of one
 * process never undoes a newer call of another.
 */
import type { IssuerDeps } from '../engine/context';
import { appClientName, scopesAt } from './app-clients';
import { type ClientResult, type DesiredState, issuerStateOf, pendingState } from './pending';
import type { Account, Client } from '../domain/model';
import type { Outcome } from '../domain/outcome';
import type { PoolAnswer } from '../domain/ports/pool';
import { accountCheck } from '../engine/conditional-writes';
import type { ClientTarget } from '../engine/load';

/** Milliseconds. Longer than any of our functions runs: when a lease ends, the call of a function that died is over. */
export const LEASE = 90_000;
/** Most calls to Cognito in one settling. If the records change again after them, the next reconciling goes on. */
const MOST_ROUNDS = 3;
/** Milliseconds until the next look at a taken lease. A call to Cognito takes tenths of a second. */
const SHORTEST_PAUSE = 100;

/** The outcome of an operation, after its change was sent to Cognito if that was possible. */
export async function settleChange<T extends ClientResult>(deps: IssuerDeps, outcome: Outcome<T>): Promise<Outcome<T>> {
  if (!outcome.ok || !outcome.value.pending) return outcome;
  return { ok: true, value: { ...outcome.value, pending: !(await settle(deps, outcome.value.client)) } };
}

/** Whether Cognito has acknowledged the settings. Never rejects; failures go to `onFailure`. */
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
  // A client is deleted only when it is revoked. A sweep deletes its app client.
  if (account === undefined || client === undefined) return 'settled';
  const state = pendingState(client, account, deps.catalogue);
  if (state === undefined) return 'settled';
  if (!(await takeLease(deps, client, account))) return 'leaseTaken';
  // If this throws, the lease stays until it ends: Cognito may still carry out the call, and another must not be sent.
  const answer = await send(deps, client, state);
  const isAcknowledged = answer.ok || answer.refusal === 'absent';
  await releaseLease(deps, client, isAcknowledged ? issuerStateOf(state) : client.issuerState);
  return isAcknowledged ? 'sent' : 'refused';
}

/**
 * False while another process holds the lease, and if a record changed since it was read. Removes `issuerState`: until
 * the lease is released, it is unknown which settings Cognito has.
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

/** Without a condition: a process whose lease ended also records what it sent, so that a difference is noticed. */
async function releaseLease({ table }: IssuerDeps, client: Client, issuerState: string | undefined): Promise<void> {
  const set = { tellingSince: undefined, issuerState };
  await table.commit([{ type: 'update', ref: clientRef(client), when: {}, set }]);
}

const clientRef = ({ accountId, clientId }: Client) => ({ kind: 'client', accountId, clientId }) as const;
