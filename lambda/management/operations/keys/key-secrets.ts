/** The operations that give out a key's secret: issue and rotate. */
import { storedSecret } from '../../../domain/hash';
import { ACCOUNT_ID_LENGTH, accountIdOf, base62, KEY_ID_LENGTH, mintKey } from '../../../domain/key-format';
import { endOfNewKey } from '../../../domain/key-lifetime';
import type { Account, ApiKey, Instant, StoredSecret } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { isDead } from '../../../domain/status';
import { inThisOrder, keyEvent } from '../../../engine/audit-events';
import { accountCheck, accountWriteForCredential, keyWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import {
  accountSuspended,
  refuseBeyondGrant,
  refuseBeyondKeyLimit,
  refuseBeyondLifetime,
} from '../../../engine/grant-limits';
import { enterKey } from '../../../engine/live-index';
import { type Change, changed, idempotencyWrites, recall, transact, unchanged } from '../../../engine/transact';
import {
  type AccountTarget,
  type KeyTarget,
  keyNotActive,
  type LoadedAccount,
  type LoadedKey,
  loadAccount,
  loadKey,
  noAccount,
  noKey,
} from '../../../engine/load';
import { DEFAULT_GRACE_SECONDS, dateErrors, invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import type { MadeAccount } from '../accounts/new-account';

/** The members of a key that a caller chooses. In a request, `scopes` may hold wildcards such as `read:*`. */
export type KeyMembers = Pick<
  ApiKey,
  'label' | 'description' | 'scopes' | 'expiresAt' | 'notBefore' | 'networks' | 'metadata' | 'tags'
>;
export type IssueKeyInput = AccountTarget & KeyMembers;

/** Only the first reply has `presentedKey`; the reply to a repeat of the same request does not. */
export type KeyWithSecret = LoadedKey &
  ({ readonly secretShown: true; readonly presentedKey: string } | { readonly secretShown: false });

/** Issues a key and gives its secret once. */
export const issueKey = (deps: Deps, call: Call, input: IssueKeyInput): Promise<Outcome<KeyWithSecret>> =>
  transact(deps, async () => {
    const loaded = await loadAccount(deps, call, { accountId: input.accountId });
    if (!loaded.ok) return loaded;
    const earlier = await recall(deps, call, loaded.value.now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return issuedBefore(deps, earlier.value);
    return decideIssue(deps, call, { ...loaded.value, asked: input });
  });

/** The key that an earlier request with the same `Idempotency-Key` issued, without its secret. */
export async function issuedBefore({ table, now }: Deps, keyId: string): Promise<Outcome<Change<KeyWithSecret>>> {
  const [account, key] = await table.read([
    { kind: 'account', accountId: accountIdOf(keyId) },
    { kind: 'key', keyId },
  ]);
  if (account === undefined) return noAccount();
  return key === undefined ? noKey() : unchanged({ key, account, now: now(), secretShown: false });
}

interface AskedKey extends LoadedAccount {
  readonly asked: KeyMembers;
  /** Set if the same transaction makes the account. */
  readonly made?: MadeAccount;
}

/**
 * The transaction checks an account that was read again: if, since the read, the grant changed, the account was suspended,
 * revoke-all ran or, with `maxActiveKeys`, another key was issued, the operation decides again.
 */
export async function decideIssue(
  deps: Deps,
  call: Call,
  { account, now, asked, made }: AskedKey,
): Promise<Outcome<Change<KeyWithSecret>>> {
  if (account.suspendedAt !== undefined) return accountSuspended();
  const { scopes } = expandScopes(asked.scopes, deps.catalogue);
  const expiresAt = endOfNewKey({ ...asked, createdAt: now }, account.grant, deps.keyLifetimes ?? {});
  const errors = [
    ...(made?.errors ?? []),
    ...scopeErrors(asked.scopes, deps.catalogue),
    ...dateErrors({ ...asked, expiresAt }, now),
    ...sizeErrors({ ...asked, scopes }),
  ];
  if (errors.length > 0) return invalidRequest(errors);

  const { accountId, generation } = account;
  const origin = { generation, createdAt: now, createdBy: actorName(call.actor) };
  const { key, presentedKey } = newKey(deps, { ...asked, accountId, scopes, expiresAt }, origin);
  const refusal =
    refuseBeyondGrant(key.scopes, account.grant) ??
    refuseBeyondLifetime(key, { ...deps, account }) ??
    (await refuseBeyondKeyLimit(deps, { account, now }, 1));
  if (refusal !== undefined) return refusal;
  const event = keyEvent(deps, call, { action: 'key.issued', now, account, after: key });
  return changed(
    { key, account, now, secretShown: true, presentedKey },
    { type: 'insert', record: key },
    enterKey(key),
    ...(made?.writes ?? [accountWriteForKey(account)]),
    ...idempotencyWrites(call, key.keyId, now),
    ...(made === undefined ? [event] : inThisOrder(made.event, event)),
  );
}

function newKey(
  { random, keyPrefix: prefix, environment }: Deps,
  { accountId, label, description, scopes, expiresAt, notBefore, networks, metadata, tags }: IssueKeyInput,
  made: Pick<ApiKey, 'generation' | 'createdAt' | 'createdBy'>,
): { readonly key: ApiKey; readonly presentedKey: string } {
  const keyId = accountId + base62(KEY_ID_LENGTH - ACCOUNT_ID_LENGTH, random);
  const presentedKey = mintKey({ prefix, environment, keyId }, random);
  const currentSecret = storedSecret(presentedKey, made.createdAt);
  const own = { label, description, scopes, expiresAt, notBefore, networks, metadata, tags };
  const key = { kind: 'key', keyId, accountId, environment, ...own, currentSecret, ...made, version: 1 } as const;
  return { key, presentedKey };
}

/** Writes the account only if its keys are counted, so that issues without a limit do not wait for each other. */
function accountWriteForKey(account: Account): Write {
  const names = ['grantVersion', 'generation', 'suspendedAt'] as const;
  if (account.grant.maxActiveKeys === undefined) return accountWriteForCredential(account, names);
  return accountWriteForCredential(account, [...names, 'keysVersion'], { keysVersion: account.keysVersion + 1 });
}

export interface RotateKeyInput extends KeyTarget {
  /** Seconds for which the replaced secret still works: 0 to 604,800. @default 86,400 */
  readonly graceSeconds?: number;
  /** During a grace: the newest secret ends at once and is replaced; the older secret keeps its grace. */
  readonly replace?: 'newest' | undefined;
}

/**
 * Gives a key a new secret; the replaced secret works until its grace ends. At most two secrets work at a time:
 * during a grace, a rotation is refused, or with `replace: 'newest'` ends the newest secret at once.
 */
export function rotateKey(deps: Deps, call: Call, input: RotateKeyInput): Promise<Outcome<KeyWithSecret>> {
  const { accountId, keyId } = input;
  let toReplace: string | undefined;
  return transact(deps, async (): Promise<Outcome<Change<KeyWithSecret>>> => {
    const loaded = await loadKey(deps, call, { accountId, keyId });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    const earlier = await recall(deps, call, now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return unchanged({ ...loaded.value, secretShown: false });
    if (account.suspendedAt !== undefined) return accountSuspended();
    if (isDead(before, account, now)) return keyNotActive();
    // A retry of this transaction must not replace a secret that a concurrent rotation has just given out.
    toReplace ??= before.currentSecret.hash;
    if (toReplace !== before.currentSecret.hash) return rotationInProgress();
    if (graceRuns(before, now) && input.replace !== 'newest') return rotationInProgress();

    const presentedKey = mintKey({ prefix: deps.keyPrefix, environment: before.environment, keyId }, deps.random);
    const key = withSecret(before, storedSecret(presentedKey, now), input.graceSeconds);
    return changed(
      { key, account, now, secretShown: true, presentedKey },
      keyWrite(before, key, { version: before.version }),
      accountCheck(account, 'generation', 'suspendedAt'),
      ...idempotencyWrites(call, keyId, now),
      keyEvent(deps, call, { action: 'key.rotated', now, account, before, after: key }),
    );
  });
}

const graceRuns = ({ previousSecret }: ApiKey, now: Instant): boolean =>
  previousSecret !== undefined && now < previousSecret.graceUntil;

const rotationInProgress = (): Outcome<never> =>
  refused(
    'rotation-in-progress',
    'The key’s previous secret is still in its grace. End the grace, or send replace: "newest".',
  );

function withSecret(before: ApiKey, secret: StoredSecret, graceSeconds = DEFAULT_GRACE_SECONDS): ApiKey {
  const { createdAt: now } = secret;
  const replaced = { ...before.currentSecret, graceUntil: now + graceSeconds * 1_000 };
  const previousSecret = graceRuns(before, now) ? before.previousSecret : graceSeconds === 0 ? undefined : replaced;
  return { ...before, currentSecret: secret, previousSecret, version: before.version + 1 };
}
