/** The verbs of an account: suspend, resume, revoke-all, delete. Those that only set or clear a date are data for `accountVerb`. */
import type { Account, ApiKey, Client } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Condition, Write } from '../../../domain/ports/table';
import { clientStatus, isDead } from '../../../domain/status';
import type { EventType } from '../../../domain/vocabulary';
import { accountEvent, clientEvent, keyEvent } from '../../../engine/audit-events';
import { accountWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
import { everything } from '../../../engine/paging';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
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

/** Credentials in one transaction: 100 writes at most, two for each credential and three for the account itself. */
const MOST_AT_ONCE = 48;

/**
 * Deletes an account without live credentials, together with its dead keys and clients. Its events stay. The records of
 * who owned each client stay too: otherwise another account could adopt a client and its revoked tokens would work again.
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

/** Deletes as many dead credentials as one transaction takes, each with its event; the account goes with the last ones. */
async function nextStep(deps: Deps, call: Call, { account, now }: LoadedAccount): Promise<Outcome<Change<Step>>> {
  const { accountId } = account;
  const keys = await everything((page) => deps.table.listKeys(accountId, page));
  const clients = await everything((page) => deps.table.listClients(accountId, page));
  const alive = keys.some((key) => !isDead(key, account, now)) || clients.some((client) => isAlive(client, account));
  if (alive) return refused('key-still-active', 'The account has a live credential. Send revoke-all first.');

  const credentials = [...keys, ...clients];
  const forgotten = credentials
    .slice(0, MOST_AT_ONCE)
    .flatMap((credential) => forget(deps, call, { credential, account, now }));
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

function forget(
  deps: Deps,
  call: Call,
  { credential, account, now }: LoadedAccount & { readonly credential: ApiKey | Client },
): Write[] {
  if (credential.kind === 'key') {
    const { kind, keyId } = credential;
    const event = keyEvent(deps, call, { action: 'key.deleted', now, account, before: credential });
    return [{ type: 'delete', ref: { kind, keyId }, when: {} }, event];
  }
  const { kind, clientId, accountId } = credential;
  const event = clientEvent(deps, call, { action: 'client.deleted', now, account, before: credential });
  return [{ type: 'delete', ref: { kind, clientId, accountId }, when: {} }, event];
}

/** On the condition that no credential was made or resumed, and that the grant did not change. */
function remove({ accountId, externalId, version, keysVersion, newestCredentialAt }: Account): Write[] {
  const when = { version, keysVersion, newestCredentialAt };
  const account: Write = { type: 'delete', ref: { kind: 'account', accountId }, when };
  if (externalId === undefined) return [account];
  return [account, { type: 'delete', ref: { kind: 'externalId', externalId }, when: { accountId } }];
}
