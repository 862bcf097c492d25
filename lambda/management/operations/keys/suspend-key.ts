/** Stops one key, reversibly. Nothing but an earlier suspension or revocation stands in its way. */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { keyNotActive, type KeyTarget, loadKey } from '../../../engine/load';
import type { Outcome } from '../../../domain/outcome';
import { keyWrite } from '../../../engine/conditional-writes';
import { isDead } from '../../../domain/status';
import type { KeyResult } from '../types';

export const suspendKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<KeyResult>> =>
  transact(deps, async () => {
    const loaded = await loadKey(deps, call, { action: 'key.suspend', ...input });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    if (isDead(before, account, now)) return keyNotActive();
    if (before.suspendedAt !== undefined) return unchanged(loaded.value);

    const key = { ...before, suspendedAt: now, version: before.version + 1 };
    return changed(
      { key, account, now },
      keyWrite(before, key, { suspendedAt: undefined }),
      tellOfKey(deps, call, { action: 'key.suspended', now, account, before, after: key }),
    );
  });
