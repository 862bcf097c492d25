/**
 * Ends every credential that an account has at this moment, in one write however many there are. The instant
 * covers the newest of them, so a key made by a process with a faster clock does not slip through.
 */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfAccount } from '../../../engine/audit-events';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import type { Account } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { accountWrite } from '../../../engine/conditional-writes';
import { type AccountResult, markUnsettled, thenCount } from '../../../issuer/pending';

export const revokeAll = async (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> =>
  thenCount(
    deps,
    await transact<Account>(deps, async () => {
      const loaded = await loadAccount(deps, call, { action: 'account.revoke-all', ...input });
      if (!loaded.ok) return loaded;
      const { account: before, now } = loaded.value;
      const { newestCredentialAt, credentialsValidAfter } = before;
      const end = Math.max(now, newestCredentialAt ?? 0, credentialsValidAfter ?? 0);
      if (end === credentialsValidAfter) return unchanged(before);

      const after = { ...before, credentialsValidAfter: end, version: before.version + 1 };
      return changed(
        after,
        accountWrite(before, after, { newestCredentialAt, credentialsValidAfter }),
        markUnsettled(deps, before.accountId),
        tellOfAccount(deps, call, { action: 'account.credentials-revoked', now, before, after }),
      );
    }),
  );
