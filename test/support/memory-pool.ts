/**
 * The `Pool` port in memory. It passes the same contract suite as the Cognito adapter. A test can read its app clients,
 * and can make single calls fail or be refused.
 */
import { DependencyError } from '../../lambda/domain/outcome';
import type { Page } from '../../lambda/domain/ports/table';
import { bytesFrom, NOW } from './records';
import type {
  AppClientEntry,
  AppClientSecret,
  AppClientSettings,
  Pool,
  PoolAnswer,
  PoolRefusal,
} from '../../lambda/domain/ports/pool';
import type { Clock, Random } from '../../lambda/domain/ports/system';

interface Secret extends AppClientSecret {
  readonly value: string;
}
interface AppClient {
  readonly clientId: string;
  /** Place in the list of app clients. A deleted client's place is not used again. */
  readonly position: number;
  settings: AppClientSettings;
  secrets: readonly Secret[];
}

/** A failure `before` or `after` Cognito carries out the call, or a refusal instead of carrying it out. */
export type Interference = 'before' | 'after' | PoolRefusal;
export type PoolMethod = keyof Pool;

export interface MemoryPoolOptions {
  readonly now: Clock;
  readonly random: Random;
  readonly mostClients: number;
  readonly pageSize: number;
}

const MOST_SECRETS = 2;
const ok = <T>(value: T): PoolAnswer<T> => ({ ok: true, value });
const refused = (refusal: PoolRefusal): PoolAnswer<never> => ({ ok: false, refusal });

export class MemoryPool implements Pool {
  /** The called methods, in order. */
  readonly calls: PoolMethod[] = [];
  private readonly options: MemoryPoolOptions;
  private readonly clients = new Map<string, AppClient>();
  private plans: { readonly method: PoolMethod; readonly how: Interference; left: number }[] = [];
  private positions = 0;

  constructor(options: Partial<MemoryPoolOptions> = {}) {
    this.options = { now: () => NOW, random: bytesFrom('pool'), mostClients: 1_000, pageSize: 60, ...options };
  }

  /** Interferes once: with the nth call of the method, counted from now. */
  interfere(method: PoolMethod, how: Interference, nth = 1): void {
    this.plans.push({ method, how, left: nth });
  }

  /** Makes an app client without a call of the port, and returns its only secret. */
  put(clientId: string, settings: AppClientSettings): string {
    const first = this.#newSecret(clientId, []);
    this.clients.set(clientId, {
      clientId,
      position: (this.positions += 1),
      settings: copy(settings),
      secrets: [first],
    });
    return first.value;
  }

  /** The settings of an app client; `undefined` if it does not exist. */
  settingsOf(clientId: string): AppClientSettings | undefined {
    const client = this.clients.get(clientId);
    return client === undefined ? undefined : copy(client.settings);
  }

  /** The settings of all app clients by id, in the order of creation. */
  all(): Readonly<Record<string, AppClientSettings>> {
    return Object.fromEntries([...this.clients].map(([id, { settings }]) => [id, copy(settings)]));
  }

  /** The secrets of an app client, the older one first. */
  secretsOf(clientId: string): readonly string[] {
    return (this.clients.get(clientId)?.secrets ?? []).map(({ value }) => value);
  }

  /** Whether the token endpoint would accept this secret from this client. */
  authenticate(clientId: string, secret: string): boolean {
    return this.secretsOf(clientId).includes(secret);
  }

  createClient(settings: AppClientSettings): ReturnType<Pool['createClient']> {
    return this.#call('createClient', () => {
      if (this.clients.size >= this.options.mostClients) return refused('clients');
      const clientId = this.#text(26);
      return ok({ clientId, clientSecret: this.put(clientId, settings) });
    });
  }

  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>> {
    return this.#call('updateClient', () => {
      const client = this.clients.get(clientId);
      if (client === undefined) return refused('absent');
      client.settings = copy(settings);
      return ok(undefined);
    });
  }

  deleteClient(clientId: string): Promise<PoolAnswer<undefined>> {
    return this.#call('deleteClient', () => {
      this.clients.delete(clientId);
      return ok(undefined);
    });
  }

  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>> {
    return this.#call('listClients', () => {
      const rest = [...this.clients.values()].filter(({ position }) => position > Number(after ?? 0));
      const page = rest.slice(0, this.options.pageSize);
      const items = page.map(({ clientId, settings: { name } }) => ({ clientId, name }));
      const last = page.at(-1);
      return ok(rest.length > page.length && last ? { items, next: String(last.position) } : { items });
    });
  }

  addSecret(clientId: string): ReturnType<Pool['addSecret']> {
    return this.#call('addSecret', () => {
      const client = this.clients.get(clientId);
      if (client === undefined) return refused('absent');
      if (client.secrets.length >= MOST_SECRETS) return refused('secrets');
      const { value: clientSecret, ...secret } = this.#newSecret(clientId, client.secrets);
      client.secrets = [...client.secrets, { ...secret, value: clientSecret }];
      return ok({ ...secret, clientSecret });
    });
  }

  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>> {
    return this.#call('listSecrets', () => {
      const client = this.clients.get(clientId);
      return client === undefined
        ? refused('absent')
        : ok(client.secrets.map(({ secretId, createdAt }) => ({ secretId, createdAt })));
    });
  }

  deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>> {
    return this.#call('deleteSecret', () => {
      const client = this.clients.get(clientId);
      if (client?.secrets.some((secret) => secret.secretId === secretId) !== true) return refused('absent');
      if (client.secrets.length === 1) return refused('last-secret');
      client.secrets = client.secrets.filter((secret) => secret.secretId !== secretId);
      return ok(undefined);
    });
  }

  async #call<T>(method: PoolMethod, work: () => PoolAnswer<T>): Promise<PoolAnswer<T>> {
    this.calls.push(method);
    const [how] = this.plans.filter((plan) => plan.method === method && (plan.left -= 1) === 0);
    this.plans = this.plans.filter(({ left }) => left > 0);
    if (how === undefined) return work();
    if (how.how !== 'before' && how.how !== 'after') return refused(how.how);
    if (how.how === 'after') work();
    throw new DependencyError('pool', `no answer to ${method}`);
  }

  /** Two secrets of the same instant have different ids. */
  #newSecret(clientId: string, others: readonly Secret[]): Secret {
    const createdAt = this.options.now();
    let at = createdAt;
    while (others.some(({ secretId }) => secretId === `${clientId}--${at}`)) at += 1;
    return { secretId: `${clientId}--${at}`, createdAt, value: this.#text(52) };
  }

  /** Lower-case letters and digits, as in Cognito's ids and secrets. */
  #text(length: number): string {
    return Array.from(this.options.random(length), (byte) => (byte % 36).toString(36)).join('');
  }
}

const copy = ({ name, scopes, tokenLifetimeMinutes }: AppClientSettings): AppClientSettings => ({
  name,
  scopes: [...scopes],
  tokenLifetimeMinutes,
});
