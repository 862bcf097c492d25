/** Every kind of line that a function may write to its log. `function-log.ts` drops values that may be a credential. */
import type { CredentialType } from '../vocabulary';

/** One decision of the authorizer. */
export interface VerdictLine {
  /** `accepted`, or why the call was refused. */
  readonly reason: string;
  /** Key id or client id; absent if the request contained neither. */
  readonly credentialId?: string;
  readonly credentialType?: CredentialType;
  /** Of `insufficient-scope`: what the route asks for, for example `read:orders or admin:orders`. */
  readonly scope?: string;
  readonly door?: string;
  /** Method and resource template, for example `GET /orders/{id}`; never the requested path. */
  readonly route: string;
  readonly requestId: string;
}

/** One call of the management API. */
export interface OperationLine {
  readonly action: string;
  /** `ok`, or a problem code. */
  readonly outcome: string;
  readonly status: number;
  readonly requestId: string;
  /** As in audit events, for example `operator:<clientId>`; absent if the caller is not known. */
  readonly actor?: string;
}

/** One request for a token. */
export interface TokenLine {
  /** `hit`: from the cache. `miss`: not in the cache. `passed`: may not be cached. `refused`: not sent to Cognito. */
  readonly outcome: 'hit' | 'miss' | 'passed' | 'refused';
  readonly status: number;
  readonly requestId: string;
  /** Client id, if the client got a token. */
  readonly credentialId?: string;
}

/** One delivery of the access log to the usage function. Each number counts requests. */
export interface UsageLine {
  readonly counted: number;
  /** Counted before, in another delivery. */
  readonly repeated: number;
  /** Requests without an account's credential. */
  readonly anonymous: number;
  /** Lines of another form than ours, or older than two days. */
  readonly unreadable: number;
  /** Not counted, because the table failed. Lambda sends the delivery again. */
  readonly failed: number;
}

/** A failure of a dependency, or a defect. */
export interface FailureLine {
  readonly requestId: string;
  /** What the function was doing: an action, a route or a task. */
  readonly at: string;
  readonly error: unknown;
}

/**
 * One run of a scheduled task. `settled`: clients whose change Cognito acknowledged, and owners of a budget whose native
 * key is what their record says. `pending`: clients and owners left. `marked`: accounts whose pending clients, and owners
 * whose native key, the next `reconcile` settles.
 */
export interface TaskLine {
  readonly task: 'reconcile' | 'sweep' | 'daily';
  readonly settled?: number;
  readonly pending?: number;
  readonly marked?: number;
  /**
   * Owners of a budget who stay on their plan's shared native key, because the AWS account has as many native keys as AWS
   * allows. Absent in a deployment without plans.
   */
  readonly nativeKeysOverLimit?: number;
  /**
   * Number of app clients that were deleted at Cognito because their record is missing, revoked or deleted, and of native
   * keys that were deleted because their owner is, or has another plan.
   */
  readonly removed?: number;
  /** Number of records of deleted accounts that were deleted. */
  readonly forgotten?: number;
  /** Number of keys and clients, older than the index of all credentials, that were put into it. */
  readonly enlisted?: number;
  /** Number of notices about keys that expire soon or have expired. */
  readonly told?: number;
  /** Number of keys that were ended because they were not used. */
  readonly ended?: number;
}

export interface Log {
  verdict(line: VerdictLine): void;
  operation(line: OperationLine): void;
  task(line: TaskLine): void;
  failure(line: FailureLine): void;
}

/** The log of the function that counts usage. */
export type UsageLog = Pick<Log, 'failure'> & { usage(line: UsageLine): void };

/** The log of the token cache's function. */
export type TokenLog = Pick<Log, 'failure'> & { token(line: TokenLine): void };
