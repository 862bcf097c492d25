/**
 * The issuer's app clients in memory. Passes the same contract suite as the real adapter; a test can look inside, and
 * have a call come to nothing, or done without an answer.
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
  /** Place in the list; never given again. */
  readonly position: number;
  settings: AppClientSettings;
  secrets: readonly Secret[];
}

/** Trouble `before` the work is done or `after` it, or an answer in the place of the work. */
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
const no = (why: PoolRefusal): PoolAnswer<never> => ({ ok: false, no: why });

export class MemoryPool implements Pool {
  /** The methods that were called, in turn. */
  readonly calls: PoolMethod[] = [];
  private readonly options: MemoryPoolOptions;
  private readonly clients = new Map<string, AppClient>();
  private plans: { readonly method: PoolMethod; readonly how: Interference; left: number }[] = [];
  private positions = 0;

  constructor(options: Partial<MemoryPoolOptions> = {}) {
    this.options = { now: () => NOW, random: bytesFrom('pool'), mostClients: 1_000, pageSize: 60, ...options };
  }

  /** Interferes once, with the nth call of the method from now on. */
  interfere(method: PoolMethod, how: Interference, nth = 1): void {
    this.plans.push({ method, how, left: nth });
  }

  /** Makes an app client past the port, with one secret, which it returns. */
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

  /** What an app client has; undefined when there is none. */
  settingsOf(clientId: string): AppClientSettings | undefined {
    const client = this.clients.get(clientId);
    return client === undefined ? undefined : copy(client.settings);
  }

  /** The settings of all app clients by id, in order of their making. */
  all(): Readonly<Record<string, AppClientSettings>> {
    return Object.fromEntries([...this.clients].map(([id, { settings }]) => [id, copy(settings)]));
  }

  /** The secrets that work, the older one first. */
  secretsOf(clientId: string): readonly string[] {
    return (this.clients.get(clientId)?.secrets ?? []).map(({ value }) => value);
  }

  /** Whether the token endpoint would take this secret for that client's. */
  authenticate(clientId: string, secret: string): boolean {
    return this.secretsOf(clientId).includes(secret);
  }

  createClient(settings: AppClientSettings): ReturnType<Pool['createClient']> {
    return this.#call('createClient', () => {
      if (this.clients.size >= this.options.mostClients) return no('clients');
      const clientId = this.#text(26);
      return ok({ clientId, clientSecret: this.put(clientId, settings) });
    });
  }

  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>> {
    return this.#call('updateClient', () => {
      const client = this.clients.get(clientId);
      if (client === undefined) return no('absent');
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
      if (client === undefined) return no('absent');
      if (client.secrets.length >= MOST_SECRETS) return no('secrets');
      const { value: clientSecret, ...secret } = this.#newSecret(clientId, client.secrets);
      client.secrets = [...client.secrets, { ...secret, value: clientSecret }];
      return ok({ ...secret, clientSecret });
    });
  }

  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>> {
    return this.#call('listSecrets', () => {
      const client = this.clients.get(clientId);
      return client === undefined
        ? no('absent')
        : ok(client.secrets.map(({ secretId, createdAt }) => ({ secretId, createdAt })));
    });
  }

  deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>> {
    return this.#call('deleteSecret', () => {
      const client = this.clients.get(clientId);
      if (client?.secrets.some((secret) => secret.secretId === secretId) !== true) return no('absent');
      if (client.secrets.length === 1) return no('last-secret');
      client.secrets = client.secrets.filter((secret) => secret.secretId !== secretId);
      return ok(undefined);
    });
  }

  async #call<T>(method: PoolMethod, work: () => PoolAnswer<T>): Promise<PoolAnswer<T>> {
    this.calls.push(method);
    const [how] = this.plans.filter((plan) => plan.method === method && (plan.left -= 1) === 0);
    this.plans = this.plans.filter(({ left }) => left > 0);
    if (how === undefined) return work();
    if (how.how !== 'before' && how.how !== 'after') return no(how.how);
    if (how.how === 'after') work();
    throw new DependencyError('pool', `no answer to ${method}`);
  }

  /** Ids tell apart even secrets of one instant. */
  #newSecret(clientId: string, others: readonly Secret[]): Secret {
    const createdAt = this.options.now();
    let at = createdAt;
    while (others.some(({ secretId }) => secretId === `${clientId}--${at}`)) at += 1;
    return { secretId: `${clientId}--${at}`, createdAt, value: this.#text(52) };
  }

  /** Letters and digits as Cognito has them in ids and secrets. */
  #text(length: number): string {
    return Array.from(this.options.random(length), (byte) => (byte % 36).toString(36)).join('');
  }
}

const copy = ({ name, scopes, tokenLifetimeMinutes }: AppClientSettings): AppClientSettings => ({
  name,
  scopes: [...scopes],
  tokenLifetimeMinutes,
});
