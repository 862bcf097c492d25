/**
 * Ends a key for somebody who has its secret: that is all they must prove, and all they can do. The current
 * secret ends the key, the previous one only itself. The answer is the same whatever happened.
 */
import { invalidRequest } from '../../../engine/validation';
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps, Origin } from '../../../engine/context';
import { tellOfKey } from '../../../engine/audit-events';
import { parseKey } from '../../../domain/key-format';
import { loadKey } from '../../../engine/load';
import { matchSecret } from '../../../domain/hash';
import type { Outcome } from '../../../domain/outcome';
import { keyWrite } from '../../../engine/conditional-writes';
import { keyStatus } from '../../../domain/status';
import type { RevokeLeakedInput } from '../types';

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
