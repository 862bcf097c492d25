/**
 * Everything a function may write to its log, line by line. There is no free-form line, so a credential
 * has no field to be written to.
 */
import type { CredentialType } from './vocabulary';

/** One decision of the authorizer. */
export interface VerdictLine {
  /** `accepted`, or why not. */
  readonly reason: string;
  /** Key id or client id; absent when the call named none. */
  readonly credentialId?: string;
  readonly credentialType?: CredentialType;
  readonly door?: string;
  /** Method and the route's template, never the path that was asked for. */
  readonly route: string;
  readonly requestId: string;
}

/** One call of the management API. */
export interface OperationLine {
  readonly action: string;
  /** `ok`, or the problem's code. */
  readonly outcome: string;
  readonly status: number;
  readonly requestId: string;
  /** As in events: `operator:<clientId>`; absent when the call proved none. */
  readonly actor?: string;
}

/** One request for a token. */
export interface TokenLine {
  /** From the cache; from the issuer, to be kept; handed on as it came; no request that could be handed on. */
  readonly outcome: 'hit' | 'miss' | 'passed' | 'refused';
  readonly status: number;
  readonly requestId: string;
  /** Client id; only of a client that got a token. */
  readonly credentialId?: string;
}

/** Trouble outside, or a defect inside. */
export interface FailureLine {
  readonly requestId: string;
  /** What was being done: an action, or a route. */
  readonly at: string;
  readonly error: unknown;
}

/** What one scheduled run did. */
export interface TaskLine {
  readonly task: 'reconcile' | 'sweep';
  /** Clients of which the issuer was told. */
  readonly settled?: number;
  /** Clients of which it has still to be told. */
  readonly pending?: number;
  /** App clients without a living record that are gone from the issuer now. */
  readonly removed?: number;
}

export interface Log {
  verdict(line: VerdictLine): void;
  operation(line: OperationLine): void;
  task(line: TaskLine): void;
  failure(line: FailureLine): void;
}

/** All that the token cache's function writes. */
export interface TokenLog extends Pick<Log, 'failure'> {
  token(line: TokenLine): void;
}
