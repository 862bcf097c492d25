/** Ends a key for good. Its only condition is that nobody did so before: no other writer can hold it up. */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { loadKey } from '../../../engine/load';
import type { Outcome } from '../../../domain/outcome';
import { keyWrite } from '../../../engine/conditional-writes';
import { keyStatus } from '../../../domain/status';
import type { KeyResult, RevokeKeyInput } from '../types';

export const revokeKey = (deps: Deps, call: Call, input: RevokeKeyInput): Promise<Outcome<KeyResult>> =>
  transact(deps, async () => {
    const { accountId, keyId, reason = 'unspecified' } = input;
    const loaded = await loadKey(deps, call, { action: 'key.revoke', accountId, keyId });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    if (keyStatus(before, account, now) === 'revoked') return unchanged(loaded.value);

    const key = { ...before, revokedAt: now, revocationReason: reason, version: before.version + 1 };
    return changed(
      { key, account, now },
      keyWrite(before, key),
      tellOfKey(deps, call, { action: 'key.revoked', now, account, before, after: key }),
    );
  });
