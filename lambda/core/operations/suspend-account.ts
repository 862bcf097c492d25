/** Stops every credential of an account, reversibly. Nothing but an earlier suspension stands in its way. */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfAccount } from '../events';
import { loadAccount } from '../load';
import type { Account } from '../model';
import type { Outcome } from '../outcome';
import { accountWrite } from '../records';
import { markUnsettled, thenCount } from '../issuer/unsettled';
import type { AccountResult, AccountTarget } from './types';

export const suspendAccount = async (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> =>
  thenCount(
    deps,
    await transact<Account>(deps, async () => {
      const loaded = await loadAccount(deps, call, { action: 'account.suspend', ...input });
      if (!loaded.ok) return loaded;
      const { account: before, now } = loaded.value;
      if (before.suspendedAt !== undefined) return unchanged(before);

      const after = { ...before, suspendedAt: now, version: before.version + 1 };
      return changed(
        after,
        accountWrite(before, after, { suspendedAt: undefined }),
        markUnsettled(deps, before.accountId),
        tellOfAccount(deps, call, { action: 'account.suspended', now, before, after }),
      );
    }),
  );
