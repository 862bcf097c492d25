/** What the operations on clients and operators take and give; as `types.ts`. */
import type { Operator } from '../../domain/operator-model';
import type { ClientStatus } from '../../domain/status';
import type { RevocationReason } from '../../domain/vocabulary';
import type { AccountTarget } from '../../engine/load';
import type { ClientTarget } from '../../engine/load-client';
import type { OperatorTarget } from '../../engine/operators';
import type { ClientResult } from '../../issuer/pending';
import type { PageInput } from './types';

/** A client as asked for: scopes may hold wildcards. */
export interface IssueClientInput extends AccountTarget {
  readonly label: string;
  readonly scopes: readonly string[];
  /** 5 to 1,440; absent: 60. */
  readonly tokenLifetimeMinutes?: number;
}
export interface AdoptClientInput extends ClientTarget {
  readonly label: string;
  readonly scopes: readonly string[];
}
export interface ListClientsInput extends AccountTarget, PageInput {
  readonly status?: ClientStatus;
  /** The whole label. */
  readonly label?: string;
}
/** A merge patch: absent leaves a member as it is. */
export interface ClientPatch {
  readonly label?: string;
  readonly scopes?: readonly string[];
  /** Of an issued client only. */
  readonly tokenLifetimeMinutes?: number;
}
export interface UpdateClientInput extends ClientTarget {
  readonly patch: ClientPatch;
  /** The version the caller read; another one now is `version-conflict`. */
  readonly ifMatch?: number;
}
export interface RevokeClientInput extends ClientTarget {
  /** Absent: `unspecified`. */
  readonly reason?: RevocationReason;
}
export interface ClientSecretTarget extends ClientTarget {
  readonly secretId: string;
}

export interface ClientAdopted extends ClientResult {
  /** False when the account had it already. */
  readonly created: boolean;
}
/** The client's secret is given once: a replay of the same request does not hold it. */
export type ClientIssued = ClientResult &
  ({ readonly secretShown: true; readonly clientSecret: string } | { readonly secretShown: false });
export interface ClientPage {
  readonly clients: readonly ClientResult[];
  readonly next?: string;
}

export interface IssueOperatorInput {
  readonly label: string;
  /** Management scopes, of which the actor has every one. */
  readonly scopes: readonly string[];
  /** 5 to 1,440; absent: 60. */
  readonly tokenLifetimeMinutes?: number;
}
export interface RevokeOperatorInput extends OperatorTarget {
  /** Absent: `unspecified`. */
  readonly reason?: RevocationReason;
}
export interface OperatorSecretTarget extends OperatorTarget {
  readonly secretId: string;
}

export interface OperatorResult {
  readonly operator: Operator;
}
/** As `ClientIssued`. */
export type OperatorIssued = OperatorResult &
  ({ readonly secretShown: true; readonly clientSecret: string } | { readonly secretShown: false });
/** Everyone who may act: the stack's own operator first, then in order of issue. */
export interface OperatorList {
  readonly operators: readonly Operator[];
}
