/** What issue and import have in common: a new key within the limits of its account, in one transaction with its event. */
import { ACCOUNT_ID_LENGTH, base62, KEY_ID_LENGTH } from '../../../domain/key-format';
import { endOfNewKey } from '../../../domain/key-lifetime';
import type { Account, ApiKey } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { inThisOrder, keyEvent } from '../../../engine/audit-events';
import { accountWriteForNewCredential } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import {
  accountSuspended,
  refuseBeyondGrant,
  refuseBeyondKeyLimit,
  refuseBeyondLifetime,
  refuseBeyondPlan,
} from '../../../engine/grant-limits';
import { enterKey } from '../../../engine/indexes/live-index';
import type { LoadedAccount, LoadedKey } from '../../../engine/load';
import { planMarks } from '../../../engine/plan-marks';
import { type Change, changed, idempotencyWrites } from '../../../engine/transact';
import {
  dateErrors,
  invalidRequest,
  memberErrors,
  planErrors,
  scopeErrors,
  sizeErrors,
} from '../../../engine/validation';
import type { MadeAccount } from '../accounts/new-account';

/** The members of a key that a caller chooses. In a request, `scopes` may hold wildcards such as `read:*`. */
export type KeyMembers = Pick<
  ApiKey,
  'label' | 'description' | 'scopes' | 'expiresAt' | 'notBefore' | 'networks' | 'metadata' | 'tags' | 'plan'
>;

export interface AskedKey extends LoadedAccount {
  readonly asked: KeyMembers;
  /** Set if the same transaction makes the account. */
  readonly made?: MadeAccount;
}

interface NewKey extends AskedKey {
  readonly secret: Pick<ApiKey, 'keyId' | 'currentSecret' | 'importedHash'>;
  readonly action: 'key.issued' | 'key.imported';
  /** Further writes of the same transaction. @default - none */
  readonly writes?: readonly Write[];
}

export const newKeyId = ({ random }: Deps, { accountId }: Account): string =>
  accountId + base62(KEY_ID_LENGTH - ACCOUNT_ID_LENGTH, random);

/**
 * The transaction checks an account that was read again: if, since the read, the grant changed, the account was suspended,
 * revoke-all ran or, with `maxActiveKeys`, another key was made, the operation decides again.
 */
export async function decideNewKey(
  deps: Deps,
  call: Call,
  { account, now, asked, made, secret, action, writes = [] }: NewKey,
): Promise<Outcome<Change<LoadedKey>>> {
  if (account.suspendedAt !== undefined) return accountSuspended();
  const { scopes } = expandScopes(asked.scopes, deps.catalogue);
  const expiresAt = endOfNewKey({ ...asked, createdAt: now }, account.grant, deps.keyLifetimes ?? {});
  const errors = [
    ...(made?.errors ?? []),
    ...scopeErrors(asked.scopes, deps.catalogue),
    ...memberErrors(call.actor, asked),
    ...planErrors(asked.plan, deps.plans),
    ...dateErrors({ ...asked, expiresAt }, now),
    ...sizeErrors({ ...asked, scopes }),
  ];
  if (errors.length > 0) return invalidRequest(errors);

  const { accountId, generation } = account;
  const { label, description, notBefore, networks, metadata, tags, plan } = asked;
  const own = { label, description, scopes, expiresAt, notBefore, networks, metadata, tags, plan, ...secret };
  const origin = { generation, createdAt: now, createdBy: actorName(call.actor), version: 1 };
  const key: ApiKey = { kind: 'key', accountId, environment: deps.environment, ...own, ...origin };
  const refusal =
    refuseBeyondGrant(key.scopes, account.grant) ??
    refuseBeyondPlan(key.plan, account.grant, deps.plans) ??
    refuseBeyondLifetime(key, { ...deps, account }) ??
    (await refuseBeyondKeyLimit(deps, { account, now }, 1));
  if (refusal !== undefined) return refusal;
  const event = keyEvent(deps, call, { action, now, account, after: key });
  return changed(
    { key, account, now },
    { type: 'insert', record: key },
    enterKey(key),
    ...(key.plan === undefined ? [] : planMarks(deps, key.keyId)),
    ...writes,
    ...(made?.writes ?? [accountWriteForNewCredential(account, account.grant.maxActiveKeys !== undefined)]),
    ...idempotencyWrites(call, key.keyId, now),
    ...(made === undefined ? [event] : inThisOrder(made.event, event)),
  );
}
