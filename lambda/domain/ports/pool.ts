/**
 * What Sallyport needs of Amazon Cognito's user pool: the app clients of machines, and their secrets.
 * `lambda/aws/cognito` implements the port; a pool in memory passes the same contract suite. If Cognito fails, a call
 * rejects with a `DependencyError`.
 */
import type { Instant } from '../model';
import type { ServiceAnswer } from './service';
import type { Page } from './table';

/** The settings of an app client that Sallyport sets. An update sends all of them: Cognito resets omitted settings. */
export interface AppClientSettings {
  /** Contains the owner and the creation time (`app-clients.ts`), so a sweep finds an app client without a record. */
  readonly name: string;
  /** Full scopes, `<resource server>/<scope>`. Empty: the client gets no token. */
  readonly scopes: readonly string[];
  /** 5 to 1,440. */
  readonly tokenLifetimeMinutes: number;
}

export type AppClientEntry = Pick<AppClientSettings, 'name'> & { readonly clientId: string };
export type AppClientSecret = { readonly secretId: string; readonly createdAt: Instant };

/**
 * Why Cognito refused a call: its limits or its records, not a failure.
 * - `rate`: too many requests in this second; the same request may succeed a second later.
 * - `clients`, `secrets`: the user pool is at its limit of app clients, or the app client at its limit of secrets.
 * - `last-secret`: the app client has no other secret, and Cognito does not delete the last one.
 * - `absent`: the app client or its secret does not exist.
 */
export type PoolRefusal = 'rate' | 'clients' | 'secrets' | 'last-secret' | 'absent';

export type PoolAnswer<T, R extends string = PoolRefusal> = ServiceAnswer<T, R>;

/** `createClient`, `updateClient` and `addSecret` are not retried: after a rejection, Cognito may still do the call. */
export interface Pool {
  createClient(
    settings: AppClientSettings,
  ): Promise<PoolAnswer<{ readonly clientId: string; readonly clientSecret: string }>>;
  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>>;
  /** Succeeds also when the app client does not exist. */
  deleteClient(clientId: string): Promise<PoolAnswer<undefined>>;
  /**
   * A page of all app clients of the pool, also those that others made, in no order. `after` is an earlier page's `next`; Cognito
   * accepts it for some minutes.
   */
  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>>;
  addSecret(clientId: string): Promise<PoolAnswer<AppClientSecret & { readonly clientSecret: string }>>;
  /** One or two secrets, the older one first. */
  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>>;
  deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>>;
}
