/** Lets a suspended key work again, if the account may have that many keys. */
import { beyondLimit } from '../../../engine/validation';
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { keyNotActive, type KeyTarget, loadKey } from '../../../engine/load';
import type { Outcome } from '../../../domain/outcome';
import { accountWrite, keyWrite } from '../../../engine/conditional-writes';
import { isDead } from '../../../domain/status';
import type { KeyResult } from '../types';

export const resumeKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<KeyResult>> =>
  transact(deps, async () => {
    const loaded = await loadKey(deps, call, { action: 'key.resume', ...input });
    if (!loaded.ok) return loaded;
    const { key: before, account, now } = loaded.value;
    const { version } = before;
    if (isDead(before, account, now)) return keyNotActive();
    if (before.suspendedAt === undefined) return unchanged(loaded.value);
    // A suspended key has its place already; a limit that was lowered meanwhile may have taken it away.
    const no = await beyondLimit(deps, loaded.value, 0);
    if (no !== undefined) return no;

    const key = { ...before, suspendedAt: undefined, version: version + 1 };
    const { grantVersion, keysVersion, credentialsValidAfter } = account;
    const counted = { ...account, keysVersion: keysVersion + 1 };
    return changed(
      { key, account, now },
      keyWrite(before, key, { version }),
      accountWrite(account, counted, { grantVersion, keysVersion, credentialsValidAfter }),
      tellOfKey(deps, call, { action: 'key.resumed', now, account, before, after: key }),
    );
  });
