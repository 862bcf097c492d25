/**
 * Forgets the keys, clients, members and live index entries of deleted accounts, in small steps. Nothing finds them any more, so
 * nobody waits for this; the next run goes on where one ends.
 */
import type { DeletedAccount } from '../domain/records/table-records';
import type { OwnedRecord, Write } from '../domain/ports/table';
import type { IssuerDeps } from './context';
import { forgetImport } from './indexes/imported-keys';
import { everything } from './paging';

/** Records in one transaction, and milliseconds between two. At 4 KB a record: 800 of a partition's 1,000 units a second. */
export const STEP = 25;
const STEP_INTERVAL = 250;

/** Returns how many records it forgot before `end`. A failure with one account goes to `onFailure`. */
export async function forgetDeletedAccounts(deps: IssuerDeps, end: number): Promise<number> {
  let forgotten = 0;
  for (const account of await everything((page) => deps.table.listDeletedAccounts(page))) {
    try {
      forgotten += await forgetAccount(deps, account, end);
    } catch (error) {
      deps.issuer.onFailure(error);
    }
  }
  return forgotten;
}

async function forgetAccount({ table, now, pause }: IssuerDeps, deleted: DeletedAccount, end: number): Promise<number> {
  const { accountId } = deleted;
  let forgotten = 0;
  while (now() < end) {
    // If the account is back, for example from a backup, what it has stays. It may also come back between two steps.
    const [account] = await table.read([{ kind: 'account', accountId }]);
    const records = account === undefined ? await table.listOwned(accountId, STEP) : [];
    if (records.length === 0) {
      await table.commit([{ type: 'forget', ref: deleted }]);
      break;
    }
    const writes = records.flatMap(forgetRecord);
    if ((await table.commit(writes)).committed) forgotten += records.length;
    await pause(STEP_INTERVAL);
  }
  return forgotten;
}

/**
 * What finds an imported key goes together with the key, and only if the key is still there: another run may have forgotten
 * both since they were read, and then the same string may have been imported into another account. Of a member goes the way
 * from the person to the account too.
 */
function forgetRecord(record: OwnedRecord): Write[] {
  if (record.kind === 'key' && record.importedHash !== undefined)
    return [{ type: 'delete', ref: record, when: {} }, ...forgetImport(record)];
  if (record.kind !== 'member') return [{ type: 'forget', ref: record }];
  const { subject, accountId } = record;
  return [
    { type: 'forget', ref: record },
    { type: 'forget', ref: { kind: 'membership', subject, accountId } },
  ];
}
