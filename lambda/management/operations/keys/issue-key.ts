/**
 * Issues a key and gives its secret, once. What the account allows is checked again by the transaction itself:
 * a grant that shrinks, a suspension, revoke-all or another key that takes the last place at this very moment
 * makes it decide again.
 */
import {
  accountSuspended,
  beyondGrant,
  beyondLife,
  beyondLimit,
  birthIn,
  dateFaults,
  invalidRequest,
  scopeFaults,
  sizeFaults,
} from '../../../engine/validation';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { storedSecret } from '../../../domain/hash';
import { memoryOf, recall } from '../../../engine/idempotency';
import { ACCOUNT_ID_LENGTH, base62, KEY_ID_LENGTH, mintKey } from '../../../domain/key-format';
import { type LoadedAccount, loadAccount, noKey } from '../../../engine/load';
import type { Account, ApiKey } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Write } from '../../../domain/ports/table';
import { accountWrite } from '../../../engine/conditional-writes';
import { expandScopes } from '../../../domain/scopes';
import type { IssueKeyInput, SecretResult } from '../types';

export const issueKey = (deps: Deps, call: Call, input: IssueKeyInput): Promise<Outcome<SecretResult>> =>
  transact(deps, async () => {
    const loaded = await loadAccount(deps, call, { action: 'key.issue', accountId: input.accountId });
    if (!loaded.ok) return loaded;
    const { account, now } = loaded.value;
    const earlier = await recall(deps, call, now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return replayed(deps, loaded.value, earlier.value);
    if (account.suspendedAt !== undefined) return accountSuspended();
    const { scopes } = expandScopes(input.scopes, deps.catalogue);
    const faults = [
      ...scopeFaults(input.scopes, deps.catalogue),
      ...dateFaults(input, now),
      ...sizeFaults({ ...input, scopes }),
    ];
    if (faults.length > 0) return invalidRequest(faults);

    const { key, presentedKey } = newKey(
      deps,
      { ...input, scopes },
      {
        createdAt: birthIn(account, now),
        createdBy: actorName(call.actor),
      },
    );
    const { keyId } = key;
    const no =
      beyondGrant(key.scopes, account.grant) ?? beyondLife(key, account) ?? (await beyondLimit(deps, loaded.value, 1));
    if (no !== undefined) return no;
    return changed(
      { key, account, now, secretShown: true, presentedKey },
      { type: 'insert', record: key },
      takePlace(account, key),
      ...memoryOf(call, keyId, now),
      tellOfKey(deps, call, { action: 'key.issued', now, account, after: key }),
    );
  });

/** What an earlier request with the same `Idempotency-Key` issued, without its secret. */
async function replayed(
  { table }: Deps,
  { account, now }: LoadedAccount,
  keyId: string,
): Promise<Outcome<Change<SecretResult>>> {
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
