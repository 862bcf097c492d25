/** Suspends, resumes and deletes accounts, and revokes all their credentials. `accountVerb` makes all except delete. */
import type { Account, Client } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import { clientStatus, isDead } from '../../../domain/status';
import { accountEvent } from '../../../engine/audit-events';
import { accountWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { clientDeletion, keyDeletion } from '../../../engine/deletions';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
import { everything } from '../../../engine/paging';
import { type Change, changed, once, transact, unchanged, type Verb } from '../../../engine/transact';
import { type AccountResult, pendingMark, withPendingClients } from '../../../issuer/pending';

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
  set: () => ({ suspendedAt: undefined }),
  when: ({ version }) => ({ version }),
});

/**
 * Revokes all credentials that the account has now, with one write: it sets `credentialsValidAfter`. That instant is
 * never before the newest credential, because the clock of the process that made the credential may be ahead.
 */
export const revokeAll = accountVerb({
  event: 'account.credentials-revoked',
  isDone: (loaded) => revokeAllAt(loaded) === loaded.account.credentialsValidAfter,
  set: (loaded) => ({ credentialsValidAfter: revokeAllAt(loaded) }),
  when: ({ newestCredentialAt, credentialsValidAfter }) => ({ newestCredentialAt, credentialsValidAfter }),
});

const revokeAllAt = ({ account: { newestCredentialAt = 0, credentialsValidAfter = 0 }, now }: LoadedAccount) =>
  Math.max(now, newestCredentialAt, credentialsValidAfter);

/** Most credentials in one transaction of 100 writes: two writes for each credential, three for the account. */
const MOST_AT_ONCE = 48;

/**
 * Deletes an account whose keys and clients are all revoked or expired, together with them. Events and `clientOwner`
 * records stay: without a `clientOwner`, another account could adopt the client and revive its revoked tokens.
 */
export async function deleteAccount(deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<undefined>> {
  for (;;) {
    const step = await transact(deps, async () => {
      const loaded = await loadAccount(deps, call, input);
      return loaded.ok ? nextStep(deps, call, loaded.value) : loaded;
    });
    if (!step.ok) return step;
    if (step.value === 'gone') return done(undefined);
  }
}

/** Deletes up to `MOST_AT_ONCE` dead credentials, each with its event. The last transaction deletes the account too. */
async function nextStep(deps: Deps, call: Call, { account, now }: LoadedAccount): Promise<Outcome<Change<Step>>> {
  const { accountId } = account;
  const keys = await everything((page) => deps.table.listKeys(accountId, page));
  const clients = await everything((page) => deps.table.listClients(accountId, page));
  const alive = keys.some((key) => !isDead(key, account, now)) || clients.some((client) => isAlive(client, account));
  if (alive)
    return refused(
      'key-still-active',
      'The account has a key or client that is neither revoked nor expired. Send revoke-all first.',
    );

  const credentials = [...keys, ...clients];
  const forgotten = credentials
    .slice(0, MOST_AT_ONCE)
    .flatMap((credential) =>
      credential.kind === 'key'
        ? keyDeletion(deps, call, { key: credential, account, now })
        : clientDeletion(deps, call, { client: credential, account, now }),
    );
  if (credentials.length > MOST_AT_ONCE) return changed('more', ...forgotten);
  return changed(
    'gone',
    ...forgotten,
    ...remove(account),
    accountEvent(deps, call, { action: 'account.deleted', now, before: account }),
  );
}
type Step = 'more' | 'gone';

const isAlive = (client: Client, account: Account): boolean => clientStatus(client, account) !== 'revoked';

/** Deletes the account if, since the read, no credential was made, no key was resumed and the grant did not change. */
function remove({ accountId, externalId, version, keysVersion, newestCredentialAt }: Account): Write[] {
  const when = { version, keysVersion, newestCredentialAt };
  const account: Write = { type: 'delete', ref: { kind: 'account', accountId }, when };
  if (externalId === undefined) return [account];
  return [account, { type: 'delete', ref: { kind: 'externalId', externalId }, when: { accountId } }];
}
