/**
 * Ends keys that were not used for as long as their account's grant, or else the deployment, allows. The end is the key's own
 * `expiresAt`, so it holds at every door, is final like every expiry, and is seen in the key's view.
 */
import type { Account, Instant } from '../../../domain/model';
import { lastNeededAt, type Recording, recordedTime } from '../../../domain/key-lifetime';
import { DAY_MILLISECONDS, keyStatus } from '../../../domain/status';
import type { LiveKey } from '../../../domain/records/table-records';
import { keyEvent } from '../../../engine/audit-events';
import { accountCheck, keyWrite } from '../../../engine/conditional-writes';
import type { AuditSource, Deps } from '../../../engine/context';
import { moveKey } from '../../../engine/indexes/live-index';
import { readAll } from '../../../engine/paging';
import { changed, transact, unchanged } from '../../../engine/transact';

/** When keys count as inactive. */
export interface Inactivity {
  /** Days of accounts whose grant has none. */
  readonly defaultDays: number | undefined;
  readonly recording: Recording;
}

/** Ends the inactive ones of these keys. Returns their ids. */
export async function endInactiveKeys(
  deps: Deps,
  source: AuditSource,
  { account, entries, inactivity }: { account: Account; entries: readonly LiveKey[]; inactivity: Inactivity },
): Promise<ReadonlySet<string>> {
  const isOver = (from: Instant): boolean => isInactive(account, inactivity, { from, now: deps.now() });
  const ended = new Set<string>();
  const old = entries.filter(({ createdAt }) => isOver(createdAt));
  const uses = await readAll(
    deps.table,
    old.map(({ keyId }) => ({ kind: 'lastUse', credentialId: keyId }) as const),
  );
  for (const [at, { keyId }] of old.entries()) {
    if (!isOver(uses[at]?.lastUsedAt ?? 0)) continue;
    if (await endKey(deps, source, { accountId: account.accountId, keyId, inactivity })) ended.add(keyId);
  }
  return ended;
}

/** Whether a key that was last needed then was not used for as many recorded days as the account has. */
function isInactive(
  { grant }: Account,
  { defaultDays, recording }: Inactivity,
  { from, now }: { readonly from: Instant; readonly now: Instant },
): boolean {
  const days = grant.inactivityDays ?? defaultDays ?? Infinity;
  return recordedTime(recording, from, now) >= days * DAY_MILLISECONDS;
}

/** Reads again what was read for the list, because a call, a change of the key or of the grant may have come since. */
async function endKey(
  deps: Deps,
  source: AuditSource,
  { accountId, keyId, inactivity }: { accountId: string; keyId: string; inactivity: Inactivity },
): Promise<boolean> {
  const outcome = await transact(deps, async () => {
    const [account, before, use] = await deps.table.read([
      { kind: 'account', accountId },
      { kind: 'key', keyId },
      { kind: 'lastUse', credentialId: keyId },
    ]);
    const now = deps.now();
    // Nobody can use a suspended key; it counts again from its resume.
    if (account === undefined || before === undefined || account.suspendedAt !== undefined) return unchanged(false);
    if (keyStatus(before, account, now) !== 'active') return unchanged(false);
    const from = lastNeededAt(before, account, use?.lastUsedAt);
    if (!isInactive(account, inactivity, { from, now })) return unchanged(false);
    const after = { ...before, expiresAt: now, expiryReason: 'inactive', version: before.version + 1 } as const;
    return changed(
      true,
      keyWrite(before, after, { version: before.version }),
      accountCheck(account, 'grantVersion', 'suspendedAt', 'resumedAt'),
      ...moveKey(before, after),
      keyEvent(deps, source, { action: 'key.inactive', now, account, before, after }),
    );
  });
  return outcome.ok && outcome.value;
}
