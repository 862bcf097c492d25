/** The operations that give out a key's secret: issue and rotate. */
import { storedSecret } from '../../../domain/hash';
import { accountIdOf, mintKey } from '../../../domain/key-format';
import type { ApiKey, Instant, StoredSecret } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import { isDead } from '../../../domain/status';
import { keyEvent } from '../../../engine/audit-events';
import { accountCheck, keyWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { accountSuspended } from '../../../engine/grant-limits';
import { type Change, changed, idempotencyWrites, recall, transact, unchanged } from '../../../engine/transact';
import { noAccount } from '../../../engine/callers';
import {
  type AccountTarget,
  type KeyTarget,
  keyNotActive,
  type LoadedKey,
  loadAccount,
  loadKey,
  noKey,
} from '../../../engine/load';
import { DEFAULT_GRACE_SECONDS } from '../../../engine/validation';
import { type AskedKey, decideNewKey, type KeyMembers, newKeyId } from './new-key';

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

/** A new key with a secret of its own. */
export async function decideIssue(deps: Deps, call: Call, asked: AskedKey): Promise<Outcome<Change<KeyWithSecret>>> {
  const { random, keyPrefix: prefix, environment } = deps;
  const keyId = newKeyId(deps, asked.account);
  const presentedKey = mintKey({ prefix, environment, keyId }, random);
  const secret = { keyId, currentSecret: storedSecret(presentedKey, asked.now) };
  const decided = await decideNewKey(deps, call, { ...asked, secret, action: 'key.issued' });
  if (!decided.ok) return decided;
  const { value, writes } = decided.value;
  return changed<KeyWithSecret>({ ...value, secretShown: true, presentedKey }, ...writes);
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
