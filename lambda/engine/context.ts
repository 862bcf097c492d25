/** What every management operation is given: the outside, the deployment's settings, and the call. */
import type { Actor } from '../domain/policy';
import type { Environment } from '../domain/model';
import type { Table } from '../domain/ports/table';
import type { Pool } from '../domain/ports/pool';
import type { Clock, Pause, Random } from '../domain/ports/system';

export interface Deps {
  readonly table: Table;
  readonly now: Clock;
  readonly random: Random;
  /** Waits between two tries of a transaction that met another one. */
  readonly pause: Pause;
  readonly keyPrefix: string;
  readonly environment: Environment;
  /** The guarded API's scopes. */
  readonly catalogue: readonly string[];
  /** Client id of the operator that needs no earlier one: its record is written when it is first asked for. */
  readonly bootstrapOperator?: string;
}

/** What operations that act at the issuer are given besides. */
export interface IssuerDeps extends Deps {
  readonly pool: Pool;
  /** Resource server of accounts' clients, such as `orders-accounts`. */
  readonly accountsServer: string;
  /** Resource server of operators, such as `orders-management`. */
  readonly managementServer: string;
  /** Told of trouble at the issuer that does not change the answer: the change is made and the rest follows. */
  readonly onTrouble: (error: unknown) => void;
}

/** Where a request came from. */
export interface Origin {
  readonly sourceIp: string;
  /** The gateway's own id of the request, which no caller can choose. */
  readonly requestId: string;
}

/** Who calls, from where, and what ties a retry to its first try. */
export interface Call extends Origin {
  readonly actor: Actor;
  readonly idempotency?: Idempotency;
}

export interface Idempotency {
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** Method and route template, such as `POST /accounts/{accountId}/keys`. */
  readonly route: string;
  /** Hash of the path and the body, both in one canonical form. */
  readonly fingerprint: string;
}
