/** The records of operators. */
import type { Instant } from './model';
import type { RevocationReason } from './vocabulary';

/** A client that administers all accounts. */
export interface Operator {
  readonly kind: 'operator';
  readonly clientId: string;
  /** This and the next three fields are absent for the operator that the stack makes. */
  readonly label?: string;
  /** Management scopes. The stack's operator has all of them, also those that a later version adds. */
  readonly scopes?: readonly string[];
  readonly tokenLifetimeMinutes?: number;
  readonly createdBy?: string;
  readonly createdAt: Instant;
  readonly revokedAt?: Instant;
  readonly revocationReason?: RevocationReason;
  readonly version: number;
}

/**
 * The issued operators that are not revoked, without the stack's operator. One record, so that two operators cannot be
 * revoked at the same time and leave none that may issue operators.
 */
export interface OperatorRoster {
  readonly kind: 'operatorRoster';
  readonly clientIds: readonly string[];
  readonly version: number;
}
