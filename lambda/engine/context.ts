/** What every management operation gets: the ports and settings of the deployment, and the call. */
import type { Environment } from '../domain/model';
import type { ImportedKeys } from '../domain/key-format';
import type { KeyLifetimes } from '../domain/key-lifetime';
import type { DeploymentPlans } from '../domain/plans';
import type { Actor, CallingActor, ManagementScope, PeopleRole } from '../domain/policy';
import type { NativeKeys } from '../domain/ports/native-keys';
import type { Pool } from '../domain/ports/pool';
import type { Clock, Pause, Random } from '../domain/ports/system';
import type { Reader, Table } from '../domain/ports/table';

/** For operations that read records by their ids, and nothing else. */
export interface ReadDeps {
  readonly table: Reader;
  readonly now: Clock;
  readonly environment: Environment;
  /** Only functions that read presented keys have them. Absent: the deployment declares no form of imported keys. */
  readonly imported?: ImportedKeys | undefined;
  /** The guarded API's scopes. */
  readonly catalogue: readonly string[];
  /** Resource server of accounts' clients, such as `orders-accounts`. Only functions that show scopes of tokens know it. */
  readonly accountsServer?: string;
  /** Absent in a deployment without plans, and in functions that need none. */
  readonly plans?: DeploymentPlans | undefined;
  /** Client id of the operator that the stack makes. It has no record until `clients` has to keep something of it. */
  readonly bootstrapOperator?: string;
  /** Whether the deployment counts usage. Only the functions that show usage know it. @default false */
  readonly countsUsage?: boolean;
}

export interface Deps extends ReadDeps {
  readonly table: Table;
  /** For messages to the people who run the deployment. */
  readonly tableName: string;
  readonly random: Random;
  /** Of the keys that are issued. */
  readonly keyPrefix: string;
  /** Only the `keys` function has them. Absent: no default and no limit. */
  readonly keyLifetimes?: KeyLifetimes;
  readonly pause: Pause;
  /** Only the `clients` function has it: no other function may change the user pool. */
  readonly issuer?: Issuer;
  /** Only the `clients` function has it, in a deployment with plans: no other function may change native keys. */
  readonly gateway?: Gateway;
}

/** Amazon Cognito as operations use it. */
export interface Issuer {
  readonly pool: Pool;
  /** Resource server of accounts' clients, such as `orders-accounts`. */
  readonly accountsServer: string;
  /** Resource server of operators, such as `orders-management`. */
  readonly managementServer: string;
  /** Reports a failed call to Cognito that does not change the answer to the caller. */
  readonly onFailure: (error: unknown) => void;
}

/** API Gateway as the scheduled tasks use it: the native keys of owners of a budget. */
export interface Gateway {
  readonly nativeKeys: NativeKeys;
  /** How the name of each native key of this deployment begins. */
  readonly nativeKeyPrefix: string;
  /** The id of each plan's usage plan, by the plan's name. */
  readonly usagePlans: ReadonlyMap<string, string>;
}

/** For operations that change app clients at Cognito. */
export type IssuerDeps = Deps & { readonly issuer: Issuer };

export interface Origin {
  readonly sourceIp: string;
  /** API Gateway's own id of the request, which no caller can choose. */
  readonly requestId: string;
}

/** Who made a change, and from where; kept in the audit event. */
export interface AuditSource extends Origin {
  readonly actor: Actor;
}

/** A call of a management endpoint. */
export interface Call extends AuditSource {
  readonly actor: CallingActor;
  /** Scopes of the endpoint; a machine needs one of them. Empty: only people may call it. */
  readonly requires: readonly ManagementScope[];
  /** The least role of a person who may call the endpoint. Absent: no person may. */
  readonly people?: PeopleRole | undefined;
  /** The account that the path names by its id. */
  readonly accountId?: string | undefined;
  readonly idempotency?: Idempotency | undefined;
  /** Gets what the caller may see, once it is clear that the caller may do this. */
  readonly onAuthorized?: ((sight: Sight) => void) | undefined;
}

/** What a caller may see. */
export interface Sight {
  /** As much as a machine with these scopes. */
  readonly scopes: readonly string[];
  /** Whether the caller is a member of an account, who does not see what operators keep to themselves. */
  readonly isMember: boolean;
}

/** Identifies a repeated request. */
export interface Idempotency {
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** Method and route template, such as `POST /accounts/{accountId}/keys`. */
  readonly route: string;
  /** Hash of the path and the body, both in one canonical form. */
  readonly fingerprint: string;
}
