/** Changes a key by a merge patch. */
import type { Account, ApiKey, Instant } from '../../../domain/model';
import { type FieldError, type Outcome } from '../../../domain/outcome';
import type { Condition, Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { isDead } from '../../../domain/status';
import { keyEvent } from '../../../engine/audit-events';
import { accountWriteForCredential, keyWrite, same } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { refuseBeyondGrant, refuseBeyondLifetime, refuseBeyondPlan } from '../../../engine/grant-limits';
import { moveKey } from '../../../engine/indexes/live-index';
import { type KeyTarget, keyNotActive, type LoadedKey, loadKey } from '../../../engine/load';
import { planMarks } from '../../../engine/plan-marks';
import { isStale, type MergePatch, mergePatch, staleVersion, type Update } from '../../../engine/merge-patch';
import { changed, transact } from '../../../engine/transact';
import {
  dateErrors,
  invalidRequest,
  memberErrors,
  planErrors,
  scopeErrors,
  sizeErrors,
} from '../../../engine/validation';
import type { KeyMembers } from './new-key';

export type UpdateKeyInput = KeyTarget & Update<MergePatch<KeyMembers>>;

/** Changes a key by a merge patch. Refuses scopes beyond the grant, and a revoked or expired key. */
export const updateKey = (deps: Deps, call: Call, { patch, ...input }: UpdateKeyInput): Promise<Outcome<LoadedKey>> =>
  transact(deps, async () => {
    const { accountId, keyId, ifMatch } = input;
    const loaded = await loadKey(deps, call, { accountId, keyId });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    if (isStale(ifMatch, before)) return staleVersion();
    if (isDead(before, account, now)) return keyNotActive();
    const after = withPatch(before, patch, deps);
    const errors = [
      ...scopeErrors(patch.scopes ?? [], deps.catalogue),
      ...memberErrors(call.actor, patch),
      ...planErrors(patch.plan ?? undefined, deps.plans),
      ...newDateErrors(before, after, now),
      ...sizeErrors(after),
    ];
    if (errors.length > 0) return invalidRequest(errors);
    const refusal = refuseUpdate(deps, { account, before, after, patch });
    if (refusal !== undefined) return refusal;
    const marks = patch.plan === undefined ? [] : planMarks(deps, keyId);
    if (same(before, after)) return changed(loaded.value, ...marks);

    const key = { ...after, version: before.version + 1 };
    return changed(
      { key, account, now },
      keyWrite(before, key, { version: before.version, ...asAssociated(before, key) }),
      ...marks,
      ...moveKey(before, key),
      accountWriteForUpdate(before, key, account),
      keyEvent(deps, call, { action: 'key.updated', now, account, before, after: key }),
    );
  });

/** With another plan: no association was written since it was read, so none stays. */
const asAssociated = (before: ApiKey, after: ApiKey): Condition<ApiKey> =>
  before.plan === after.plan ? {} : { association: before.association };

/** The key after the patch. Another plan takes away the association, which is that of another native key. */
function withPatch(before: ApiKey, patch: MergePatch<KeyMembers>, { catalogue }: Deps): ApiKey {
  const scopes = patch.scopes && expandScopes(patch.scopes, catalogue).scopes;
  const after = mergePatch(before, { ...patch, scopes });
  return before.plan === after.plan ? after : { ...after, association: undefined };
}

interface KeyUpdate {
  readonly account: Account;
  readonly before: ApiKey;
  readonly after: ApiKey;
  readonly patch: MergePatch<KeyMembers>;
}

/** Refuses what the patch asks for beyond the grant. What it leaves as it is may be beyond a grant that shrank since. */
const refuseUpdate = (deps: Deps, { account, before, after, patch }: KeyUpdate): Outcome<never> | undefined =>
  refuseBeyondGrant(patch.scopes === undefined ? [] : after.scopes, account.grant) ??
  refuseBeyondPlan(patch.plan ?? undefined, account.grant, deps.plans) ??
  (after.expiresAt === before.expiresAt ? undefined : refuseBeyondLifetime(after, { ...deps, account, before }));

/**
 * A moved `expiresAt` takes part in the count of live keys like an issue: a parallel count may have passed over the key's
 * entry, or have counted the key as expired. So it raises `keysVersion` where the grant has a limit.
 */
function accountWriteForUpdate(before: ApiKey, after: ApiKey, account: Account): Write {
  const { grant, keysVersion } = account;
  const isCounted = before.expiresAt !== after.expiresAt && grant.maxActiveKeys !== undefined;
  return isCounted
    ? accountWriteForCredential(account, ['grantVersion', 'generation', 'keysVersion'], {
        keysVersion: keysVersion + 1,
      })
    : accountWriteForCredential(account, ['grantVersion', 'generation']);
}

/** Checks the dates if one of them changed. Unchanged dates were checked when they were set, and may be past now. */
const newDateErrors = (before: ApiKey, after: ApiKey, now: Instant): FieldError[] =>
  after.expiresAt === before.expiresAt && after.notBefore === before.notBefore ? [] : dateErrors(after, now);
