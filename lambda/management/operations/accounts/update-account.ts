/**
 * Changes an account by a merge patch. A changed grant applies to every credential at its next use. A transaction that
 * issues or updates a credential at the same time fails on the raised `grantVersion`, and decides again.
 */
import type { Account, Grant } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { lapsed } from '../../../domain/status';
import { accountEvent } from '../../../engine/audit-events';
import { accountWrite, same } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { isStale, type MergePatch, mergePatch, staleVersion } from '../../../engine/merge-patch';
import { changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type AccountResult, pendingMark, withPendingClients } from '../../../issuer/pending';
import { externalIdTaken } from './create-account';

export interface AccountPatch extends MergePatch<Pick<Account, 'name' | 'externalId' | 'metadata'>> {
  readonly grant?: MergePatch<Grant> | undefined;
}
export interface UpdateAccountInput extends AccountTarget {
  readonly patch: AccountPatch;
  /** The version that the caller read; another version now is `version-conflict`. */
  readonly ifMatch?: number | undefined;
}

export const updateAccount = async (
  deps: Deps,
  call: Call,
  input: UpdateAccountInput,
): Promise<Outcome<AccountResult>> =>
  withPendingClients(
    deps,
    await transact<Account>(deps, async () => {
      const loaded = await loadAccount(deps, call, { accountId: input.accountId });
      if (!loaded.ok) return loaded;
      const { account: before, now } = loaded.value;
      if (isStale(input.ifMatch, before)) return staleVersion();
      const after = withPatch(before, input.patch, deps);
      const errors = [
        ...scopeErrors(input.patch.grant?.scopes ?? [], deps.catalogue, '/grant/scopes'),
        ...sizeErrors({ ...after, ...after.grant }, '/grant/scopes'),
      ];
      if (errors.length > 0) return invalidRequest(errors);
      if (same(before, after)) return unchanged(before);
      const moved = await moveExternalId(deps, before, after);
      if (moved === undefined) return externalIdTaken();
      return changed(
        after,
        accountWrite(before, after, { version: before.version }),
        ...moved,
        ...(after.grantVersion === before.grantVersion ? [] : [pendingMark(deps, before.accountId)]),
        accountEvent(deps, call, { action: 'account.updated', now, before, after }),
      );
    }),
  );

function withPatch(before: Account, { grant: grantPatch = {}, ...patch }: AccountPatch, deps: Deps): Account {
  const scopes = grantPatch.scopes && expandScopes(grantPatch.scopes, deps.catalogue).scopes;
  const grant = mergePatch(before.grant, { ...grantPatch, scopes });
  const after = { ...mergePatch(before, patch), ...lapsed(before, grant, deps.now()), grant };
  if (same(before, after)) return before;
  const grantVersion = before.grantVersion + (same(before.grant, grant) ? 0 : 1);
  return { ...after, version: before.version + 1, grantVersion };
}

/** The writes that replace the record of the account's `externalId`; undefined when another account has the new one. */
async function moveExternalId({ table }: Deps, before: Account, after: Account): Promise<Write[] | undefined> {
  const { accountId } = before;
  if (before.externalId === after.externalId) return [];
  const writes: Write[] = [];
  if (before.externalId !== undefined)
    writes.push({ type: 'delete', ref: { kind: 'externalId', externalId: before.externalId }, when: { accountId } });
  if (after.externalId === undefined) return writes;
  const ref = { kind: 'externalId', externalId: after.externalId } as const;
  const [owner] = await table.read([ref]);
  return owner === undefined ? [...writes, { type: 'insert', record: { ...ref, accountId } }] : undefined;
}
