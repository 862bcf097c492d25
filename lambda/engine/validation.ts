/** Holds what is asked for against the catalogue, the calendar and the account's grant. */
import type { Deps } from './context';
import type { LoadedAccount } from './load';
import type { Account, ApiKey, Grant, Instant } from '../domain/model';
import { type FieldError, type Outcome, refused } from '../domain/outcome';
import { everything } from './paging';
import { beyond, expandScopes } from '../domain/scopes';
import { expiryOf, isDead } from '../domain/status';

/** What to do about any faults. */
export const CORRECT_FAULTS = 'Nothing was done. Correct what errors names and send the request again.';

export const invalidRequest = (faults: readonly FieldError[]): Outcome<never> =>
  refused('invalid-request', CORRECT_FAULTS, faults);

/** One fault for each entry that names nothing in the catalogue; `list` is the pointer of the list. */
export const scopeFaults = (asked: readonly string[], catalogue: readonly string[], list = '/scopes'): FieldError[] =>
  expandScopes(asked, catalogue).unknown.map((position) => ({
    pointer: `${list}/${position}`,
    detail: 'No scope of the catalogue has this name. GET /v1/scopes lists them.',
  }));

/** A fault when one scope is asked about that the catalogue does not have; a wildcard is not one scope. */
export const scopeFault = (asked: string, catalogue: readonly string[]): FieldError[] =>
  catalogue.includes(asked) ? [] : [{ pointer: '/scope', detail: 'No scope of the catalogue has this name.' }];

/** Most scopes a record holds, wildcards expanded. */
export const SCOPES_MAX = 50;
/**
 * Most bytes, as JSON in UTF-8, of what a caller may choose about one record. With what we add, an item then
 * stays within the 4 KB that one read unit covers, so a decision always costs two.
 */
export const RECORD_BYTES_MAX = 3_400;

/** How long a replaced secret goes on when the caller does not say. */
export const DEFAULT_GRACE_SECONDS = 86_400;

/** The members of a record whose length a caller chooses. */
type Told = Partial<Pick<Account, 'name' | 'externalId'>> &
  Partial<Pick<ApiKey, 'label' | 'description' | 'networks' | 'metadata' | 'tags'>> &
  Pick<ApiKey, 'scopes'>;

/** Faults of a record that would grow too large; `list` is the pointer of its scopes. */
export function sizeFaults(told: Told, list = '/scopes'): FieldError[] {
  const { name, externalId, label, description, scopes, networks, metadata, tags } = told;
  const members = [name, externalId, label, description, scopes, networks, metadata, tags];
  const bytes = members.reduce((sum: number, member) => sum + bytesOf(member), 0);
  return [
    ...(scopes.length > SCOPES_MAX
      ? [{ pointer: list, detail: `This names ${scopes.length} scopes; at most ${SCOPES_MAX} are possible.` }]
      : []),
    ...(bytes > RECORD_BYTES_MAX
      ? [{ pointer: '', detail: `Texts and lists take ${bytes} bytes; together they may take ${RECORD_BYTES_MAX}.` }]
      : []),
  ];
}

const bytesOf = (member: unknown): number => (member === undefined ? 0 : Buffer.byteLength(JSON.stringify(member)));

/** Faults of the dates that are being set. */
export function dateFaults(dates: Pick<ApiKey, 'expiresAt' | 'notBefore'>, now: Instant): FieldError[] {
  const { expiresAt, notBefore = 0 } = dates;
  if (expiresAt === undefined) return [];
  if (expiresAt <= now) return [{ pointer: '/expiresAt', detail: 'This must lie in the future.' }];
  return notBefore < expiresAt ? [] : [{ pointer: '/notBefore', detail: 'This must lie before expiresAt.' }];
}

/** Refuses scopes that the grant does not hold. */
export function beyondGrant(scopes: readonly string[], grant: Grant): Outcome<never> | undefined {
  const excess = beyond(scopes, grant.scopes);
  if (excess.length === 0) return undefined;
  const detail = `The account’s grant does not hold ${excess.join(', ')}. Ask for less, or widen the grant first.`;
  return refused('grant-exceeded', detail);
}

/** Refuses an end of the key's own beyond the longest life that the grant allows. */
export function beyondLife(key: ApiKey, account: Account): Outcome<never> | undefined {
  const { maxKeyLifetimeDays = Infinity } = account.grant;
  if (key.expiresAt === undefined || expiryOf(key, account) === key.expiresAt) return undefined;
  const longest = `The account’s keys may live ${maxKeyLifetimeDays} days at most`;
  return refused('grant-exceeded', `${longest}. Choose an earlier expiresAt, or raise the grant’s maxKeyLifetimeDays.`);
}

/**
 * Refuses more keys that are neither revoked nor expired than the grant allows. What it lets pass holds only
 * in a transaction that checks the account's `keysVersion` and `grantVersion`, read before this.
 */
export async function beyondLimit(
  deps: Deps,
  { account, now }: LoadedAccount,
  added: number,
): Promise<Outcome<never> | undefined> {
  const { maxActiveKeys } = account.grant;
  if (maxActiveKeys === undefined) return undefined;
  const keys = await everything((page) => deps.table.listKeys(account.accountId, page));
  const active = keys.filter((key) => !isDead(key, account, now)).length;
  if (active + added <= maxActiveKeys) return undefined;
  return refused('key-limit-reached', `The account may have ${maxActiveKeys} active keys. Revoke one first.`);
}

export const accountSuspended = (): Outcome<never> =>
  refused('account-suspended', 'The account is suspended: it gets no new credential until it is resumed.');

/** When a credential that is made now counts as made: after the last revoke-all, whatever the clocks say. */
export const birthIn = ({ credentialsValidAfter = -1 }: Account, now: Instant): Instant =>
  Math.max(now, credentialsValidAfter + 1);
