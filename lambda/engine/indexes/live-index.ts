/**
 * The live index: an entry for each key and client that may be live. It tells how many there are, and reads nothing that
 * is dead. The transaction that changes a credential also changes its entry. Why: docs/adr/0019.
 */
import type { Account, ApiKey, Client } from '../../domain/model';
import type { LiveClient, LiveKey } from '../../domain/records/table-records';
import type { Forget, LiveKeys, Mark, Write } from '../../domain/ports/table';
import { latestLapsed } from '../../domain/status';
import type { Deps } from '../context';
import type { LoadedAccount } from '../load';

/** Most entries in one page. */
const ENTRIES = 1_000;

const keyEntry = ({ accountId, keyId, generation, createdAt, expiresAt }: ApiKey): LiveKey => ({
  kind: 'liveKey',
  accountId,
  keyId,
  generation,
  createdAt,
  expiresAt,
});
const clientEntry = ({ accountId, clientId, generation }: Client): LiveClient => ({
  kind: 'liveClient',
  accountId,
  clientId,
  generation,
});
/** The entry of a revoked client whose app client Cognito must still delete. */
const endedEntry = ({ accountId, clientId }: Client): LiveClient => ({ kind: 'liveClient', accountId, clientId });

const mark = (record: Mark['record']): Mark => ({ type: 'mark', record });
const forget = (ref: LiveKey | LiveClient): Forget => ({ type: 'forget', ref });

export const enterKey = (key: ApiKey): Mark => mark(keyEntry(key));
export const leaveKey = (key: ApiKey): Forget => forget(keyEntry(key));
/** The writes for a changed key: its `expiresAt` is a part of the entry's place. */
export const moveKey = (before: ApiKey, after: ApiKey): Write[] =>
  before.expiresAt === after.expiresAt ? [] : [leaveKey(before), enterKey(after)];

export const enterClient = (client: Client): Mark => mark(clientEntry(client));
/** For a revoke: Cognito still has the app client of a client that was issued here. */
export const endClient = (client: Client): Write[] => [
  forget(clientEntry(client)),
  ...(client.tokenLifetimeMinutes === undefined ? [] : [mark(endedEntry(client))]),
];
/** For a delete of the record. */
export const leaveClient = (client: Client): Forget[] => [clientEntry(client), endedEntry(client)].map(forget);

/**
 * A revoke leaves where the key was as the revoke read it. If a PATCH moved the entry before the commit, it is still
 * there; nothing moves it after the commit. Also repairs what a process left that ended before it came here.
 */
export async function leaveForGood({ table }: Deps, revoked: ApiKey): Promise<void> {
  const { keyId } = revoked;
  const [key, entry] = await table.read([{ kind: 'key', keyId }, keyEntry(revoked)]);
  if (key?.revokedAt === undefined) return;
  if (entry !== undefined || key.expiresAt !== revoked.expiresAt) await table.commit([leaveKey(key)]);
}

/** Whether the account has this many keys that are neither revoked nor expired. Stops to read once it knows. */
export async function hasLiveKeys({ table }: Deps, { account, now }: LoadedAccount, number: number): Promise<boolean> {
  const { accountId, generation } = account;
  const lapsed = latestLapsed(account, now);
  const ranges: readonly Pick<LiveKeys, 'by' | 'later'>[] = [
    { by: 'expiresAt', later: now },
    { by: 'createdAt', later: lapsed },
  ];
  let found = 0;
  for (const range of ranges) {
    let after: string | undefined;
    for (let isMore = found < number; isMore; ) {
      // Keys that a lowered `maxKeyLifetimeDays` ended do not count: large pages pass over many of them at once.
      const limit = lapsed === -Infinity ? Math.min(ENTRIES, number - found) : ENTRIES;
      const page = await table.listLiveKeys({ accountId, generation, ...range }, { after, limit });
      // A key may have an `expiresAt` that is later than what a lowered `maxKeyLifetimeDays` allows.
      found += page.items.filter(({ createdAt }) => createdAt > lapsed).length;
      after = page.next;
      isMore = after !== undefined && found < number;
    }
  }
  return found >= number;
}

export const hasLiveCredential = async (deps: Deps, loaded: LoadedAccount): Promise<boolean> =>
  (await hasLiveKeys(deps, loaded, 1)) || (await hasLiveClients(deps, loaded.account, 1));

/** Whether the account has this many clients that are not revoked; at most 1,000. */
export async function hasLiveClients(
  { table }: Deps,
  { accountId, generation }: Account,
  number: number,
): Promise<boolean> {
  const { items } = await table.listLiveClients({ accountId, generation }, { limit: number });
  return items.length >= number;
}
