/** Lets an account's credentials work again; those that were stopped one by one stay so. */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfAccount } from '../../../engine/audit-events';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import type { Account } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { accountWrite } from '../../../engine/conditional-writes';
import { type AccountResult, markUnsettled, thenCount } from '../../../issuer/pending';

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
