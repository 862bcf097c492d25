/**
 * Ends every credential that an account has at this moment, in one write however many there are. The instant
 * covers the newest of them, so a key made by a process with a faster clock does not slip through.
 */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfAccount } from '../events';
import { loadAccount } from '../load';
import type { Outcome } from '../outcome';
import { accountWrite } from '../records';
import { accountResult, markUnsettled } from '../unsettled';
import type { AccountResult, AccountTarget } from './types';

export const revokeAll = (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> =>
  transact(deps, async () => {
    const loaded = await loadAccount(deps, call, { action: 'account.revoke-all', ...input });
    if (!loaded.ok) return loaded;
    const { account: before, now } = loaded.value;
    const { newestCredentialAt, credentialsValidAfter } = before;
    const end = Math.max(now, newestCredentialAt ?? 0, credentialsValidAfter ?? 0);
    if (end === credentialsValidAfter) return unchanged(await accountResult(deps, before));

    const after = { ...before, credentialsValidAfter: end, version: before.version + 1 };
    return changed(
      await accountResult(deps, after),
      accountWrite(before, after, { newestCredentialAt, credentialsValidAfter }),
      markUnsettled(deps, before.accountId),
      tellOfAccount(deps, call, { action: 'account.credentials-revoked', now, before, after }),
    );
  });
