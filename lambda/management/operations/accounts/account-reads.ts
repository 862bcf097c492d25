/** Reads of accounts. A list by `externalId` is strongly consistent, any other list eventually consistent. */
import { ACCOUNT_ID } from '../../../domain/key-format';
import type { Account } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { PageRequest } from '../../../domain/ports/table';
import type { Call, Deps } from '../../../engine/context';
import { load, noAccount } from '../../../engine/callers';
import { type AccountTarget } from '../../../engine/load';
import { fill } from '../../../engine/paging';
import { type AccountResult, withPendingClients } from '../../../provisioning/pending';

export interface ListAccountsInput extends PageRequest {
  readonly externalId?: string | undefined;
  /** A part of the name; upper and lower case are the same. */
  readonly name?: string | undefined;
}
export interface AccountPage {
  readonly accounts: readonly Account[];
  readonly next?: string | undefined;
}

export async function listAccounts(deps: Deps, call: Call, input: ListAccountsInput): Promise<Outcome<AccountPage>> {
  const { externalId, name } = input;
  const refs = externalId === undefined ? [] : [{ kind: 'externalId', externalId } as const];
  const loaded = await load(deps, call, ...refs);
  if (!loaded.ok) return loaded;
  if (externalId !== undefined) {
    const ids = loaded.value.records.flatMap((owner) => (owner === undefined ? [] : [owner.accountId]));
    return done({ accounts: (await accountsOf(deps, ids)).filter((account) => isNamed(account, name)) });
  }
  const { items, next } = await fill((page) => deps.table.listAccounts(page), input, {
    keep: name === undefined ? undefined : (entry) => isNamed(entry, name),
    positionOf: (entry) => entry.position,
  });
  const ids = items.map((entry) => entry.accountId);
  return done({ accounts: await accountsOf(deps, ids), next });
}

const isNamed = (account: { readonly name: string }, part = ''): boolean =>
  account.name.toLowerCase().includes(part.toLowerCase());

/** The accounts as they are now. The index may still name an account that was deleted; such an account is left out. */
async function accountsOf({ table }: Deps, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  const accounts = await table.read(ids.map((accountId) => ({ kind: 'account', accountId }) as const));
  return accounts.filter((account) => account !== undefined);
}

/** One account, with how many of its clients are pending: none without a mark, so only then are clients read. */
export async function readAccount(
  deps: Deps,
  call: Call,
  { accountId }: AccountTarget,
): Promise<Outcome<AccountResult>> {
  const kinds = ACCOUNT_ID.test(accountId) ? (['account', 'pendingMark'] as const) : [];
  const loaded = await load(deps, call, ...kinds.map((kind) => ({ kind, accountId })));
  if (!loaded.ok) return loaded;
  const [account, mark] = loaded.value.records;
  if (account?.kind !== 'account') return noAccount();
  return mark === undefined ? done({ account, pendingClients: 0 }) : withPendingClients(deps, done(account));
}
