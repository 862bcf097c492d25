/** The records of the table. No record stores a status: `status.ts` computes it from the dates at every use. */
import type { EventType, ExpiryReason, RevocationReason } from './vocabulary';

/** An instant in epoch milliseconds. */
export type Instant = number;

/** The kind of deployment. Part of every presented key; a deployment refuses keys of the other kind. */
export type Environment = 'live' | 'test';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [name: string]: JsonValue };

/** The limits of an account, checked when a credential is issued and at every use. */
export interface Grant {
  /** Catalogue scopes, already expanded. An empty list grants nothing. */
  readonly scopes: readonly string[];
  /** Most keys that are neither revoked nor expired. Absent: no limit. */
  readonly maxActiveKeys?: number;
  /** Longest lifetime of a key in days, from its `createdAt`. Absent: no limit. */
  readonly maxKeyLifetimeDays?: number;
  /** Lifetime in days of a key that is issued without an `expiresAt`. Absent: the deployment's default, if it has one. */
  readonly defaultKeyLifetimeDays?: number;
  /**
   * Days without a call after which a key of the account expires. Absent: the deployment's default, if it has one. It
   * counts only where the deployment records when keys are used.
   */
  readonly inactivityDays?: number;
  /** Calls must come from one of these networks in CIDR form. Absent: from anywhere. Empty: no call is accepted. */
  readonly networks?: readonly string[];
  /** Name of the plan that the account is held to. Absent: no plan. */
  readonly plan?: string;
}

/** What API Gateway confirmed of the owner's own native key. Removed by each change of the owner's plan. */
export interface Association {
  /** The plan with whose usage plan the native key is associated. */
  readonly plan: string;
  /** The native-key prefix of the deployment whose native key it is: a restored table may serve another deployment. */
  readonly deployment: string;
  /** When API Gateway confirmed it. It has effect everywhere some time later (`plans.ts`). */
  readonly since: Instant;
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
  /** When the last suspension ended. */
  readonly resumedAt?: Instant;
  /** Raised by revoke-all. A credential of another generation than its account's is revoked. */
  readonly generation: number;
  /** When revoke-all last ended credentials. Only shown, as their `revokedAt`: nothing is decided by it. */
  readonly credentialsValidAfter?: Instant;
  /** Set when `maxKeyLifetimeDays` is raised or removed: keys created at or before this instant stay expired. */
  readonly lapsedUpTo?: Instant;
  /** Incremented by every change; the ETag in responses. */
  readonly version: number;
  /** Incremented when the grant changes. A credential is issued or updated only if this still has the value read. */
  readonly grantVersion: number;
  /** Incremented by a counted credential: a key under `maxActiveKeys`, a member’s client. So parallel issues exceed no limit. */
  readonly keysVersion: number;
  /**
   * A random text that a delete of the account wrote. Whatever makes or prolongs a credential removes it, and then the
   * delete, which asks for it, decides again.
   */
  readonly fence?: string;
  /** Of the account's own native key. */
  readonly association?: Association;
}

/** The stored form of a secret. `scheme` names the hash function, so that a later version can add another. */
export interface StoredSecret {
  readonly scheme: 'sha256';
  /** SHA-256 of the whole presented key, base64url without padding: 43 characters. */
  readonly hash: string;
  /** The prefix of the presented key. Absent: the key was imported with this secret. */
  readonly prefix?: string;
  readonly createdAt: Instant;
}

/** The secret that a rotation replaced. It works before `graceUntil`. */
export type PreviousSecret = StoredSecret & { readonly graceUntil: Instant };

/** What keys and clients have in common. */
interface CredentialRecord {
  readonly accountId: string;
  readonly label: string;
  readonly scopes: readonly string[];
  /** The account's generation when the credential was made. */
  readonly generation: number;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly suspendedAt?: Instant;
  readonly revokedAt?: Instant;
  readonly revocationReason?: RevocationReason;
  readonly version: number;
}

export interface ApiKey extends CredentialRecord {
  readonly kind: 'key';
  /** 18 base62 characters: the account's id (10) and the key's own part (8). */
  readonly keyId: string;
  readonly description?: string;
  readonly environment: Environment;
  readonly networks?: readonly string[];
  readonly metadata?: JsonObject;
  readonly tags?: readonly string[];
  readonly expiresAt?: Instant;
  /** Why a task ended the key by its `expiresAt`. Absent: the date is the key's own. */
  readonly expiryReason?: ExpiryReason;
  readonly notBefore?: Instant;
  /** When the last suspension ended. */
  readonly resumedAt?: Instant;
  readonly currentSecret: StoredSecret;
  readonly previousSecret?: PreviousSecret;
  /** Of an imported key: SHA-256 of the presented key with which it came, 64 hexadecimal digits. Stays after a rotation. */
  readonly importedHash?: string;
  /** Name of a plan that holds this key alone, within the account's plan. Absent: the key uses the account's budget. */
  readonly plan?: string;
  /** Of the key's own native key. */
  readonly association?: Association;
}

/** A Cognito app client that an account owns: issued here, or adopted. */
export interface Client extends CredentialRecord {
  readonly kind: 'client';
  readonly clientId: string;
  /** Absent for an adopted client: Sallyport does not know the settings of its app client and does not change them. */
  readonly tokenLifetimeMinutes?: number;
  /** Hash of the settings that Cognito last acknowledged, or `deleted` (`pending.ts`). Absent while that is unknown. */
  readonly issuerState?: string;
  /** Start of the lease (`settle.ts`). During a lease, only the process that took it sends changes to Cognito. */
  readonly tellingSince?: Instant;
  /** The cache ignores a token requested before this instant: the secret in that request may have been deleted. */
  readonly cacheValidAfter?: Instant;
  /** A token issued before this instant is refused. A whole second, like a token's `iat`. Never decreases. */
  readonly tokensValidAfter?: Instant;
}

/** The account of a client. Written with the client, never changed, and kept when the client is deleted. */
export interface ClientOwner {
  readonly kind: 'clientOwner';
  readonly clientId: string;
  readonly accountId: string;
}

/**
 * A client that administers all accounts. The stack's operator has no label, creator, lifetime and scopes; its
 * `createdAt` is when a task first noted it. Absent scopes mean all management scopes, also those that a later version adds.
 */
export interface Operator
  extends Omit<
      CredentialRecord,
      'accountId' | 'generation' | 'suspendedAt' | 'label' | 'scopes' | 'createdAt' | 'createdBy'
    >,
    Partial<Pick<CredentialRecord, 'label' | 'scopes' | 'createdAt' | 'createdBy'>> {
  readonly kind: 'operator';
  readonly clientId: string;
  readonly tokenLifetimeMinutes?: number;
}

/**
 * The issued operators that are not revoked, without the stack's operator. All are in one record, so that parallel
 * revocations conflict and cannot revoke every operator that may issue operators.
 */
export interface OperatorRoster {
  readonly kind: 'operatorRoster';
  readonly clientIds: readonly string[];
  readonly version: number;
}

/** The `accountId` of audit events about operators. An account's id has 10 characters, so the two never clash. */
export const OPERATORS_TRAIL = 'operators';

/** One audit event, written in the same transaction as the change that it records. */
export interface AuditEvent {
  readonly kind: 'event';
  /** Sorts by time: a later event of an account sorts after an earlier one. */
  readonly eventId: string;
  /** The account that the event is about; `OPERATORS_TRAIL` for an event about an operator. */
  readonly accountId: string;
  readonly at: Instant;
  readonly action: EventType;
  /** `operator:<clientId>`, `operator:<subject>` of a person, `member:<subject>`, `holder:<keyId>` or `task:daily`. */
  readonly actor: string;
  readonly sourceIp: string;
  readonly requestId: string;
  /** `account:<id>`, `key:<id>`, `client:<id>`, `member:<subject>` or `operator:<id>`. */
  readonly target: string;
  /** The changed fields, as responses show them. Never a secret or a hash. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}
