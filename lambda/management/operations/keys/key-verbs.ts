/** The verbs that only set or clear a date or a secret of a key: each is data for `keyVerb`. */
import type { ApiKey } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import type { Condition, Write } from '../../../domain/ports/table';
import { isDead, keyStatus } from '../../../domain/status';
import type { EventType, RevocationReason } from '../../../domain/vocabulary';
import { keyEvent } from '../../../engine/audit-events';
import { accountWrite, keyWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { refuseBeyondKeyLimit } from '../../../engine/grant-limits';
import { type KeyTarget, keyNotActive, type LoadedKey, loadKey } from '../../../engine/load';
import { changed, transact, unchanged } from '../../../engine/transact';

interface KeyVerb<I> {
  readonly event: EventType;
  /** Whether there is nothing to do: the call succeeds and writes nothing. */
  readonly isDone: (loaded: LoadedKey) => boolean;
  readonly set: (loaded: LoadedKey, input: I) => Partial<ApiKey>;
  /** Attributes that another writer must not have changed since they were read. */
  readonly when: (before: ApiKey) => Condition<ApiKey>;
  /** Refuses what the account does not allow. @default - nothing */
  readonly refuse?: (deps: Deps, loaded: LoadedKey) => Promise<Outcome<never> | undefined> | undefined;
  /** Writes beside the key's own. @default - none */
  readonly beside?: (loaded: LoadedKey) => readonly Write[];
}

const keyVerb =
  <I = unknown>({ event, isDone, set, when, refuse, beside }: KeyVerb<I>) =>
  (deps: Deps, call: Call, input: KeyTarget & I): Promise<Outcome<LoadedKey>> =>
    transact(deps, async () => {
      const loaded = await loadKey(deps, call, input);
      if (!loaded.ok) return loaded;
      const { key: before, account, now } = loaded.value;
      if (event !== 'key.revoked' && isDead(before, account, now)) return keyNotActive();
      if (isDone(loaded.value)) return unchanged(loaded.value);
      const refusal = await refuse?.(deps, loaded.value);
      if (refusal !== undefined) return refusal;

      const key = { ...before, ...set(loaded.value, input), version: before.version + 1 };
      return changed(
        { key, account, now },
        keyWrite(before, key, when(before)),
        ...(beside?.(loaded.value) ?? []),
        keyEvent(deps, call, { action: event, now, account, before, after: key }),
      );
    });

/** Stops one key, reversibly. Only an earlier suspension or revocation stands in the way. */
export const suspendKey = keyVerb({
  event: 'key.suspended',
  isDone: ({ key }) => key.suspendedAt !== undefined,
  set: ({ now }) => ({ suspendedAt: now }),
  when: () => ({ suspendedAt: undefined }),
});

/**
 * Lets a suspended key work again, if the account may have that many keys. A suspended key counts as active already,
 * but the limit may have been lowered since.
 */
export const resumeKey = keyVerb({
  event: 'key.resumed',
  isDone: ({ key }) => key.suspendedAt === undefined,
  refuse: (deps, loaded) => refuseBeyondKeyLimit(deps, loaded, 0),
  set: () => ({ suspendedAt: undefined }),
  when: ({ version }) => ({ version }),
  beside: ({ account }) => {
    const { grantVersion, keysVersion, credentialsValidAfter } = account;
    const counted = { ...account, keysVersion: keysVersion + 1 };
    return [accountWrite(account, counted, { grantVersion, keysVersion, credentialsValidAfter })];
  },
});

/** Ends the previous secret now; the current one goes on. */
export const endGrace = keyVerb({
  event: 'key.grace-ended',
  isDone: ({ key: { previousSecret }, now }) => previousSecret === undefined || now >= previousSecret.graceUntil,
  set: () => ({ previousSecret: undefined }),
  when: ({ version }) => ({ version }),
});

/** Ends a key for good. The only condition is that the key is not revoked yet, so no other writer can hold a revoke up. */
export const revokeKey = keyVerb<{ readonly reason?: RevocationReason }>({
  event: 'key.revoked',
  isDone: ({ key, account, now }) => keyStatus(key, account, now) === 'revoked',
  set: ({ now }, { reason = 'unspecified' }) => ({ revokedAt: now, revocationReason: reason }),
  when: () => ({}),
});

/** Forgets a dead key; its events stay. A dead key stays dead, so the write needs no condition beyond the read. */
export const deleteKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<undefined>> =>
  transact(deps, async () => {
    const loaded = await loadKey(deps, call, input);
    if (!loaded.ok) return loaded;
    const { key, account, now } = loaded.value;
    if (!isDead(key, account, now)) return refused('key-still-active', 'Only a dead key is deleted. Revoke it first.');

    return changed(
      undefined,
      { type: 'delete', ref: { kind: 'key', keyId: key.keyId }, when: {} },
      keyEvent(deps, call, { action: 'key.deleted', now, account, before: key }),
    );
  });
