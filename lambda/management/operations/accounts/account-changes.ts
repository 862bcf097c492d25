/** Creates and updates accounts. */
import type { Account, Grant } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import type { Condition, Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { lapsed } from '../../../domain/status';
import { accountEvent } from '../../../engine/audit-events';
import { accountWrite, same } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { type Change, changed, idempotencyWrites, recall, transact, unchanged } from '../../../engine/transact';
import { load, noAccount } from '../../../engine/callers';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { isStale, type MergePatch, mergePatch, staleVersion, type Update } from '../../../engine/merge-patch';
import { planMarks } from '../../../engine/plan-marks';
import { inactivityErrors, invalidRequest, planErrors, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type AccountResult, pendingMark, withPendingClients } from '../../../provisioning/pending';
import { type CreateAccountInput, makeAccount } from './new-account';

export interface AccountCreated {
  readonly account: Account;
  /** False if an earlier request with the same `Idempotency-Key` made the account. */
  readonly created: boolean;
}

/** Makes an account. The same transaction inserts the record of the `externalId`, so no two accounts share one. */
export const createAccount = (deps: Deps, call: Call, input: CreateAccountInput): Promise<Outcome<AccountCreated>> =>
  transact(deps, async () => {
    const { externalId } = input;
    const refs = externalId === undefined ? [] : [{ kind: 'externalId', externalId } as const];
    const loaded = await load(deps, call, ...refs);
    if (!loaded.ok) return loaded;
    const now = deps.now();
    const earlier = await recall(deps, call, now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return replayed(deps, earlier.value);

    const { account, errors, writes, event } = makeAccount(deps, call, { asked: input, now });
    if (errors.length > 0) return invalidRequest(errors);
    if (loaded.value.records[0] !== undefined) return externalIdTaken();
    return changed({ account, created: true }, ...writes, ...idempotencyWrites(call, account.accountId, now), event);
  });

const externalIdTaken = (): Outcome<never> =>
  refused(
    'external-id-taken',
    'Another account has this externalId. Find that account with GET /v1/accounts?externalId=…, or choose another externalId.',
  );

async function replayed({ table }: Deps, accountId: string): Promise<Outcome<Change<AccountCreated>>> {
  const [account] = await table.read([{ kind: 'account', accountId }]);
  return account === undefined ? noAccount() : unchanged({ account, created: false });
}

export interface AccountPatch extends MergePatch<Pick<Account, 'name' | 'externalId' | 'metadata'>> {
  readonly grant?: MergePatch<Grant> | undefined;
}
export type UpdateAccountInput = AccountTarget & Update<AccountPatch>;

/**
 * Changes an account by a merge patch. A changed grant applies to every credential at its next use. It also raises
 * `grantVersion`, so a concurrent transaction that issues or updates a credential fails, and decides again.
 */
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
        ...planErrors(input.patch.grant?.plan ?? undefined, deps.plans, '/grant/plan'),
        ...inactivityErrors(input.patch.grant?.inactivityDays, deps.countsUsage, '/grant/inactivityDays'),
        ...sizeErrors({ ...after, ...after.grant }, '/grant/scopes'),
      ];
      if (errors.length > 0) return invalidRequest(errors);
      const marks = input.patch.grant?.plan === undefined ? [] : planMarks(deps, before.accountId);
      if (same(before, after)) return changed(before, ...marks);
      const moved = await moveExternalId(deps, before, after);
      if (moved === undefined) return externalIdTaken();
      return changed(
        after,
        accountWrite(before, after, { version: before.version, ...asAssociated(before, after) }),
        ...moved,
        ...marks,
        ...(after.grantVersion === before.grantVersion ? [] : [pendingMark(deps, before.accountId)]),
        accountEvent(deps, call, { action: 'account.updated', now, before, after }),
      );
    }),
  );

/** With another plan: no association was written since it was read, so none stays. */
const asAssociated = (before: Account, after: Account): Condition<Account> =>
  before.grant.plan === after.grant.plan ? {} : { association: before.association };

function withPatch(before: Account, { grant: grantPatch = {}, ...patch }: AccountPatch, deps: Deps): Account {
  const scopes = grantPatch.scopes && expandScopes(grantPatch.scopes, deps.catalogue).scopes;
  const grant = mergePatch(before.grant, { ...grantPatch, scopes });
  const after = {
    ...mergePatch(before, patch),
    ...lapsed(before, grant, deps.now()),
    // It is that of the native key of another plan.
    ...(before.grant.plan !== grant.plan && { association: undefined }),
    grant,
  };
  if (same(before, after)) return before;
  const grantVersion = before.grantVersion + (same(before.grant, grant) ? 0 : 1);
  return { ...after, version: before.version + 1, grantVersion };
}

/** The writes that replace the record of the account's `externalId`; undefined if another account has the new value. */
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
