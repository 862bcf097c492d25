/**
 * Gives a key a new secret; the one it replaces goes on until its grace ends. At most two are alive: a second
 * rotation waits for the grace to end, or replaces the newest secret and leaves the older one its grace.
 */
import { DEFAULT_GRACE_SECONDS } from '../../../engine/validation';
import { type Change, changed, memoryOf, recall, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { keyEvent } from '../../../engine/audit-events';
import { storedSecret } from '../../../domain/hash';
import { mintKey } from '../../../domain/key-format';
import { keyNotActive, type KeyTarget, loadKey } from '../../../engine/load';
import type { ApiKey, Instant, StoredSecret } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import { accountCheck, keyWrite } from '../../../engine/conditional-writes';
import { isDead } from '../../../domain/status';
import type { KeyWithSecret } from './issue-key';

export interface RotateKeyInput extends KeyTarget {
  /** How long the replaced secret goes on: 0 to 604,800 seconds. @default 86,400 */
  readonly graceSeconds?: number;
  /** While a grace runs: replaces the newest secret; the older one keeps its grace. */
  readonly replace?: 'newest' | undefined;
}
import { accountSuspended } from '../../../engine/grant-limits';

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
    // Another rotation that came first this time must not lose the secret it has just given away.
    toReplace ??= before.currentSecret.hash;
    if (toReplace !== before.currentSecret.hash) return rotationInProgress();
    if (graceRuns(before, now) && input.replace !== 'newest') return rotationInProgress();

    const presentedKey = mintKey({ prefix: deps.keyPrefix, environment: before.environment, keyId }, deps.random);
    const key = withSecret(before, storedSecret(presentedKey, now), input.graceSeconds);
    return changed(
      { key, account, now, secretShown: true, presentedKey },
      keyWrite(before, key, { version: before.version }),
      accountCheck(account, 'credentialsValidAfter', 'suspendedAt'),
      ...memoryOf(call, keyId, now),
      keyEvent(deps, call, { action: 'key.rotated', now, account, before, after: key }),
    );
  });
}

const graceRuns = ({ previousSecret }: ApiKey, now: Instant): boolean =>
  previousSecret !== undefined && now < previousSecret.graceUntil;

const rotationInProgress = (): Outcome<never> =>
  refused('rotation-in-progress', 'An earlier secret is still in its grace. End it, or send replace: "newest".');

function withSecret(before: ApiKey, secret: StoredSecret, graceSeconds = DEFAULT_GRACE_SECONDS): ApiKey {
  const { createdAt: now } = secret;
  const replaced = { ...before.currentSecret, graceUntil: now + graceSeconds * 1_000 };
  const previousSecret = graceRuns(before, now) ? before.previousSecret : graceSeconds === 0 ? undefined : replaced;
  return { ...before, currentSecret: secret, previousSecret, version: before.version + 1 };
}
