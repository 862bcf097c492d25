/** Lets a suspended key work again, if the account may have that many keys. */
import { beyondLimit } from '../ceiling';
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfKey } from '../events';
import { keyNotActive, loadKey } from '../load';
import type { Outcome } from '../outcome';
import { accountWrite, keyWrite } from '../records';
import { isDead } from '../status';
import type { KeyResult, KeyTarget } from './types';

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
