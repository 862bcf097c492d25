/** Ends the previous secret now; the current one goes on. */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { keyNotActive, type KeyTarget, loadKey } from '../../../engine/load';
import type { Outcome } from '../../../domain/outcome';
import { keyWrite } from '../../../engine/conditional-writes';
import { isDead } from '../../../domain/status';
import type { KeyResult } from '../types';

export const endGrace = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<KeyResult>> =>
  transact(deps, async () => {
    const loaded = await loadKey(deps, call, { action: 'key.end-grace', ...input });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    const { previousSecret } = before;
    if (isDead(before, account, now)) return keyNotActive();
    if (previousSecret === undefined || now >= previousSecret.graceUntil) return unchanged(loaded.value);

    const key = { ...before, previousSecret: undefined, version: before.version + 1 };
    return changed(
      { key, account, now },
      keyWrite(before, key, { version: before.version }),
      tellOfKey(deps, call, { action: 'key.grace-ended', now, account, before, after: key }),
    );
  });
