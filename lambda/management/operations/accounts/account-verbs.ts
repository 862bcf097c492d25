/** The verbs that only set or clear a date of an account: each is data for `accountVerb`. */
import type { Account } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import type { Condition } from '../../../domain/ports/table';
import type { EventType } from '../../../domain/vocabulary';
import { accountEvent } from '../../../engine/audit-events';
import { accountWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
import { changed, transact, unchanged } from '../../../engine/transact';
import { type AccountResult, pendingMark, withPendingClients } from '../../../issuer/pending';

interface AccountVerb {
  readonly event: EventType;
  /** Whether there is nothing to do: the call succeeds and writes nothing. */
  readonly isDone: (loaded: LoadedAccount) => boolean;
  readonly set: (loaded: LoadedAccount) => Partial<Account>;
  /** Attributes that another writer must not have changed since they were read. */
  readonly when: (before: Account) => Condition<Account>;
}

const accountVerb =
  ({ event, isDone, set, when }: AccountVerb) =>
  async (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> => {
    const outcome = await transact<Account>(deps, async () => {
      const loaded = await loadAccount(deps, call, input);
      if (!loaded.ok) return loaded;
      const { account: before, now } = loaded.value;
      if (isDone(loaded.value)) return unchanged(before);

      const after = { ...before, ...set(loaded.value), version: before.version + 1 };
      return changed(
        after,
        accountWrite(before, after, when(before)),
        pendingMark(deps, before.accountId),
        accountEvent(deps, call, { action: event, now, before, after }),
      );
    });
    return withPendingClients(deps, outcome);
  };

/** Stops every credential of an account, reversibly. Only an earlier suspension stands in the way. */
export const suspendAccount = accountVerb({
  event: 'account.suspended',
  isDone: ({ account }) => account.suspendedAt !== undefined,
  set: ({ now }) => ({ suspendedAt: now }),
  when: () => ({ suspendedAt: undefined }),
});

/** Lets an account's credentials work again. Keys and clients that were suspended one by one stay suspended. */
export const resumeAccount = accountVerb({
  event: 'account.resumed',
  isDone: ({ account }) => account.suspendedAt === undefined,
  set: () => ({ suspendedAt: undefined }),
  when: ({ version }) => ({ version }),
});

/**
 * Ends every credential that an account has at this moment, in one write however many there are. The instant is not
 * before the newest credential, so a key that was made by a process with a faster clock ends too.
 */
export const revokeAll = accountVerb({
  event: 'account.credentials-revoked',
  isDone: (loaded) => revokeAllAt(loaded) === loaded.account.credentialsValidAfter,
  set: (loaded) => ({ credentialsValidAfter: revokeAllAt(loaded) }),
  when: ({ newestCredentialAt, credentialsValidAfter }) => ({ newestCredentialAt, credentialsValidAfter }),
});

const revokeAllAt = ({ account: { newestCredentialAt = 0, credentialsValidAfter = 0 }, now }: LoadedAccount) =>
  Math.max(now, newestCredentialAt, credentialsValidAfter);
