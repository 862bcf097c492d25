/**
 * Ends keys that were not used for as long as their account's grant, or else the deployment, allows. The end is the key's own
 * `expiresAt`, so it holds at every door, is final like every expiry, and is seen in the key's view.
 */
import type { Account, Instant } from '../../../domain/model';
import { DAY_MILLISECONDS, isDead } from '../../../domain/status';
import type { LiveKey } from '../../../domain/records/table-records';
import { keyEvent } from '../../../engine/audit-events';
import { keyWrite } from '../../../engine/conditional-writes';
import type { AuditSource, Deps } from '../../../engine/context';
import { moveKey } from '../../../engine/indexes/live-index';
import { readAll } from '../../../engine/paging';
import { changed, transact, unchanged } from '../../../engine/transact';

/** When keys count as inactive. */
export interface Inactivity {
  /** Days without a call. */
  readonly days: number;
  /** Since when calls are recorded: a key was not unused before. */
  readonly since: Instant;
}

/** Ends the inactive ones of these keys. Returns their ids. */
export async function endInactiveKeys(
  deps: Deps,
  source: AuditSource,
  { account, entries, inactivity }: { account: Account; entries: readonly LiveKey[]; inactivity: Inactivity },
): Promise<ReadonlySet<string>> {
  const latest = deps.now() - inactivity.days * DAY_MILLISECONDS;
  const ended = new Set<string>();
  if (inactivity.since > latest) return ended;
  const old = entries.filter(({ createdAt }) => createdAt <= latest);
  const uses = await readAll(
    deps.table,
    old.map(({ keyId }) => ({ kind: 'lastUse', credentialId: keyId }) as const),
  );
  for (const [at, { keyId }] of old.entries()) {
    if ((uses[at]?.lastUsedAt ?? 0) > latest) continue;
    if (await endKey(deps, source, { account, keyId, latest })) ended.add(keyId);
  }
  return ended;
}

/** Reads again what was read for the list, because a call may have come since. */
async function endKey(
  deps: Deps,
  source: AuditSource,
  { account: { accountId }, keyId, latest }: { account: Account; keyId: string; latest: Instant },
): Promise<boolean> {
  const outcome = await transact(deps, async () => {
    const [account, before, use] = await deps.table.read([
      { kind: 'account', accountId },
      { kind: 'key', keyId },
      { kind: 'lastUse', credentialId: keyId },
    ]);
    const now = deps.now();
    if (account === undefined || before === undefined || isDead(before, account, now)) return unchanged(false);
    if ((use?.lastUsedAt ?? 0) > latest) return unchanged(false);
    const after = { ...before, expiresAt: now, expiryReason: 'inactive', version: before.version + 1 } as const;
    return changed(
      true,
      keyWrite(before, after, { version: before.version }),
      ...moveKey(before, after),
      keyEvent(deps, source, { action: 'key.inactive', now, account, before, after }),
    );
  });
  return outcome.ok && outcome.value;
}
