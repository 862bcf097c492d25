/** Forgets a dead key; its events stay. What is dead stays dead, so no condition is needed beyond the reading. */
import { changed, transact } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { type KeyTarget, loadKey } from '../../../engine/load';
import { type Outcome, refused } from '../../../domain/outcome';
import { isDead } from '../../../domain/status';

export const deleteKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<undefined>> =>
  transact(deps, async () => {
    const loaded = await loadKey(deps, call, { action: 'key.delete', ...input });
    if (!loaded.ok) return loaded;
    const { key, account, now } = loaded.value;
    const { keyId } = key;
    if (!isDead(key, account, now)) return refused('key-still-active', 'Only a dead key is deleted. Revoke it first.');

    return changed(
      undefined,
      { type: 'delete', ref: { kind: 'key', keyId }, when: {} },
      tellOfKey(deps, call, { action: 'key.deleted', now, account, before: key }),
    );
  });
