/**
 * What the rooms need of Amazon Cognito's user pool: the app clients of machines, and their secrets.
 * `lambda/aws/cognito` implements the port; a pool in memory passes the same contract suite. A call rejects with a
 * `DependencyError` when Cognito fails; a failure never becomes an answer.
 */
import type { Instant } from '../model';
import type { Page } from './table';

/** What Sallyport chooses of an app client. An update sends all of it: Cognito resets what an update leaves out. */
export interface AppClientSettings {
  /** Names the owner and the time of making (`app-clients.ts`), so that a sweep recognizes one without a record. */
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
 * - `clients`, `secrets`: the user pool has as many app clients, or the app client as many secrets, as it may have.
 * - `last-secret`: the secret is the app client's only one, which Cognito does not delete.
 * - `absent`: the app client, or the secret of it, does not exist.
 */
export type PoolRefusal = 'rate' | 'clients' | 'secrets' | 'last-secret' | 'absent';

/** The value of a call that Cognito carried out, or its refusal. */
export type PoolAnswer<T, R extends string = PoolRefusal> = { readonly ok: true; readonly value: T } | Refused<R>;
/** A union with one member for each refusal, so that a comparison of `refusal` narrows the answer. */
type Refused<R extends string> = R extends unknown ? { readonly ok: false; readonly refusal: R } : never;

/**
 * `createClient`, `updateClient` and `addSecret` are sent once: Cognito may carry out a call that rejected, even later.
 */
export interface Pool {
  createClient(
    settings: AppClientSettings,
  ): Promise<PoolAnswer<{ readonly clientId: string; readonly clientSecret: string }>>;
  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>>;
  /** Succeeds also when the app client does not exist. */
  deleteClient(clientId: string): Promise<PoolAnswer<undefined>>;
  /**
   * A page of all app clients of the pool, whoever made them, in no order. `after` is an earlier page's `next`; Cognito
   * accepts it for some minutes.
   */
  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>>;
  addSecret(clientId: string): Promise<PoolAnswer<AppClientSecret & { readonly clientSecret: string }>>;
  /** One or two secrets, the older one first. */
  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>>;
  deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>>;
}
