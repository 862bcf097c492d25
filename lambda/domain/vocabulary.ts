/** Closed lists of words. Records and responses hold these words, so their spelling must not change. */

/** Why a credential was revoked: the reasons of RFC 5280 section 5.3.1 that fit, and `leaked`. */
export const REVOCATION_REASONS = [
  'unspecified',
  'key_compromise',
  'superseded',
  'cessation_of_operation',
  'privilege_withdrawn',
  'affiliation_changed',
  'leaked',
] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** Why a task ended a key before its own date. */
export const EXPIRY_REASONS = ['inactive'] as const;
export type ExpiryReason = (typeof EXPIRY_REASONS)[number];

const changesOf = <T extends string, C extends string>(target: T, ...changes: readonly C[]) =>
  changes.map((change) => `${target}.${change}` as const);

/** What a member may do in its account: each role may do all that the roles before it may. */
export const MEMBER_ROLES = ['viewer', 'developer', 'owner'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Types of audit events, for example `key.issued`. */
export const EVENT_TYPES = [
  ...changesOf('account', 'created', 'updated', 'suspended', 'resumed', 'credentials-revoked', 'deleted'),
  ...changesOf('key', 'issued', 'imported', 'updated', 'rotated', 'grace-ended', 'suspended', 'resumed'),
  ...changesOf('key', 'revoked', 'deleted', 'expiring', 'expired', 'inactive'),
  ...changesOf('client', 'issued', 'adopted', 'updated', 'suspended', 'resumed', 'tokens-revoked'),
  ...changesOf('client', 'secret-added', 'secret-deleted', 'revoked', 'deleted'),
  ...changesOf('member', 'added', 'invited', 'updated', 'removed'),
  ...changesOf('operator', 'issued', 'secret-added', 'secret-deleted', 'revoked'),
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The `reason` of a `POST /verify` response with `valid: false`. */
export const REJECTION_REASONS = [
  'malformed',
  'unknown',
  'wrong-environment',
  'revoked',
  'suspended',
  'expired',
  'not-yet-valid',
  'account-suspended',
  'insufficient-scope',
  'network-not-allowed',
  'source-unknown',
  'token-invalid',
  'token-expired',
  'token-revoked',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** The kind of a credential: an API key, or an access token of an OAuth client. */
export type CredentialType = 'apiKey' | 'client';
