/** Changes a key by a merge patch. The scopes must be within the grant, and a dead key cannot be changed. */
import type { ApiKey, Instant } from '../../../domain/model';
import type { FieldError, Outcome } from '../../../domain/outcome';
import { expandScopes } from '../../../domain/scopes';
import { isDead } from '../../../domain/status';
import { keyEvent } from '../../../engine/audit-events';
import { accountCheck, keyWrite, same } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { type KeyTarget, keyNotActive, type LoadedKey, loadKey } from '../../../engine/load';
import { isStale, type MergePatch, mergePatch, staleVersion } from '../../../engine/merge-patch';
import { changed, transact, unchanged } from '../../../engine/transact';
import { dateErrors, invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import type { KeyMembers } from './issue-key';

export interface UpdateKeyInput extends KeyTarget {
  readonly patch: MergePatch<KeyMembers>;
  /** The version that the caller read; another version now is `version-conflict`. */
  readonly ifMatch?: number | undefined;
}

import { refuseBeyondGrant, refuseBeyondLifetime } from '../../../engine/grant-limits';

export const updateKey = (deps: Deps, call: Call, { patch, ...input }: UpdateKeyInput): Promise<Outcome<LoadedKey>> =>
  transact(deps, async () => {
    const { accountId, keyId, ifMatch } = input;
    const loaded = await loadKey(deps, call, { accountId, keyId });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    if (isStale(ifMatch, before)) return staleVersion();
    if (isDead(before, account, now)) return keyNotActive();
    const scopes = patch.scopes && expandScopes(patch.scopes, deps.catalogue).scopes;
    const after = mergePatch(before, { ...patch, scopes });
    const errors = [
      ...scopeErrors(patch.scopes ?? [], deps.catalogue),
      ...newDateErrors(before, after, now),
      ...sizeErrors(after),
    ];
    if (errors.length > 0) return invalidRequest(errors);
    const refusal =
      refuseBeyondGrant(scopes ?? [], account.grant) ??
      (after.expiresAt === before.expiresAt ? undefined : refuseBeyondLifetime(after, account));
    if (refusal !== undefined) return refusal;
    if (same(before, after)) return unchanged(loaded.value);

    const key = { ...after, version: before.version + 1 };
    return changed(
      { key, account, now },
      keyWrite(before, key, { version: before.version }),
      accountCheck(account, 'grantVersion', 'credentialsValidAfter'),
      keyEvent(deps, call, { action: 'key.updated', now, account, before, after: key }),
    );
  });

/** Only changed dates are checked: an unchanged date was checked when it was set, and may lie in the past now. */
const newDateErrors = (before: ApiKey, after: ApiKey, now: Instant): FieldError[] =>
  after.expiresAt === before.expiresAt && after.notBefore === before.notBefore ? [] : dateErrors(after, now);
