/**
 * Revokes a key for anyone who has its secret; no other credential is needed. The current secret revokes the key, the
 * previous secret ends only its own grace. Every text in the form of a key gets the same answer.
 */
import { matchSecret } from '../../../domain/hash';
import { parseKey } from '../../../domain/key-format';
import type { Outcome } from '../../../domain/outcome';
import { keyStatus } from '../../../domain/status';
import { keyEvent } from '../../../engine/audit-events';
import { keyWrite } from '../../../engine/conditional-writes';
import type { Deps, Origin } from '../../../engine/context';
import { type KeyRecords, readImportedKey, readKey } from '../../../engine/indexes/imported-keys';
import { leaveKey } from '../../../engine/indexes/live-index';
import { changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest } from '../../../engine/validation';

export const NO_KEY_FORM = 'Must have the form of an API key.';

export interface RevokeLeakedInput {
  /** The key that somebody found. */
  readonly presentedKey: string;
}

export async function revokeLeaked(
  deps: Deps,
  origin: Origin,
  { presentedKey }: RevokeLeakedInput,
): Promise<Outcome<undefined>> {
  const find = finderOf(deps, presentedKey);
  if (find === undefined) return invalidRequest([{ pointer: '/key', detail: NO_KEY_FORM }]);
  return transact(deps, async () => {
    const { account, key: before } = (await find()) ?? {};
    const now = deps.now();
    const match = matchSecret(before, presentedKey, now);
    if (account === undefined || before === undefined || match === undefined) return unchanged(undefined);
    if (keyStatus(before, account, now) === 'revoked') return unchanged(undefined);

    const source = { ...origin, actor: { type: 'holder', keyId: before.keyId } } as const;
    const version = before.version + 1;
    const [action, after] =
      match === 'current'
        ? (['key.revoked', { ...before, revokedAt: now, revocationReason: 'leaked', version }] as const)
        : (['key.grace-ended', { ...before, previousSecret: undefined, version }] as const);
    return changed(
      undefined,
      keyWrite(before, after, { version: before.version }),
      ...(match === 'current' ? [leaveKey(before)] : []),
      keyEvent(deps, source, { action, now, account, before, after }),
    );
  });
}

/** Reads the records of the key that the text is; undefined if it can be none. */
function finderOf({ table, imported }: Deps, text: string): (() => Promise<KeyRecords | undefined>) | undefined {
  if (imported?.isForm(text)) return () => readImportedKey(table, imported, text);
  const parsed = parseKey(text);
  return parsed && (() => readKey(table, parsed.keyId));
}
