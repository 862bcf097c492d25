/** Words from closed lists that records and answers hold; their spelling is part of the wire and of what is stored. */

/** Why a credential was ended; after RFC 5280 section 5.3.1, with what API keys need. */
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

/** What the audit trail tells of. */
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

/** Why `POST /verify` calls a credential not valid. */
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

/** What a caller presented: an API key, or an access token of an OAuth client. */
export type CredentialType = 'apiKey' | 'client';
