/** Checks that a schema cannot make: scopes against the catalogue, dates against the clock, the size of a record. */
import type { Account, ApiKey, Instant, JsonObject } from '../domain/model';
import { FIELD_ERRORS_MAX, type FieldError, type Outcome } from '../domain/outcome';
import type { DeploymentPlans } from '../domain/plans';
import { type Actor, isMember } from '../domain/policy';
import { expandScopes, type ScopeRule } from '../domain/scopes';

const CORRECT_FIELD_ERRORS = 'Nothing was changed. Correct the fields listed in errors, then send the request again.';

/** Lists the first error of each field. If more fields are wrong than an answer lists, its detail says how many. */
export function invalidRequest(errors: readonly FieldError[]): Outcome<never> & { readonly ok: false } {
  const firsts = new Map<string, FieldError>();
  for (const error of errors) {
    const place = JSON.stringify({ ...error, detail: '' });
    if (!firsts.has(place)) firsts.set(place, error);
  }
  const listed = [...firsts.values()].slice(0, FIELD_ERRORS_MAX);
  const more =
    firsts.size > listed.length ? ` ${firsts.size} are wrong, and errors lists the first ${FIELD_ERRORS_MAX}.` : '';
  return { ok: false, refusal: { code: 'invalid-request', detail: CORRECT_FIELD_ERRORS + more, errors: listed } };
}

/** One error for each scope that is not in the catalogue. `pointer` is the JSON pointer of the list. */
export const scopeErrors = (
  asked: readonly string[],
  catalogue: readonly string[],
  pointer = '/scopes',
): FieldError[] =>
  expandScopes(asked, catalogue).unknown.map((position) => ({
    pointer: `${pointer}/${position}`,
    detail: 'No scope of the catalogue has this name. GET /v1/scopes lists them.',
  }));

/** An error if the deployment does not have the plan. Names are the deployer's own, and fit into an environment variable. */
export function planErrors(
  plan: string | undefined,
  plans: DeploymentPlans | undefined,
  pointer = '/plan',
): FieldError[] {
  if (plan === undefined || plans?.byName.has(plan)) return [];
  const named = plans && [...plans.byName.keys()].join(', ');
  return [
    {
      pointer,
      detail: named === undefined ? 'This deployment has no plans.' : `Must be a plan of this deployment: ${named}.`,
    },
  ];
}

/** An error if the deployment cannot tell when a key was used. */
export const inactivityErrors = (
  days: number | null | undefined,
  countsUsage: boolean | undefined,
  pointer: string,
): FieldError[] =>
  days == null || countsUsage === true
    ? []
    : [{ pointer, detail: 'This deployment does not count usage, so it cannot tell which keys are not used.' }];

/**
 * Errors if a member sets what only operators may: metadata, by which a backend may decide, and the plan, because each key
 * with a plan of its own has a budget of its own beside that of its account.
 */
export const memberErrors = (
  actor: Actor,
  { metadata, plan }: { readonly metadata?: JsonObject | null | undefined; readonly plan?: string | null | undefined },
): FieldError[] => {
  if (!isMember(actor)) return [];
  const detail = 'Only operators can set it.';
  return [
    ...(metadata === undefined ? [] : [{ pointer: '/metadata', detail }]),
    ...(plan === undefined ? [] : [{ pointer: '/plan', detail }]),
  ];
};

/** One error for each scope of a rule that is not in the catalogue. A wildcard such as `read:*` is not a single scope. */
export const ruleErrors = (rule: ScopeRule, catalogue: readonly string[]): FieldError[] =>
  placesIn(rule)
    .filter(([, scope]) => !catalogue.includes(scope))
    .map(([pointer]) => ({ pointer, detail: 'No scope of the catalogue has this name.' }));

function placesIn(rule: ScopeRule): readonly (readonly [pointer: string, scope: string])[] {
  if (typeof rule === 'string') return [['/scope', rule]];
  const { anyOf, allOf } = rule;
  return anyOf === undefined
    ? allOf.map((scope, at) => [`/scope/allOf/${at}`, scope])
    : anyOf.map((scope, at) => [`/scope/anyOf/${at}`, scope]);
}

/** Most scopes of a record, after wildcards are expanded. */
export const SCOPES_MAX = 50;
/**
 * Most bytes, as JSON in UTF-8, of the fields that a caller sets. A record then fits in one read unit (4 KB), so the
 * authorizer pays two read units for a decision: one for the account, one for the credential.
 */
export const RECORD_BYTES_MAX = 3_250;

/** What a plan counts, whatever its name: it, and the association that is written later. */
const PLAN_BYTES = 180;

/** Grace period of a replaced secret, in seconds, if the request names none. */
export const DEFAULT_GRACE_SECONDS = 86_400;

type SizedMembers = Partial<Pick<Account, 'name' | 'externalId'>> &
  Partial<Pick<ApiKey, 'label' | 'description' | 'networks' | 'metadata' | 'tags' | 'plan'>> &
  Pick<ApiKey, 'scopes'>;

/** Errors of a record that has too many scopes or bytes. `whole` is the JSON pointer of all its members. */
export function sizeErrors(record: SizedMembers, pointer = '/scopes', whole = ''): FieldError[] {
  const { name, externalId, label, description, scopes, networks, metadata, tags } = record;
  const members = [name, externalId, label, description, scopes, networks, metadata, tags];
  const texts = Buffer.byteLength(members.map((member) => JSON.stringify(member)).join(''));
  const bytes = texts + (record.plan === undefined ? 0 : PLAN_BYTES);
  const tooMany = {
    pointer,
    detail: `With wildcards expanded, the list has ${scopes.length} scopes. At most ${SCOPES_MAX} are allowed.`,
  };
  const tooLarge = {
    pointer: whole,
    detail: `All texts and lists together have ${bytes} bytes. At most ${RECORD_BYTES_MAX} are allowed.`,
  };
  return [...(scopes.length > SCOPES_MAX ? [tooMany] : []), ...(bytes > RECORD_BYTES_MAX ? [tooLarge] : [])];
}

export function dateErrors(dates: Pick<ApiKey, 'expiresAt' | 'notBefore'>, now: Instant): FieldError[] {
  const { expiresAt, notBefore = 0 } = dates;
  if (expiresAt === undefined) return [];
  if (expiresAt <= now) return [{ pointer: '/expiresAt', detail: 'Must be in the future.' }];
  return notBefore < expiresAt ? [] : [{ pointer: '/notBefore', detail: 'Must be before expiresAt.' }];
}
