/** Changes a key by a merge patch. It never gets beyond the grant, and no patch revives a dead key. */
import { dateErrors, invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { keyEvent } from '../../../engine/audit-events';
import { keyNotActive, type KeyTarget, type LoadedKey, loadKey } from '../../../engine/load';
import type { ApiKey, Instant } from '../../../domain/model';
import type { FieldError, Outcome } from '../../../domain/outcome';
import { isStale, type MergePatch, patched, staleVersion } from '../../../engine/merge-patch';
import { accountCheck, keyWrite, same } from '../../../engine/conditional-writes';
import { expandScopes } from '../../../domain/scopes';
import { isDead } from '../../../domain/status';
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
    const after = withPatch(before, patch, deps.catalogue);
    const errors = [
      ...scopeErrors(patch.scopes ?? [], deps.catalogue),
      ...newDateErrors(before, after, now),
      ...sizeErrors(after),
    ];
    if (errors.length > 0) return invalidRequest(errors);
    const refusal =
      refuseBeyondGrant(patch.scopes === undefined ? [] : after.scopes, account.grant) ??
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

const withPatch = (before: ApiKey, patch: MergePatch<KeyMembers>, catalogue: readonly string[]): ApiKey => ({
  ...before,
  label: patch.label ?? before.label,
  scopes: patch.scopes === undefined ? before.scopes : expandScopes(patch.scopes, catalogue).scopes,
  description: patched(before.description, patch.description),
  expiresAt: patched(before.expiresAt, patch.expiresAt),
  notBefore: patched(before.notBefore, patch.notBefore),
  networks: patched(before.networks, patch.networks),
  metadata: patched(before.metadata, patch.metadata),
  tags: patched(before.tags, patch.tags),
});

/** Dates that stay as they are were judged when they were set. */
const newDateErrors = (before: ApiKey, after: ApiKey, now: Instant): FieldError[] =>
  after.expiresAt === before.expiresAt && after.notBefore === before.notBefore ? [] : dateErrors(after, now);
