/**
 * The records Sallyport keeps and the values they are made of.
 *
 * Instants are epoch milliseconds. Nothing here says what state a record is in: a status is computed from
 * these dates at every use (`status.ts`), so it cannot disagree with them.
 */
import type { EventType, RevocationReason } from './vocabulary';

/** An instant in epoch milliseconds. */
export type Instant = number;

/** The kind of deployment; part of every presented key, so that a test key never opens a live door. */
export type Environment = 'live' | 'test';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** The ceiling given to an account. No credential of the account can do more, at issue and at every use. */
export interface Grant {
  /** Catalogue scopes, already expanded. An empty list grants nothing. */
  readonly scopes: readonly string[];
  /** Most keys that may be neither revoked nor expired. Absent: no limit. */
  readonly maxActiveKeys?: number;
  /** Longest life of a key in days, counted from its `createdAt`. Absent: no limit. */
  readonly maxKeyLifetimeDays?: number;
  /** Networks in CIDR form that calls must come from. Absent: any. Empty: none. */
  readonly networks?: readonly string[];
}

export interface Account {
  readonly kind: 'account';
  readonly accountId: string;
  readonly name: string;
  readonly externalId?: string;
  readonly grant: Grant;
  readonly metadata?: JsonObject;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly suspendedAt?: Instant;
  /** Set by revoke-all: every credential created, and every token issued, at or before it is dead. */
  readonly credentialsValidAfter?: Instant;
  /** `createdAt` of the newest credential, so that revoke-all covers it whatever the writers' clocks say. */
  readonly newestCredentialAt?: Instant;
  /** Set when the grant's longest life grows or goes: keys created at or before had reached the old one. */
  readonly lapsedUpTo?: Instant;
  /** Moves with every change; the view's ETag. */
  readonly version: number;
  /** Moves with the grant only; issue and update of a credential are conditioned on it. */
  readonly grantVersion: number;
  /** Moves when a key starts to count against `maxActiveKeys`, with issue and resume, and when a client is made. */
  readonly keysVersion: number;
}

/** The only trace of a secret that is kept. `scheme` leaves room for a peppered HMAC. */
export interface StoredSecret {
  readonly scheme: 'sha256';
  /** SHA-256 of the whole presented key, base64url without padding. */
  readonly hash: string;
  readonly createdAt: Instant;
}

/** The secret that a rotation replaced; it works until `graceUntil` (exclusive). */
export interface PreviousSecret extends StoredSecret {
  readonly graceUntil: Instant;
}

export interface ApiKey {
  readonly kind: 'key';
  /** 18 base62 characters: the account's id (10), then the key's own part (8). */
  readonly keyId: string;
  readonly accountId: string;
  readonly label: string;
  readonly description?: string;
  readonly scopes: readonly string[];
  readonly environment: Environment;
  readonly networks?: readonly string[];
  readonly metadata?: JsonObject;
  readonly tags?: readonly string[];
  readonly expiresAt?: Instant;
  readonly notBefore?: Instant;
  readonly currentSecret: StoredSecret;
  readonly previousSecret?: PreviousSecret;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly suspendedAt?: Instant;
  readonly revokedAt?: Instant;
  readonly revocationReason?: RevocationReason;
  readonly version: number;
}

/** A Cognito app client that an account owns: issued here, or adopted. */
export interface Client {
  readonly kind: 'client';
  readonly clientId: string;
  readonly accountId: string;
  readonly label: string;
  readonly scopes: readonly string[];
  /**
   * How long its tokens live, in minutes. Only an issued client has it: of an adopted one's app client we know no
   * settings, so nothing is done to it at the issuer.
   */
  readonly tokenLifetimeMinutes?: number;
  /** What the issuer last acknowledged to have of an issued client (`issuer-state.ts`). */
  readonly issuerState?: string;
  /** Since when somebody is telling the issuer of a change; nobody else does so meanwhile. */
  readonly tellingSince?: Instant;
  /** A token that was cached before this instant is not given out: a secret that fetched it may be gone. */
  readonly cacheValidAfter?: Instant;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly suspendedAt?: Instant;
  /** A token issued before this instant is refused. A whole second, as a token's `iat` is; never moves back. */
  readonly tokensValidAfter?: Instant;
  readonly revokedAt?: Instant;
  readonly revocationReason?: RevocationReason;
  readonly version: number;
}

/** Says which account a client belongs to. Written once with the client, never changed, and kept when the client is deleted. */
export interface ClientOwner {
  readonly kind: 'clientOwner';
  readonly clientId: string;
  readonly accountId: string;
}

/** Says that the issuer may have to be told something of an account's clients; there until nothing is left. */
export interface PendingMark {
  readonly kind: 'pendingMark';
  readonly accountId: string;
  /** Another one with every change, so that nobody takes away a newer one. */
  readonly mark: string;
}

/** Reserves an `externalId` for one account. */
export interface ExternalId {
  readonly kind: 'externalId';
  readonly externalId: string;
  readonly accountId: string;
}

/** Remembers what a request with an `Idempotency-Key` made. Never holds a secret. */
export interface IdempotencyRecord {
  readonly kind: 'idempotency';
  /** Hash of actor, route and the caller's `Idempotency-Key`. */
  readonly token: string;
  /** Hash of what was asked; the same key with another fingerprint is a mistake of the caller. */
  readonly fingerprint: string;
  /** Id of what was made or rotated: an account, a key, a client, an operator, or a client's secret. */
  readonly resultId: string;
  readonly expiresAt: Instant;
}

/** Where the events of operators are kept; no account's id has this form. */
export const OPERATORS_TRAIL = 'operators';

/** One line of an account's audit trail, or of the operators', written in the same transaction as the change it tells of. */
export interface AuditEvent {
  readonly kind: 'event';
  /** Time-ordered: a later event of an account sorts after an earlier one. */
  readonly eventId: string;
  /** The account whose trail it is in; `OPERATORS_TRAIL` for what is done to operators. */
  readonly accountId: string;
  readonly at: Instant;
  readonly action: EventType;
  /** `operator:<clientId>` or `holder:<keyId>`. */
  readonly actor: string;
  readonly sourceIp: string;
  readonly requestId: string;
  /** `account:<id>`, `key:<id>`, `client:<id>` or `operator:<id>`. */
  readonly target: string;
  /** The changed members as a view shows them; no secret, no hash. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}
