/** Lets an account's credentials work again; those that were stopped one by one stay so. */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfAccount } from '../events';
import { loadAccount } from '../load';
import type { Account } from '../model';
import type { Outcome } from '../outcome';
import { accountWrite } from '../records';
import { markUnsettled, thenCount } from '../issuer/unsettled';
import type { AccountResult, AccountTarget } from './types';

export const resumeAccount = async (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> =>
  thenCount(
    deps,
    await transact<Account>(deps, async () => {
      const loaded = await loadAccount(deps, call, { action: 'account.resume', ...input });
      if (!loaded.ok) return loaded;
      const { account: before, now } = loaded.value;
      if (before.suspendedAt === undefined) return unchanged(before);

      const after = { ...before, suspendedAt: undefined, version: before.version + 1 };
      return changed(
        after,
        accountWrite(before, after, { version: before.version }),
        markUnsettled(deps, before.accountId),
        tellOfAccount(deps, call, { action: 'account.resumed', now, before, after }),
      );
    }),
  );
