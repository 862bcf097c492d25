/** Forgets a dead key; its events stay. What is dead stays dead, so no condition is needed beyond the reading. */
import { changed, transact } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfKey } from '../events';
import { loadKey } from '../load';
import { type Outcome, refused } from '../outcome';
import { isDead } from '../status';
import type { KeyTarget } from './types';

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
