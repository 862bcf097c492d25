/**
 * Tells the issuer what the records say of a client. The records decide what the doors do, and they changed before;
 * this only stops new tokens, or lets them come again. One at a time does it for a client, so a late call of one never
 * undoes a later one of another; whoever finds it under way leaves the rest to that one.
 */
import type { IssuerDeps } from '../engine/context';
import { scopesAt } from './pool-refusals';
import { appClientName } from './app-client-name';
import { issuerStateOf, untold, type Wanted } from './issuer-state';
import type { Account, Client } from '../domain/model';
import type { Outcome } from '../domain/outcome';
import type { ClientResult } from './pending';
import type { PoolAnswer } from '../domain/ports/pool';
import { accountCheck } from '../engine/conditional-writes';
import type { ClientTarget } from '../engine/load-client';

/** Milliseconds; longer than any function of ours runs, so a call of one that died is over when it ends. */
export const LEASE = 90_000;
/** What changes meanwhile is told as well; what changes all the time is left to the next reconciling. */
const MOST_ROUNDS = 3;
/** Milliseconds between two looks at what another one is telling; a call of the issuer's takes tenths of a second. */
const SHORTEST_PAUSE = 100;

/** What an operation on a client answers after the issuer was told, if it could be. */
export async function settled<T extends ClientResult>(deps: IssuerDeps, outcome: Outcome<T>): Promise<Outcome<T>> {
  if (!outcome.ok || !outcome.value.pending) return outcome;
  const { accountId, clientId } = outcome.value.client;
  return { ok: true, value: { ...outcome.value, pending: !(await settle(deps, { accountId, clientId })) } };
}

/** Whether the issuer now has what it should have. Never rejects: trouble is told to `onTrouble`. */
export async function settle(deps: IssuerDeps, target: ClientTarget): Promise<boolean> {
  try {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const step = await nextStep(deps, target);
      if (step === 'settled') return true;
      if (step === 'refused') return false;
      if (step === 'taken') await deps.pause(SHORTEST_PAUSE * 2 ** round);
    }
  } catch (error) {
    deps.issuer.onFailure(error);
  }
  return false;
}

/** `told`: once more from the top, as the records may have changed meanwhile. */
type Step = 'settled' | 'told' | 'taken' | 'refused';

async function nextStep(deps: IssuerDeps, { accountId, clientId }: ClientTarget): Promise<Step> {
  const [account, client] = await deps.table.read([
    { kind: 'account', accountId },
    { kind: 'client', accountId, clientId },
  ]);
  // A forgotten client was dead, and what is left of it at the issuer is a sweep's to find.
  if (account === undefined || client === undefined) return 'settled';
  const wanted = untold(client, account, deps.catalogue);
  if (wanted === undefined) return 'settled';
  if (!(await takeLease(deps, client, account))) return 'taken';
  // An exception leaves it taken: what was sent may still be done, and nothing may be told before that is over.
  const answer = await tell(deps, client, wanted);
  const told = answer.ok || answer.refusal === 'absent';
  await giveBack(deps, client, told ? issuerStateOf(wanted) : undefined);
  return told ? 'told' : 'refused';
}

/**
 * False while another one has it, and when the records are not those that were read. From here until it is given back
 * nobody knows what the issuer has.
 */
async function takeLease({ table, now }: IssuerDeps, client: Client, account: Account): Promise<boolean> {
  const { tellingSince, issuerState, version } = client;
  const at = now();
  if (tellingSince !== undefined && at < tellingSince + LEASE) return false;
  const when = { tellingSince, issuerState, version };
  const set = { tellingSince: at, issuerState: undefined };
  const taken = await table.commit([
    { type: 'update', ref: refOf(client), when, set },
    accountCheck(account, 'version'),
  ]);
  return taken.committed;
}

async function tell(
  { issuer: { pool, accountsServer } }: IssuerDeps,
  { clientId, accountId, createdAt }: Client,
  wanted: Wanted,
): Promise<PoolAnswer<undefined>> {
  if (wanted === 'deleted') return pool.deleteClient(clientId);
  const { scopes, tokenLifetimeMinutes } = wanted;
  const name = appClientName({ server: accountsServer, accountId, askedAt: createdAt });
  return pool.updateClient(clientId, { name, scopes: scopesAt(accountsServer, scopes), tokenLifetimeMinutes });
}

/** Without a condition: whoever was overtaken after all says what it sent, so that the next look sees the difference. */
async function giveBack({ table }: IssuerDeps, client: Client, issuerState = client.issuerState): Promise<void> {
  const set = { tellingSince: undefined, issuerState };
  await table.commit([{ type: 'update', ref: refOf(client), when: {}, set }]);
}

const refOf = ({ accountId, clientId }: Client) => ({ kind: 'client', accountId, clientId }) as const;
