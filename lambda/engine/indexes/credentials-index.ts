/**
 * Puts the keys and clients that were there before the index of all credentials into it, in small steps, once. Nobody
 * waits for it: the next run goes on where one ends, and after the last one a run reads one record. Why: docs/adr/0041.
 */
import type { Instant } from '../../domain/model';
import type { DirectoryEntry, Table, Write } from '../../domain/ports/table';
import type { Backfill } from '../../domain/records/table-records';
import type { IssuerDeps } from '../context';
import { everything } from '../paging';

/** Records in one transaction, and milliseconds between two. */
const STEP = 25;
const STEP_INTERVAL = 250;
/** Milliseconds: functions of the version before, which make credentials without the index, have ended by then. */
const SETTLING = 1_800_000;

const CHECKPOINT = { kind: 'backfill' } as const;

/** Returns how many records it put there before `end`. A failure goes to `onFailure`, and the next run tries again. */
export async function enlistCredentials(deps: IssuerDeps, end: Instant): Promise<number> {
  const { table, now } = deps;
  let enlisted = 0;
  try {
    const [noted] = await table.read([CHECKPOINT]);
    if (noted === undefined) await save(table, { ...CHECKPOINT, since: now() });
    if (noted === undefined || noted.doneAt !== undefined || now() < noted.since + SETTLING) return 0;
    let progress: Backfill = noted;
    while (progress.doneAt === undefined && now() < end) {
      const { items } = await table.listAccounts({ after: progress.afterAccount, limit: 1 });
      const [account] = items;
      if (account === undefined) progress = { ...CHECKPOINT, since: noted.since, doneAt: now() };
      else {
        const step = await enlistSome(deps, account, progress);
        enlisted += step.enlisted;
        progress = step.progress;
      }
      await save(table, progress);
    }
  } catch (error) {
    deps.issuer.onFailure(error);
  }
  return enlisted;
}

const save = (table: Table, record: Backfill) => table.commit([{ type: 'mark', record }]);

interface Step {
  readonly enlisted: number;
  readonly progress: Backfill;
}

/** The next keys of an account and, with the last of them, its clients, of which a user pool has few. */
async function enlistSome({ table, pause }: IssuerDeps, account: DirectoryEntry, progress: Backfill): Promise<Step> {
  const { accountId, position } = account;
  const { since, afterAccount, afterKey } = progress;
  const keys = await table.listKeys(accountId, { after: afterKey, limit: STEP });
  const clients = keys.next === undefined ? await everything((page) => table.listClients(accountId, page)) : [];
  const writes: Write[] = [
    ...keys.items.map(({ keyId }) => ({ type: 'enlist', ref: { kind: 'key', keyId } }) as const),
    ...clients.map(({ clientId }) => ({ type: 'enlist', ref: { kind: 'client', accountId, clientId } }) as const),
  ];
  for (let at = 0; at < writes.length; at += STEP) {
    // One of them was changed or deleted meanwhile: the same step again.
    if (!(await table.commit(writes.slice(at, at + STEP))).committed) return { enlisted: 0, progress };
    await pause(STEP_INTERVAL);
  }
  const next = keys.next === undefined ? { afterAccount: position } : { afterAccount, afterKey: keys.next };
  return { enlisted: writes.length, progress: { ...CHECKPOINT, since, ...next } };
}
