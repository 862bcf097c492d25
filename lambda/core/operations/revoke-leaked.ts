/**
 * Ends a key for somebody who has its secret: that is all they must prove, and all they can do. The current
 * secret ends the key, the previous one only itself. The answer is the same whatever happened.
 */
import { invalidRequest } from '../ceiling';
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps, Origin } from '../context';
import { tellOfKey } from '../events';
import { parseKey } from '../key-format';
import { loadKey } from '../load';
import { matchSecret } from '../match-secret';
import type { Outcome } from '../outcome';
import { keyWrite } from '../records';
import { keyStatus } from '../status';
import type { RevokeLeakedInput } from './types';

export async function revokeLeaked(
  deps: Deps,
  origin: Origin,
  { presentedKey }: RevokeLeakedInput,
): Promise<Outcome<undefined>> {
  const parsed = parseKey(presentedKey);
  if (parsed === undefined)
    return invalidRequest([{ pointer: '/key', detail: 'This does not have the form of a key.' }]);
  const { accountId, keyId } = parsed;
  const call: Call = { ...origin, actor: { type: 'holder', keyId } };
  return transact(deps, async () => {
    const loaded = await loadKey(deps, call, { action: 'key.revoke', accountId, keyId });
    if (!loaded.ok) return unchanged(undefined);
    const { key: before, account, now } = loaded.value;
    const match = matchSecret(before, presentedKey, now);
    if (match === undefined || keyStatus(before, account, now) === 'revoked') return unchanged(undefined);

    // Whoever may end the key may end less of it.
    const version = before.version + 1;
    const [action, after] =
      match === 'current'
        ? (['key.revoked', { ...before, revokedAt: now, revocationReason: 'leaked', version }] as const)
        : (['key.grace-ended', { ...before, previousSecret: undefined, version }] as const);
    return changed(
      undefined,
      keyWrite(before, after, { version: before.version }),
      tellOfKey(deps, call, { action, now, account, before, after }),
    );
  });
}
