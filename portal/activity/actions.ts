/** The actions that the trail of an account can have, for its filter. */
import type { AuditEvent } from 'sallyport/client';

export type Action = AuditEvent['action'];

const KINDS = {
  account: ['created', 'updated', 'suspended', 'resumed', 'credentials-revoked'],
  key: [
    ...['issued', 'imported', 'updated', 'rotated', 'grace-ended', 'suspended', 'resumed'],
    ...['revoked', 'deleted', 'expiring', 'expired', 'inactive'],
  ],
  client: [
    ...['issued', 'adopted', 'updated', 'suspended', 'resumed', 'tokens-revoked'],
    ...['secret-added', 'secret-deleted', 'revoked', 'deleted'],
  ],
  member: ['added', 'invited', 'updated', 'removed'],
};

export const ACTIONS = Object.entries(KINDS).flatMap(([kind, changes]) =>
  changes.map((change) => `${kind}.${change}` as Action),
);
