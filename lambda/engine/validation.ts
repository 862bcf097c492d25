/** Judges what a schema cannot judge alone: scopes against the catalogue, dates against the clock, sizes of records. */
import type { Account, ApiKey, Instant } from '../domain/model';
import { type FieldError, type Outcome, refused } from '../domain/outcome';
import { expandScopes } from '../domain/scopes';

/** What a caller does about any field errors. */
export const CORRECT_FIELD_ERRORS = 'Nothing was done. Correct what errors names and send the request again.';

export const invalidRequest = (errors: readonly FieldError[]): Outcome<never> =>
  refused('invalid-request', CORRECT_FIELD_ERRORS, errors);

/** One error for each entry that the catalogue does not have; `pointer` is the JSON pointer of the list. */
export const scopeErrors = (
  asked: readonly string[],
  catalogue: readonly string[],
  pointer = '/scopes',
): FieldError[] =>
  expandScopes(asked, catalogue).unknown.map((position) => ({
    pointer: `${pointer}/${position}`,
    detail: 'No scope of the catalogue has this name. GET /v1/scopes lists them.',
  }));

/** The error of a single scope that the catalogue does not have. A wildcard such as `read:*` is not a single scope. */
export const scopeError = (asked: string, catalogue: readonly string[]): FieldError[] =>
  catalogue.includes(asked) ? [] : [{ pointer: '/scope', detail: 'No scope of the catalogue has this name.' }];

/** Most scopes of a record, wildcards expanded. */
export const SCOPES_MAX = 50;
/**
 * Most bytes, as JSON in UTF-8, of what a caller may choose about one record. With the attributes that we add, an item
 * then stays within the 4 KB that one read unit covers, so a decision of the authorizer always costs two.
 */
export const RECORD_BYTES_MAX = 3_400;

/** How long a replaced secret goes on when the caller does not say, in seconds. */
export const DEFAULT_GRACE_SECONDS = 86_400;

/** The members of a record whose length a caller chooses. */
type SizedMembers = Partial<Pick<Account, 'name' | 'externalId'>> &
  Partial<Pick<ApiKey, 'label' | 'description' | 'networks' | 'metadata' | 'tags'>> &
  Pick<ApiKey, 'scopes'>;

/** Errors of a record that would grow too large; `pointer` is the JSON pointer of its scopes. */
export function sizeErrors(record: SizedMembers, pointer = '/scopes'): FieldError[] {
  const { name, externalId, label, description, scopes, networks, metadata, tags } = record;
  const members = [name, externalId, label, description, scopes, networks, metadata, tags];
  const bytes = members.reduce((sum: number, member) => sum + bytesOf(member), 0);
  return [
    ...(scopes.length > SCOPES_MAX
      ? [{ pointer, detail: `This names ${scopes.length} scopes; at most ${SCOPES_MAX} are possible.` }]
      : []),
    ...(bytes > RECORD_BYTES_MAX
      ? [{ pointer: '', detail: `Texts and lists take ${bytes} bytes; together they may take ${RECORD_BYTES_MAX}.` }]
      : []),
  ];
}

const bytesOf = (member: unknown): number => (member === undefined ? 0 : Buffer.byteLength(JSON.stringify(member)));

/** Errors of the dates that are being set. */
export function dateErrors(dates: Pick<ApiKey, 'expiresAt' | 'notBefore'>, now: Instant): FieldError[] {
  const { expiresAt, notBefore = 0 } = dates;
  if (expiresAt === undefined) return [];
  if (expiresAt <= now) return [{ pointer: '/expiresAt', detail: 'This must lie in the future.' }];
  return notBefore < expiresAt ? [] : [{ pointer: '/notBefore', detail: 'This must lie before expiresAt.' }];
}
