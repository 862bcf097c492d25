/**
 * Bulk revoke: the keys of an account that a filter selects, a page at a time, each key by a revoke of its own. A key that
 * is revoked is not selected, so a repeated call does what is left: it revokes nothing twice and passes over no key.
 */
import { accountIdOf } from '../../../domain/key-format';
import type { ApiKey, Instant } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { Page, PageRequest } from '../../../domain/ports/table';
import { heard, listen, recordedTime } from '../../../domain/key-lifetime';
import { ANY_CREDENTIAL } from '../../../domain/records/usage-records';
import { DAY_MILLISECONDS, keyStatus } from '../../../domain/status';
import type { RevocationReason } from '../../../domain/vocabulary';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type LoadedAccount, type LoadedKey, loadAccount } from '../../../engine/load';
import { isUnusedSince, refuseUnusedSince, type UsedKey, withLastUses } from '../../../engine/last-uses';
import { fill, readAll } from '../../../engine/paging';
import { invalidRequest } from '../../../engine/validation';
import { revokeKey } from './key-verbs';

/** A key is selected if it has everything that is asked for here. */
export interface KeyFilter {
  readonly tag?: string | undefined;
  /** Selects keys whose `createdAt` is before this instant. */
  readonly createdBefore?: Instant | undefined;
  /** Selects keys that no use is known of from this instant on. */
  readonly unusedSince?: Instant | undefined;
  /** At most 100. */
  readonly ids?: readonly string[] | undefined;
}

export interface RevokeKeysInput extends AccountTarget, PageRequest {
  readonly filter: KeyFilter;
  readonly reason?: RevocationReason | undefined;
  /** Answers what would be revoked, and changes nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

export interface KeysRevoked {
  readonly keys: readonly LoadedKey[];
  /** The ids of the filter for which the account has no key. Each is on one page. Absent if the filter has no ids. */
  readonly notFound?: readonly string[] | undefined;
  readonly next?: string | undefined;
}

/** Milliseconds after which a call begins with no further key: by default, half of the time of a management function. */
const WORK_TIME = 5_000;

export async function revokeKeys(deps: Deps, call: Call, input: RevokeKeysInput): Promise<Outcome<KeysRevoked>> {
  const end = deps.now() + WORK_TIME;
  const loaded = await loadAccount(deps, call, { accountId: input.accountId });
  if (!loaded.ok) return loaded;
  const { unusedSince } = input.filter;
  const refusal = refuseUnusedSince(deps, unusedSince, {
    now: loaded.value.now,
    place: { pointer: '/filter/unusedSince' },
  });
  if (refusal !== undefined) return refusal;
  const unknown = unusedSince === undefined ? undefined : await refuseUnrecorded(deps, unusedSince);
  if (unknown !== undefined) return unknown;
  const named = input.filter.ids && (await readNamed(deps, input.accountId, input.filter.ids));
  const page = await select(deps, loaded.value, { ...input, named });
  const revoked = input.dryRun
    ? done({ keys: page.items.map(({ key }) => ({ ...loaded.value, key })), next: page.next })
    : await revokeEach(deps, call, { ...input, page, end });
  if (!revoked.ok) return revoked;
  const { keys, next } = revoked.value;
  return done({ keys, next, notFound: named && missingOn(named, { after: input.after, next }) });
}

/** The keys with the ids that a request names, in the order of a list of keys, and the ids that no key has. */
interface Named {
  readonly keys: readonly ApiKey[];
  readonly missing: readonly string[];
}

async function readNamed({ table }: Deps, accountId: string, ids: readonly string[]): Promise<Named> {
  const own = ids.filter((id) => accountIdOf(id) === accountId);
  const records = await readAll(
    table,
    [...new Set(own)].sort().map((keyId) => ({ kind: 'key', keyId }) as const),
  );
  const keys = records.filter((key) => key !== undefined);
  const found = new Set(keys.map(({ keyId }) => keyId));
  return { keys, missing: [...new Set(ids)].filter((id) => !found.has(id)).sort() };
}

/** The ids that no key has, of the part of the list that a page covers. */
const missingOn = ({ missing }: Named, { after = '', next }: Pick<KeysRevoked, 'next'> & { after?: string }) =>
  missing.filter((id) => id > after && (next === undefined || id <= next));

function select(
  deps: Deps,
  { account, now }: LoadedAccount,
  { filter, named, ...page }: RevokeKeysInput & { readonly named?: Named | undefined },
): Promise<Page<UsedKey>> {
  const { tag, createdBefore = Infinity, unusedSince } = filter;
  const listed = async (asked: PageRequest): Promise<Page<ApiKey>> =>
    named === undefined
      ? deps.table.listKeys(account.accountId, asked)
      : { items: named.keys.filter(({ keyId }) => keyId > (asked.after ?? '')) };
  const read = async (asked: PageRequest): Promise<Page<UsedKey>> => {
    const { items, next } = await listed(asked);
    return { items: unusedSince === undefined ? items.map((key) => ({ key })) : await withLastUses(deps, items), next };
  };
  return fill(read, page, {
    keep: ({ key, lastUse }) =>
      keyStatus(key, account, now) !== 'revoked' &&
      (tag === undefined || (key.tags ?? []).includes(tag)) &&
      (unusedSince === undefined || isUnusedSince({ key, lastUse }, unusedSince)) &&
      key.createdAt < createdBefore,
    positionOf: ({ key }) => key.keyId,
  });
}

interface Work extends Pick<RevokeKeysInput, 'accountId' | 'reason' | 'filter'> {
  readonly page: Page<UsedKey>;
  readonly end: Instant;
}

/**
 * Revokes one key after the other, until the page or the time ends. Another writer may have deleted a key since. A key that
 * was used since it was selected is left alone.
 */
async function revokeEach(
  deps: Deps,
  call: Call,
  { accountId, reason, filter, page, end }: Work,
): Promise<Outcome<Pick<KeysRevoked, 'keys' | 'next'>>> {
  const keys: LoadedKey[] = [];
  let last: string | undefined;
  for (const { key } of page.items) {
    const { keyId } = key;
    if (last !== undefined && deps.now() >= end) return done({ keys, next: last });
    last = keyId;
    if (filter.unusedSince !== undefined && !(await isStillUnused(deps, key, filter.unusedSince))) continue;
    const outcome = await revokeKey(deps, call, { accountId, keyId, reason });
    if (outcome.ok) keys.push(outcome.value);
    else if (outcome.refusal.code !== 'key-not-found') return outcome;
  }
  return done({ keys, next: page.next });
}

async function isStillUnused(deps: Deps, key: ApiKey, since: Instant): Promise<boolean> {
  const [used] = await withLastUses(deps, [key]);
  return used !== undefined && isUnusedSince(used, since);
}

/** Milliseconds. After a longer time without any recorded call nobody should call a key unused. */
const LONGEST_SILENCE = 7 * DAY_MILLISECONDS;

/**
 * Revoked is final, so calls must have been recorded since then: without a long silence, and most of the time. The daily
 * task notes the silences (`run-daily.ts`); that which goes on follows from the latest recorded call.
 */
async function refuseUnrecorded({ table, now }: Deps, since: Instant): Promise<Outcome<never> | undefined> {
  const [run, latest] = await table.read([{ kind: 'dailyRun' }, { kind: 'lastUse', credentialId: ANY_CREDENTIAL }]);
  const refusal = (why: string) =>
    invalidRequest([
      { pointer: '/filter/unusedSince', detail: `${why} Choose a later time, or leave out this member.` },
    ]);
  if (run?.usageSince === undefined)
    return refusal('Since when calls are recorded is not known yet; the daily task notes it within the hour.');
  if (since < run.usageSince) return refusal(`Calls are recorded since ${new Date(run.usageSince).toISOString()}.`);
  const { heardAt, silences: ended } = listen(run, latest?.lastUsedAt ?? 0, now());
  const silences = heard(ended, heardAt, now());
  const longest = Math.max(0, ...silences.map(({ from, until }) => until - Math.max(from, since)));
  const recorded = recordedTime({ since, silences }, since, now());
  if (longest <= LONGEST_SILENCE && recorded >= (now() - since) / 2) return undefined;
  return refusal(
    `On ${Math.ceil(longest / DAY_MILLISECONDS)} days in a row since then no call of any key was recorded.`,
  );
}
