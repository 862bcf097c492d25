/**
 * What the operations take and give. The edge builds inputs from requests that its schemas already accepted,
 * and makes views of the records in the results; no record leaves the service as it is.
 *
 * Each operation is `(deps, call, input) => Promise<Outcome<Result>>`. Clients' and operators' are in
 * `client-types.ts`.
 */
import type { Account, ApiKey, AuditEvent, Instant, JsonObject } from '../../domain/model';
import type { EventType, RevocationReason } from '../../domain/vocabulary';
import type { AccountTarget, KeyTarget } from '../../engine/load';
import type { KeyStatus } from '../../domain/status';

/** A page of a list; `after` is a position that an earlier result gave as `next`. */
export interface PageInput {
  readonly after?: string;
  /** 1 to 100. */
  readonly limit: number;
}

/** A grant as asked for: scopes may hold wildcards. */
export interface GrantInput {
  /** Absent: none. */
  readonly scopes?: readonly string[];
  readonly maxActiveKeys?: number;
  readonly maxKeyLifetimeDays?: number;
  readonly networks?: readonly string[];
}
export interface CreateAccountInput {
  readonly name: string;
  readonly externalId?: string;
  readonly grant?: GrantInput;
  readonly metadata?: JsonObject;
}

/** A merge patch: absent leaves a member as it is, `null` removes it. */
export interface GrantPatch {
  readonly scopes?: readonly string[];
  readonly maxActiveKeys?: number | null;
  readonly maxKeyLifetimeDays?: number | null;
  readonly networks?: readonly string[] | null;
}
export interface AccountPatch {
  readonly name?: string;
  readonly externalId?: string | null;
  readonly grant?: GrantPatch;
  readonly metadata?: JsonObject | null;
}
export interface UpdateAccountInput extends AccountTarget {
  readonly patch: AccountPatch;
  /** The version the caller read; another one now is `version-conflict`. */
  readonly ifMatch?: number;
}
export interface ListAccountsInput extends PageInput {
  readonly externalId?: string;
  /** Part of the name, in any case. */
  readonly name?: string;
}

/** A key as asked for: scopes may hold wildcards. */
export interface IssueKeyInput extends AccountTarget {
  readonly label: string;
  readonly scopes: readonly string[];
  readonly description?: string;
  readonly expiresAt?: Instant;
  readonly notBefore?: Instant;
  readonly networks?: readonly string[];
  readonly metadata?: JsonObject;
  readonly tags?: readonly string[];
}
/** A merge patch: absent leaves a member as it is, `null` removes it. */
export interface KeyPatch {
  readonly label?: string;
  readonly scopes?: readonly string[];
  readonly description?: string | null;
  readonly expiresAt?: Instant | null;
  readonly notBefore?: Instant | null;
  readonly networks?: readonly string[] | null;
  readonly metadata?: JsonObject | null;
  readonly tags?: readonly string[] | null;
}
export interface UpdateKeyInput extends KeyTarget {
  readonly patch: KeyPatch;
  /** The version the caller read; another one now is `version-conflict`. */
  readonly ifMatch?: number;
}
export interface ListKeysInput extends AccountTarget, PageInput {
  readonly status?: KeyStatus;
  /** The whole label. */
  readonly label?: string;
  readonly tag?: string;
  /** Keys that end before this instant, by their own date or by the grant. */
  readonly expiresBefore?: Instant;
}
export interface RotateKeyInput extends KeyTarget {
  /** How long the replaced secret goes on: 0 to 604,800 seconds; absent: 86,400. */
  readonly graceSeconds?: number;
  /** While a grace runs: replaces the newest secret; the older one keeps its grace. */
  readonly replace?: 'newest';
}
export interface RevokeKeyInput extends KeyTarget {
  /** Absent: `unspecified`. */
  readonly reason?: RevocationReason;
}
export interface ListEventsInput extends AccountTarget, PageInput {
  readonly type?: EventType;
  /** Events at or after this instant. */
  readonly since?: Instant;
}
export interface RevokeLeakedInput {
  /** What somebody found: by having it they prove that they may end it. */
  readonly presentedKey: string;
}

export interface AccountCreated {
  readonly account: Account;
  /** False when an earlier request with the same `Idempotency-Key` made it. */
  readonly created: boolean;
}
export interface AccountPage {
  readonly accounts: readonly Account[];
  readonly next?: string;
}
/** A key with what its status and effective scopes are computed from. */
export interface KeyResult {
  readonly key: ApiKey;
  readonly account: Account;
  readonly now: Instant;
}
/** The presented key is given once: a replay of the same request does not hold it. */
export type SecretResult = KeyResult &
  ({ readonly secretShown: true; readonly presentedKey: string } | { readonly secretShown: false });
export interface KeyPage {
  readonly keys: readonly ApiKey[];
  readonly account: Account;
  readonly now: Instant;
  readonly next?: string;
}
export interface EventPage {
  readonly events: readonly AuditEvent[];
  readonly next?: string;
}
