/**
 * Issues a key and gives its secret, once. What the account allows is checked again by the transaction itself:
 * a grant that shrinks, a suspension, revoke-all or another key that takes the last place at this very moment
 * makes it decide again.
 */
import { storedSecret } from '../../../domain/hash';
import { ACCOUNT_ID_LENGTH, base62, KEY_ID_LENGTH, mintKey } from '../../../domain/key-format';
import type { Account, ApiKey } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { keyEvent } from '../../../engine/audit-events';
import { accountWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import {
  accountSuspended,
  createdAtIn,
  refuseBeyondGrant,
  refuseBeyondKeyLimit,
  refuseBeyondLifetime,
} from '../../../engine/grant-limits';
import { type AccountTarget, type LoadedAccount, type LoadedKey, loadAccount, noKey } from '../../../engine/load';
import { type Change, changed, memoryOf, recall, transact, unchanged } from '../../../engine/transact';
import { dateErrors, invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';

/** The members of a key that its account chooses; asked for, `scopes` may hold wildcards such as `read:*`. */
export type KeyMembers = Pick<
  ApiKey,
  'label' | 'description' | 'scopes' | 'expiresAt' | 'notBefore' | 'networks' | 'metadata' | 'tags'
>;
export type IssueKeyInput = AccountTarget & KeyMembers;

/** The presented key is given once: a replay of the same request does not hold it. */
export type KeyWithSecret = LoadedKey &
  ({ readonly secretShown: true; readonly presentedKey: string } | { readonly secretShown: false });

export const issueKey = (deps: Deps, call: Call, input: IssueKeyInput): Promise<Outcome<KeyWithSecret>> =>
  transact(deps, async () => {
    const loaded = await loadAccount(deps, call, { accountId: input.accountId });
    if (!loaded.ok) return loaded;
    const { account, now } = loaded.value;
    const earlier = await recall(deps, call, now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return replayed(deps, loaded.value, earlier.value);
    if (account.suspendedAt !== undefined) return accountSuspended();
    const { scopes } = expandScopes(input.scopes, deps.catalogue);
    const errors = [
      ...scopeErrors(input.scopes, deps.catalogue),
      ...dateErrors(input, now),
      ...sizeErrors({ ...input, scopes }),
    ];
    if (errors.length > 0) return invalidRequest(errors);

    const { key, presentedKey } = newKey(
      deps,
      { ...input, scopes },
      {
        createdAt: createdAtIn(account, now),
        createdBy: actorName(call.actor),
      },
    );
    const { keyId } = key;
    const refusal =
      refuseBeyondGrant(key.scopes, account.grant) ??
      refuseBeyondLifetime(key, account) ??
      (await refuseBeyondKeyLimit(deps, loaded.value, 1));
    if (refusal !== undefined) return refusal;
    return changed(
      { key, account, now, secretShown: true, presentedKey },
      { type: 'insert', record: key },
      takePlace(account, key),
      ...memoryOf(call, keyId, now),
      keyEvent(deps, call, { action: 'key.issued', now, account, after: key }),
    );
  });

/** What an earlier request with the same `Idempotency-Key` issued, without its secret. */
async function replayed(
  { table }: Deps,
  { account, now }: LoadedAccount,
  keyId: string,
): Promise<Outcome<Change<KeyWithSecret>>> {
  const [key] = await table.read([{ kind: 'key', keyId }]);
  return key === undefined ? noKey() : unchanged({ key, account, now, secretShown: false });
}

function newKey(
  { random, keyPrefix: prefix, environment }: Deps,
  { accountId, label, description, scopes, expiresAt, notBefore, networks, metadata, tags }: IssueKeyInput,
  made: Pick<ApiKey, 'createdAt' | 'createdBy'>,
): { readonly key: ApiKey; readonly presentedKey: string } {
  const keyId = accountId + base62(KEY_ID_LENGTH - ACCOUNT_ID_LENGTH, random);
  const presentedKey = mintKey({ prefix, environment, keyId }, random);
  const currentSecret = storedSecret(presentedKey, made.createdAt);
  const own = { label, description, scopes, expiresAt, notBefore, networks, metadata, tags };
  const key = { kind: 'key', keyId, accountId, environment, ...own, currentSecret, ...made, version: 1 } as const;
  return { key, presentedKey };
}

/** The account as this decision saw it, with one more key to count and to be covered by revoke-all. */
function takePlace(account: Account, { createdAt }: ApiKey): Write {
  const { grantVersion, keysVersion, credentialsValidAfter, newestCredentialAt } = account;
  const newest = Math.max(newestCredentialAt ?? 0, createdAt);
  const after = { ...account, keysVersion: keysVersion + 1, newestCredentialAt: newest };
  const seen = { grantVersion, keysVersion, credentialsValidAfter, newestCredentialAt };
  return accountWrite(account, after, { ...seen, suspendedAt: undefined });
}
