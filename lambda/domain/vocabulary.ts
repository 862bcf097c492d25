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

/** Types of audit events. */
export const EVENT_TYPES = [
  'account.created',
  'account.updated',
  'account.suspended',
  'account.resumed',
  'account.credentials-revoked',
  'account.deleted',
  'key.issued',
  'key.updated',
  'key.rotated',
  'key.grace-ended',
  'key.suspended',
  'key.resumed',
  'key.revoked',
  'key.deleted',
  'client.issued',
  'client.adopted',
  'client.updated',
  'client.suspended',
  'client.resumed',
  'client.tokens-revoked',
  'client.secret-added',
  'client.secret-deleted',
  'client.revoked',
  'client.deleted',
  'operator.issued',
  'operator.secret-added',
  'operator.secret-deleted',
  'operator.revoked',
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
