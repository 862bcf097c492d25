/**
 * What the rooms need of the issuer. Adapters implement these ports; fakes that pass the same contract suite stand in for
 * them in tests. A port rejects with a `DependencyError` when the outside fails, and never turns a failure into an answer.
 */
import type { Instant } from '../model';
import type { Page } from './table';

/** An app client's settings at the issuer, all of them: an update resets what it leaves out. */
export interface AppClientSettings {
  /** Says whose it is and when it was made (`app-client-name.ts`), so that one without a record is found again. */
  readonly name: string;
  /** Full scopes, `<resource server>/<scope>`. None: the client gets no token. */
  readonly scopes: readonly string[];
  /** 5 to 1,440. */
  readonly tokenLifetimeMinutes: number;
}

/** An app client as the issuer lists it. */
export interface AppClientEntry {
  readonly clientId: string;
  readonly name: string;
}

/** A secret as the issuer lists it. */
export interface AppClientSecret {
  readonly secretId: string;
  readonly createdAt: Instant;
}

/** What the issuer said no to. Each is an answer about its limits or its records, none is trouble. */
export type PoolRefusal =
  /** More requests than it takes in a second; the same one may succeed a second later. */
  | 'rate'
  /** It has as many app clients as it may have. */
  | 'clients'
  /** The app client has as many secrets as it may have. */
  | 'secrets'
  /** The app client's only secret stays. */
  | 'last-secret'
  /** There is no such app client, or no such secret of it. */
  | 'absent';
export type PoolAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly no: PoolRefusal };

/**
 * The issuer's app clients of machines. `createClient`, `updateClient` and `addSecret` are sent once: one that rejects may
 * have been done all the same, or be done later.
 */
export interface Pool {
  createClient(
    settings: AppClientSettings,
  ): Promise<PoolAnswer<{ readonly clientId: string; readonly clientSecret: string }>>;
  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>>;
  /** Fine as well when there is none. */
  deleteClient(clientId: string): Promise<PoolAnswer<undefined>>;
  /** All of the pool's, ours or not, in no order. `after` is an earlier page's `next`, good for minutes. */
  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>>;
  addSecret(clientId: string): Promise<PoolAnswer<AppClientSecret & { readonly clientSecret: string }>>;
  /** One or two, the older one first. */
  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>>;
  deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>>;
}
