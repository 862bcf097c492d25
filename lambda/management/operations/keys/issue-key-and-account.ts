/**
 * Issues a key to the account with an external id, and makes the account on the way if there is none: one transaction,
 * so nobody finds an account without its first key.
 */
import type { Account } from '../../../domain/model';
import type { ExternalId } from '../../../domain/records/table-records';
import type { Outcome } from '../../../domain/outcome';
import { mayCall } from '../../../domain/policy';
import type { Call, Deps } from '../../../engine/context';
import { load, noAccount } from '../../../engine/callers';
import { recall, transact } from '../../../engine/transact';
import { type CreateAccountInput, makeAccount } from '../accounts/new-account';
import { decideIssue, issuedBefore, type KeyWithSecret } from './key-secrets';
import type { KeyMembers } from './new-key';

export interface IssueKeyAndAccountInput extends KeyMembers {
  /** The account that is made if no account has its external id. */
  readonly account: CreateAccountInput & { readonly externalId: string };
}

/**
 * To make the account, the actor needs `write:accounts` too; without it, the answer is that there is no such account. An
 * account that is there stays as it is. Of two such requests at once one makes the account; the other cannot insert the
 * record of the external id, decides again, and finds the account.
 */
export const issueKeyAndAccount = (
  deps: Deps,
  call: Call,
  { account: wanted, ...asked }: IssueKeyAndAccountInput,
): Promise<Outcome<KeyWithSecret>> =>
  transact(deps, async () => {
    const loaded = await load(deps, call, { kind: 'externalId', externalId: wanted.externalId });
    if (!loaded.ok) return loaded;
    const now = deps.now();
    const earlier = await recall(deps, call, now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return issuedBefore(deps, earlier.value);
    const account = await accountOf(deps, loaded.value.records[0]);
    if (account !== undefined) return decideIssue(deps, call, { account, now, asked });
    if (!mayCall(loaded.value.scopes, ['write:accounts'])) return noAccount();
    const made = makeAccount(deps, call, { asked: wanted, now, pointer: '/account' });
    return decideIssue(deps, call, { account: made.account, now, asked, made });
  });

/** Undefined also if the account was deleted since its external id was read: both are deleted in one transaction. */
async function accountOf({ table }: Deps, owner: ExternalId | undefined): Promise<Account | undefined> {
  if (owner === undefined) return undefined;
  return (await table.read([{ kind: 'account', accountId: owner.accountId }]))[0];
}
