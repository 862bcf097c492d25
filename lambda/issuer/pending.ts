/**
 * What the issuer has still to be told of. A change that may leave something to tell puts a mark on the account in its
 * own transaction, so that a reconciling finds it whatever happens after the commit.
 */
import type { Deps } from '../engine/context';
import { isPending } from './issuer-state';
import { base62 } from '../domain/key-format';
import type { Account, Client } from '../domain/model';
import { DependencyError, done, type Outcome } from '../domain/outcome';
import { everything } from '../engine/paging';
import type { Mark } from '../domain/ports/table';

/** A client with what its status and effective scopes are computed from. */
export interface ClientResult {
  readonly client: Client;
  readonly account: Account;
  /** Whether the issuer has still to be told of a change. Never so with an adopted client. */
  readonly pending: boolean;
}

export interface AccountResult {
  readonly account: Account;
  /** How many of the account's clients the issuer has still to be told of. Absent: they could not be counted. */
  readonly pendingClients?: number;
}

const MARK_LENGTH = 10;

/** One write of the change's transaction. */
export const pendingMark = ({ random }: Deps, accountId: string): Mark => ({
  type: 'mark',
  record: { kind: 'pendingMark', accountId, mark: base62(MARK_LENGTH, random) },
});

/** The client with whether the issuer has to be told of it. */
export const withPending = ({ catalogue }: Deps, client: Client, account: Account): ClientResult => ({
  client,
  account,
  pending: isPending(client, account, catalogue),
});

/**
 * The mark of an issued client's change. Also where nothing seems to be left to tell: the account may be another one by
 * the time the change is written.
 */
export const markIfIssued = (deps: Deps, { accountId, tokenLifetimeMinutes }: Client): Mark[] =>
  tokenLifetimeMinutes === undefined ? [] : [pendingMark(deps, accountId)];

/** The account's clients of which the issuer has to be told, if the account is as given. */
export async function pendingClients({ table, catalogue }: Deps, account: Account): Promise<readonly Client[]> {
  const clients = await everything((page) => table.listClients(account.accountId, page));
  return clients.filter((client) => isPending(client, account, catalogue));
}

/**
 * The account that was changed, with how many of its clients the issuer has to be told of; without the number when that
 * cannot be read. They are counted after the change, so that nothing but the change itself can fail it.
 */
export async function withPendingClients(deps: Deps, outcome: Outcome<Account>): Promise<Outcome<AccountResult>> {
  if (!outcome.ok) return outcome;
  const account = outcome.value;
  try {
    return done({ account, pendingClients: (await pendingClients(deps, account)).length });
  } catch (error) {
    if (error instanceof DependencyError) return done({ account });
    throw error;
  }
}
