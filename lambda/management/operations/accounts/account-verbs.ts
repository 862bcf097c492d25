/** Suspends, resumes and deletes accounts, and revokes all their credentials. `accountVerb` makes all except delete. */
import { base62 } from '../../../domain/key-format';
import type { Account } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import { accountEvent } from '../../../engine/audit-events';
import { accountWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
import { hasLiveCredential } from '../../../engine/indexes/live-index';
import { type Change, changed, once, transact, unchanged, type Verb } from '../../../engine/transact';
import { type AccountResult, pendingMark, withPendingClients } from '../../../provisioning/pending';

const accountVerb =
  ({ event, isDone, set, when }: Verb<Account, LoadedAccount>) =>
  async (deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> => {
    const outcome = await transact<Account>(deps, async () => {
      const loaded = await loadAccount(deps, call, input);
      if (!loaded.ok) return loaded;
      const { account: before, now } = loaded.value;
      const decide = (): Outcome<Change<Account>> => {
        if (isDone(loaded.value)) return unchanged(before);

        const after = { ...before, ...set(loaded.value, input), version: before.version + 1 };
        return changed(
          after,
          accountWrite(before, after, when(before)),
          pendingMark(deps, before.accountId),
          accountEvent(deps, call, { action: event, now, before, after }),
        );
      };
      return once(deps, call, { resultId: before.accountId, now, asItIs: before, decide });
    });
    return withPendingClients(deps, outcome);
  };

/** Stops an account's credentials until a resume. The write has one condition: the account is not suspended yet. */
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
  set: ({ now }) => ({ suspendedAt: undefined, resumedAt: now }),
  when: ({ version }) => ({ version }),
});

/**
 * Revokes all credentials that the account has now, with one write: their generation is not the account's any more.
 * Reads nothing but the account, so it works whatever other records say. A repeat with the same `Idempotency-Key` is
 * recognized; without the key, a repeat is another revoke-all.
 */
export const revokeAll = accountVerb({
  event: 'account.credentials-revoked',
  isDone: () => false,
  set: ({ account: { generation, credentialsValidAfter = -1 }, now }) => ({
    generation: generation + 1,
    credentialsValidAfter: Math.max(now, credentialsValidAfter + 1),
  }),
  when: ({ generation }) => ({ generation }),
});

/**
 * Deletes an account without live credentials in one transaction. From then on nothing finds its keys and clients; a
 * scheduled run forgets them (`reconcile.ts`). Events and `clientOwner` records stay: without a `clientOwner`, another
 * account could adopt the client and revive its revoked tokens.
 *
 * An issue may not write the account, so the delete puts up a fence, and only then looks for the last time. An issue
 * that came before it is seen, and one that comes later takes the fence away, so that the delete decides again.
 */
export function deleteAccount(deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<undefined>> {
  const fence = base62(FENCE_LENGTH, deps.random);
  return transact(deps, async () => {
    const loaded = await loadAccount(deps, call, input);
    if (!loaded.ok) return loaded;
    const { account, now } = loaded.value;
    if (await hasLiveCredential(deps, loaded.value)) return credentialAlive();
    // If the fence is not written, the delete fails too, and decides again.
    if (account.fence !== fence) await deps.table.commit([accountWrite(account, { ...account, fence }, {})]);
    if (await hasLiveCredential(deps, loaded.value)) return credentialAlive();
    return changed(
      undefined,
      ...removal({ ...account, fence }),
      accountEvent(deps, call, { action: 'account.deleted', now, before: account }),
    );
  });
}

const FENCE_LENGTH = 10;

const credentialAlive = (): Outcome<never> =>
  refused(
    'key-still-active',
    'The account has a key or client that is neither revoked nor expired. Send revoke-all first.',
  );

/** Deletes the account if nothing changed it, and nothing made or prolonged a credential, since the fence. */
function removal({ accountId, externalId, version, fence }: Account): Write[] {
  const account = { kind: 'account', accountId } as const;
  const owned = externalId === undefined ? [] : [{ kind: 'externalId', externalId } as const];
  return [
    { type: 'delete', ref: account, when: { version, fence } },
    ...owned.map((ref) => ({ type: 'delete', ref, when: { accountId } }) as const),
    { type: 'insert', record: { kind: 'deletedAccount', accountId } },
  ];
}
