/** Suspends, resumes, revokes and deletes keys, and ends the grace of a previous secret. */
import type { ApiKey } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import { isDead, isPastForAll, keyStatus } from '../../../domain/status';
import type { RevocationReason } from '../../../domain/vocabulary';
import { keyEvent } from '../../../engine/audit-events';
import { accountWriteForCredential, keyWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { refuseBeyondKeyLimit } from '../../../engine/grant-limits';
import { forgetImport } from '../../../engine/indexes/imported-keys';
import { leaveForGood, leaveKey } from '../../../engine/indexes/live-index';
import { type KeyTarget, keyNotActive, type LoadedKey, loadKey } from '../../../engine/load';
import { type Change, changed, once, transact, unchanged, type Verb } from '../../../engine/transact';

interface KeyVerb<I> extends Verb<ApiKey, LoadedKey, I> {
  /** Refuses what the account does not allow. @default - nothing */
  readonly refuse?: (deps: Deps, loaded: LoadedKey) => Promise<Outcome<never> | undefined> | undefined;
  /** Further writes of the same transaction. @default - none */
  readonly furtherWrites?: (loaded: LoadedKey) => readonly Write[];
}

const keyVerb =
  <I = unknown>({ event, isFinal, isDone, set, when, refuse, furtherWrites }: KeyVerb<I>) =>
  (deps: Deps, call: Call, input: KeyTarget & I): Promise<Outcome<LoadedKey>> =>
    transact(deps, async (metSameRequest) => {
      const loaded = await loadKey(deps, call, input);
      if (!loaded.ok) return loaded;
      const { key: before, account, now } = loaded.value;
      const ignoreKey = isFinal && metSameRequest;
      const decide = async (): Promise<Outcome<Change<LoadedKey>>> => {
        if (!isFinal && isDead(before, account, now)) return keyNotActive();
        if (isDone(loaded.value)) return unchanged(loaded.value);
        const refusal = await refuse?.(deps, loaded.value);
        if (refusal !== undefined) return refusal;

        const key = { ...before, ...set(loaded.value, input), version: before.version + 1 };
        return changed(
          { key, account, now },
          keyWrite(before, key, when(before)),
          ...(furtherWrites?.(loaded.value) ?? []),
          keyEvent(deps, call, { action: event, now, account, before, after: key }),
        );
      };
      return once(deps, call, { resultId: before.keyId, now, asItIs: loaded.value, decide, ignoreKey });
    });

/** Stops one key until a resume. The write has one condition: the key is neither suspended nor revoked yet. */
export const suspendKey = keyVerb({
  event: 'key.suspended',
  isDone: ({ key }) => key.suspendedAt !== undefined,
  set: ({ now }) => ({ suspendedAt: now }),
  when: () => ({ suspendedAt: undefined }),
});

/**
 * Lets a suspended key work again, unless the account has more keys than `maxActiveKeys` allows. Suspended keys are
 * always counted, but the limit may have been lowered since.
 */
export const resumeKey = keyVerb({
  event: 'key.resumed',
  isDone: ({ key }) => key.suspendedAt === undefined,
  refuse: (deps, loaded) => refuseBeyondKeyLimit(deps, loaded, 0),
  set: ({ now }) => ({ suspendedAt: undefined, resumedAt: now }),
  when: ({ version }) => ({ version }),
  furtherWrites: ({ account }) => [accountWriteForCredential(account, ['grantVersion', 'generation'])],
});

/**
 * Ends the grace of the previous secret now; the current secret still works. A grace that is over by our clock alone is
 * ended too: by the clock of a door it may still run.
 */
export const endGrace = keyVerb({
  event: 'key.grace-ended',
  isDone: ({ key: { previousSecret }, now }) =>
    previousSecret === undefined || isPastForAll(previousSecret.graceUntil, now),
  set: () => ({ previousSecret: undefined }),
  when: ({ version }) => ({ version }),
});

/** Revokes a key for good. The write has one condition, that the key is not revoked yet: no other change blocks it. */
const revoke = keyVerb<{ readonly reason?: RevocationReason }>({
  event: 'key.revoked',
  isFinal: true,
  isDone: ({ key, account, now }) => keyStatus(key, account, now) === 'revoked',
  set: ({ now }, { reason = 'unspecified' }) => ({ revokedAt: now, revocationReason: reason }),
  when: () => ({}),
  furtherWrites: ({ key }) => [leaveKey(key)],
});

export const revokeKey: typeof revoke = async (deps, call, input) => {
  const outcome = await revoke(deps, call, input);
  if (outcome.ok) await leaveForGood(deps, outcome.value.key);
  return outcome;
};

/** Deletes a revoked or expired key; its events stay. The condition is that its live index entry is where it was read. */
export const deleteKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<undefined>> =>
  transact(deps, async () => {
    const loaded = await loadKey(deps, call, input);
    if (!loaded.ok) return loaded;
    const { key, account, now } = loaded.value;
    if (!isDead(key, account, now))
      return refused('key-still-active', 'Only a revoked or expired key can be deleted. Revoke the key first.');
    return changed(
      undefined,
      { type: 'delete', ref: { kind: 'key', keyId: key.keyId }, when: { version: key.version } },
      leaveKey(key),
      ...forgetImport(key),
      keyEvent(deps, call, { action: 'key.deleted', now, account, before: key }),
    );
  });
