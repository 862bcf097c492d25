/**
 * The daily task: tells of keys that expire, and ends keys that are not used. It begins with each UTC day. A schedule starts
 * it more often: a run that had no time left, or failed, goes on at the next start. A start with nothing to do reads two
 * records, and notes the latest recorded call. What was done is not done again, so two runs at once do no harm.
 */
import type { TaskLine } from '../../../domain/ports/log';
import type { Account } from '../../../domain/model';
import type { DirectoryEntry } from '../../../domain/ports/table';
import { listen, LONGEST_PAUSE, type Recording } from '../../../domain/key-lifetime';
import { DAY_MILLISECONDS } from '../../../domain/status';
import type { DailyRun } from '../../../domain/records/table-records';
import { ANY_CREDENTIAL, dayOf } from '../../../domain/records/usage-records';
import type { AuditSource, Deps } from '../../../engine/context';
import { endingKeys } from './ending-keys';
import { endInactiveKeys } from './inactive-keys';
import { dueNotice, LATEST_NOTICE_DAYS, tell } from './notices';

export interface DailyDeps extends Deps {
  readonly daily: {
    /** Days before a key's end at which it is told of. */
    readonly noticeDays: readonly number[];
    /** Of accounts whose grant has no `inactivityDays`. Absent: no default. */
    readonly inactivityDays?: number | undefined;
    /** Whether the deployment records when keys are used. */
    readonly countsUsage: boolean;
  };
  readonly onFailure: (error: unknown) => void;
}

/** No account begins after this many milliseconds. The rest of the function's minute is for what was begun. */
export const DAILY_WORK_TIME = 40_000;
/** Accounts in one page of the list, and those that are worked on at the same moment. */
const ACCOUNTS = 100;
const AT_ONCE = 10;

const SOURCE: AuditSource = { actor: { type: 'task', name: 'daily' }, sourceIp: 'none', requestId: 'none' };

type Work = Required<Pick<TaskLine, 'told' | 'ended'>>;

/** Rejects only if the table fails between two accounts. A failure in one account goes to `onFailure`. */
export async function runDaily(deps: DailyDeps): Promise<Work> {
  const end = deps.now() + DAILY_WORK_TIME;
  const total = { told: 0, ended: 0 };
  const { run: begun, recording } = await begin(deps);
  let run = begun;
  while (!run.isDone && deps.now() < end) {
    const { items, next } = await deps.table.listAccounts({ after: run.after, limit: ACCOUNTS });
    let left = items;
    while (left.length > 0 && deps.now() < end) {
      const chunk = left.slice(0, AT_ONCE);
      for (const work of await Promise.all(chunk.map((entry) => careFor(deps, entry, recording)))) {
        total.told += work?.told ?? 0;
        total.ended += work?.ended ?? 0;
        run = { ...run, hasFailed: run.hasFailed || work === undefined };
      }
      run = { ...run, after: chunk.at(-1)?.position };
      left = left.slice(AT_ONCE);
    }
    if (left.length === 0 && next === undefined) run = finished(run);
    await deps.table.commit([{ type: 'mark', record: run }]);
    if (run.after === undefined) break;
  }
  return total;
}

/** A run in which an account failed begins again at the next start. */
const finished = (run: DailyRun): DailyRun => ({
  ...run,
  after: undefined,
  isDone: !run.hasFailed,
  hasFailed: false,
});

interface Begun {
  readonly run: DailyRun;
  /** Undefined if calls are not recorded, or if the recording may have stopped. */
  readonly recording: Recording | undefined;
}

/** The run that goes on, or that of a new day. A run that takes longer than a day is finished first. */
async function begin({ table, now, daily: { countsUsage } }: DailyDeps): Promise<Begun> {
  // Without `usage` the function may not read last uses.
  const [last, latest] = countsUsage
    ? await table.read([{ kind: 'dailyRun' }, { kind: 'lastUse', credentialId: ANY_CREDENTIAL }])
    : await table.read([{ kind: 'dailyRun' }]);
  const pulse = latest?.lastUsedAt ?? 0;
  const known = listen(last, pulse, now());
  const day = dayOf(now());
  const isNew = last === undefined || (last.isDone && last.day !== day);
  const { after, isDone, hasFailed } = last ?? { isDone: false, hasFailed: false };
  const state = isNew ? { day, isDone: false, hasFailed: false } : { day: last.day, after, isDone, hasFailed };
  const run: DailyRun = { kind: 'dailyRun', ...state, ...(countsUsage && known) };
  // Work that is left is noted with all else.
  if (run.isDone && run.heardAt !== last?.heardAt) await table.commit([{ type: 'mark', record: run }]);
  const isRecorded = countsUsage && pulse > now() - LONGEST_PAUSE;
  return { run, recording: isRecorded ? { since: known.usageSince, silences: known.silences } : undefined };
}

/** What was done for the account. Undefined: it failed. */
async function careFor(
  deps: DailyDeps,
  { accountId }: DirectoryEntry,
  recording: Recording | undefined,
): Promise<Work | undefined> {
  try {
    const [account] = await deps.table.read([{ kind: 'account', accountId }]);
    return account === undefined ? { told: 0, ended: 0 } : await careForKeys(deps, account, recording);
  } catch (error) {
    deps.onFailure(error);
    return undefined;
  }
}

async function careForKeys(deps: DailyDeps, account: Account, recording: Recording | undefined): Promise<Work> {
  const { noticeDays, inactivityDays } = deps.daily;
  const now = deps.now();
  const inactivity = recording && { defaultDays: inactivityDays, recording };
  const endsUnused = inactivity !== undefined && (account.grant.inactivityDays ?? inactivityDays) !== undefined;
  const window = {
    from: now - LATEST_NOTICE_DAYS * DAY_MILLISECONDS,
    until: now + Math.max(0, ...noticeDays) * DAY_MILLISECONDS,
    all: endsUnused,
  };
  const work = { told: 0, ended: 0 };
  for await (const entries of endingKeys(deps, account, window)) {
    const ended = endsUnused ? await endInactiveKeys(deps, SOURCE, { account, entries, inactivity }) : undefined;
    const others = entries.filter(({ keyId }) => ended?.has(keyId) !== true);
    const notices = others.flatMap((entry) => dueNotice(entry, account, { now, noticeDays }) ?? []);
    work.told += await tell(deps, SOURCE, { account, notices });
    work.ended += ended?.size ?? 0;
  }
  return work;
}
