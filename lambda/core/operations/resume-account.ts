/** Lets an account's credentials work again; those that were stopped one by one stay so. */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfAccount } from '../events';
import { loadAccount } from '../load';
import type { Outcome } from '../outcome';
import { accountWrite } from '../records';
import { accountResult, markUnsettled } from '../unsettled';
import type { AccountResult, AccountTarget } from './types';

export const resumeAccount = (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> =>
  transact(deps, async () => {
    const loaded = await loadAccount(deps, call, { action: 'account.resume', ...input });
    if (!loaded.ok) return loaded;
    const { account: before, now } = loaded.value;
    if (before.suspendedAt === undefined) return unchanged(await accountResult(deps, before));

    const after = { ...before, suspendedAt: undefined, version: before.version + 1 };
    return changed(
      await accountResult(deps, after),
      accountWrite(before, after, { version: before.version }),
      markUnsettled(deps, before.accountId),
      tellOfAccount(deps, call, { action: 'account.resumed', now, before, after }),
    );
  });
