/**
 * Notices: audit events that tell of keys that expire soon or have expired. A notice's id follows from the key, its end and
 * the notice, so each is written once, however often the task runs. Nobody changed the key, so its `version` stays.
 */
import { sha256 } from '../../../domain/hash';
import type { Account, ApiKey, Instant } from '../../../domain/model';
import { DAY_MILLISECONDS, expiryOf, keyStatus } from '../../../domain/status';
import type { LiveKey } from '../../../domain/records/table-records';
import { noticeEvent, noticeId } from '../../../engine/audit-events';
import type { AuditSource, Deps } from '../../../engine/context';
import { readAll } from '../../../engine/paging';

/** Days after the end of a key within which it is told of. */
export const LATEST_NOTICE_DAYS = 7;

/** One notice about one key. */
interface Notice {
  readonly action: 'key.expiring' | 'key.expired';
  readonly entry: Pick<LiveKey, 'accountId' | 'keyId'>;
  /** When the notice was due. */
  readonly at: Instant;
  readonly suffix: string;
  readonly end: Instant;
  /** Days before the end. Absent once the key has expired. */
  readonly noticeDays?: number;
}

/**
 * The notice that is due about the key, if any: the latest one. A key is not told of by a notice that was due before the key
 * was made.
 */
export function dueNotice(
  entry: LiveKey,
  account: Account,
  { now, noticeDays }: { readonly now: Instant; readonly noticeDays: readonly number[] },
): Notice | undefined {
  const end = expiryOf(entry, account);
  if (end === undefined || now >= end + LATEST_NOTICE_DAYS * DAY_MILLISECONDS) return undefined;
  if (now >= end) return notice({ action: 'key.expired', entry, at: end, end });
  const due = noticeDays.map((days) => ({ days, at: end - days * DAY_MILLISECONDS }));
  const passed = due.filter(({ at }) => now >= at && at > entry.createdAt).sort((one, other) => one.days - other.days);
  const [latest] = passed;
  return latest && notice({ action: 'key.expiring', entry, at: latest.at, end, noticeDays: latest.days });
}

function notice(given: Omit<Notice, 'suffix'>): Notice {
  const { action, entry, at, end } = given;
  const hash = sha256([action, entry.keyId, at, end].join(' '));
  return { ...given, suffix: hash.replace(/[-_]/g, '').slice(0, 10) };
}

/** Writes the notices that are due and not written. Returns their number. */
export async function tell(
  deps: Deps,
  source: AuditSource,
  { account, notices }: { readonly account: Account; readonly notices: readonly Notice[] },
): Promise<number> {
  const { table, now } = deps;
  const { accountId } = account;
  const written = await readAll(
    table,
    notices.map((one) => ({ kind: 'event', accountId, eventId: noticeId(one) }) as const),
  );
  const left = notices.filter((_, at) => written[at] === undefined);
  const keys = await readAll(
    table,
    left.map(({ entry: { keyId } }) => ({ kind: 'key', keyId }) as const),
  );
  let told = 0;
  for (const [at, one] of left.entries()) {
    const key = keys[at];
    // The entry may be older than a revoke or a PATCH, and a task that ended the key told of it.
    if (key === undefined || expiryOf(key, account) !== one.end || key.expiryReason !== undefined) continue;
    if (keyStatus(key, account, now()) === 'revoked') continue;
    const result = await table.commit([noticeEvent(source, { ...one, ...one.entry, fields: fieldsOf(key, one) })]);
    if (result.committed) told += 1;
  }
  return told;
}

/** What a message to the owner of the key needs. */
const fieldsOf = ({ label }: ApiKey, { end, noticeDays }: Notice) => ({
  label,
  expiresAt: new Date(end).toISOString(),
  ...(noticeDays !== undefined && { noticeDays }),
});
