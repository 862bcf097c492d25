/** The records of operators. */
import type { Instant } from './model';
import type { RevocationReason } from './vocabulary';

/** A client that administers all accounts. */
export interface Operator {
  readonly kind: 'operator';
  readonly clientId: string;
  /** Absent on the operator that the stack makes, as are the next three. */
  readonly label?: string;
  /** Management scopes. Absent on the stack's own, which has all, also those that a later version brings. */
  readonly scopes?: readonly string[];
  readonly tokenLifetimeMinutes?: number;
  readonly createdBy?: string;
  readonly createdAt: Instant;
  readonly revokedAt?: Instant;
  readonly revocationReason?: RevocationReason;
  readonly version: number;
}

/**
 * Which operators were issued and are not revoked: one record, so that the last of them that may issue operators
 * cannot go, whoever else is being revoked meanwhile. The stack's own operator is not on it.
 */
export interface OperatorRoster {
  readonly kind: 'operatorRoster';
  readonly clientIds: readonly string[];
  readonly version: number;
}
