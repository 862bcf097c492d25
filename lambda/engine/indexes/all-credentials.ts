/**
 * Lists of the credentials of all accounts. An index names them and nothing else, and may be behind by seconds; what a list
 * shows, and whether its filter keeps it, comes from the records and the accounts as they are now.
 */
import type { Account } from '../../domain/model';
import type { Page, PageRequest, RecordFor, Ref } from '../../domain/ports/table';
import { type CredentialEntry, credentialPosition } from '../../domain/records/table-records';
import type { LastUse } from '../../domain/records/usage-records';
import type { Deps } from '../context';
import { lastUsesOf } from '../last-uses';
import { fill, readAll, withAccounts } from '../paging';

type CredentialRef = Extract<Ref, { kind: 'key' | 'client' }>;

interface FoundCredential<R extends CredentialRef> {
  readonly record: RecordFor<R>;
  readonly account: Account;
  /** Absent if no use is known. */
  readonly lastUse: LastUse | undefined;
}

interface List<R extends CredentialRef, T> {
  readonly kind: R['kind'];
  readonly refOf: (entry: CredentialEntry) => R;
  /** What the list has of a credential. */
  readonly shown: (found: FoundCredential<R>) => T;
  /** Undefined if the request has no filter. */
  readonly isKept: ((item: T) => boolean) | undefined;
}

export async function listCredentials<R extends CredentialRef, T>(
  deps: Deps,
  page: PageRequest,
  { kind, refOf, shown, isKept }: List<R, T>,
): Promise<Page<T>> {
  const { table } = deps;
  const read = async (request: PageRequest): Promise<Page<Entry<T>>> => {
    const { items, next } = await table.listCredentials(kind, request);
    const found = await withAccounts(table, await readAll(table, items.map(refOf)));
    const uses = await lastUsesOf(
      deps,
      items.map(({ id }) => id),
    );
    const itemAt = (at: number, id: string): T | undefined => {
      const one = found[at];
      return one && shown({ ...one, lastUse: uses.get(id) });
    };
    return { items: items.map((entry, at) => ({ entry, item: itemAt(at, entry.id) })), next };
  };
  const { items, next } = await fill(read, page, {
    keep: ({ item }) => item !== undefined && (isKept === undefined || isKept(item)),
    keepsMost: isKept === undefined,
    positionOf: ({ entry }) => credentialPosition(entry),
  });
  return { items: items.map(({ item }) => item).filter((item) => item !== undefined), next };
}

/** An entry of the index. `item` is undefined if the credential, or its account, was deleted. */
interface Entry<T> {
  readonly entry: CredentialEntry;
  readonly item: T | undefined;
}
