/**
 * The app clients of the pool: those of the template and those that the API made, as the API changed them. Secrets
 * are generated here, because a template never has them; they stay until the run or its data directory ends.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientSecret, Kept } from './store';
import type { AppClient, AppClientSpec, LocalClock, UserPoolSpec } from '../types';

/** Quotas in Amazon Cognito: active secrets of an app client. */
const MAX_SECRETS = 2;

/** The settings that an update replaces. */
export type ClientSettings = Pick<AppClientSpec, 'name' | 'flows' | 'scopes' | 'accessTokenMinutes'>;

export interface ClientsParts {
  readonly clock: LocalClock;
  /** The most app clients that the pool may have. */
  readonly maxClients: number;
  readonly kept?: Kept['clients'] | undefined;
  /** Called after every change, to save it. */
  readonly changed: () => void;
}

export class PoolClients {
  private readonly clients: Map<string, AppClientSpec>;
  /** The clients that the API made or changed: a restart must not set them back to the template. */
  private readonly written: Map<string, AppClientSpec>;
  private readonly deleted: Set<string>;
  private readonly secrets: Map<string, readonly ClientSecret[]>;

  constructor(
    private readonly spec: UserPoolSpec,
    private readonly parts: ClientsParts,
  ) {
    const { written, deleted, secrets } = parts.kept ?? { written: [], deleted: [], secrets: {} };
    this.written = byId(written);
    this.deleted = new Set(deleted);
    this.secrets = new Map(Object.entries(secrets));
    this.clients = new Map([...byId(spec.clients), ...this.written]);
    for (const clientId of deleted) this.clients.delete(clientId);
    for (const { clientId, hasSecret } of this.clients.values()) {
      if (hasSecret && !this.secrets.has(clientId)) this.secrets.set(clientId, [this.newSecret(clientId)]);
    }
  }

  kept(): Kept['clients'] {
    return {
      written: [...this.written.values()],
      deleted: [...this.deleted],
      secrets: Object.fromEntries(this.secrets),
    };
  }

  /** The scopes that no resource server of the pool has. */
  unknownScopes(scopes: readonly string[]): string[] {
    return scopes.filter((scope) => !this.spec.scopes.includes(scope));
  }

  /** Undefined when the pool is full. */
  create(settings: ClientSettings, hasSecret: boolean): AppClientSpec | undefined {
    if (this.clients.size >= this.parts.maxClients) return undefined;
    const clientId = randomText(26);
    if (hasSecret) this.secrets.set(clientId, [this.newSecret(clientId)]);
    return this.write({ ...settings, logicalId: settings.name, clientId, hasSecret });
  }

  update(client: AppClientSpec, settings: ClientSettings): AppClientSpec {
    return this.write({ ...client, ...settings });
  }

  delete(clientId: string): void {
    this.clients.delete(clientId);
    this.written.delete(clientId);
    this.secrets.delete(clientId);
    if (this.spec.clients.some((client) => client.clientId === clientId)) this.deleted.add(clientId);
    this.parts.changed();
  }

  get(clientId: string): AppClientSpec | undefined {
    return this.clients.get(clientId);
  }

  /** Sorted by id: a page's last id says where the next page begins, even when clients were deleted meanwhile. */
  list(): AppClientSpec[] {
    return [...this.clients.values()].sort((one, other) => (one.clientId < other.clientId ? -1 : 1));
  }

  /** The older secret first; empty for a client without secrets. */
  secretsOf(clientId: string): readonly ClientSecret[] {
    return this.secrets.get(clientId) ?? [];
  }

  /** Undefined when the client has two secrets already. */
  addSecret(clientId: string): ClientSecret | undefined {
    const secrets = this.secretsOf(clientId);
    if (secrets.length >= MAX_SECRETS) return undefined;
    const added = this.newSecret(clientId);
    this.secrets.set(clientId, [...secrets, added]);
    this.parts.changed();
    return added;
  }

  deleteSecret(clientId: string, secretId: string): void {
    this.secrets.set(
      clientId,
      this.secretsOf(clientId).filter(({ id }) => id !== secretId),
    );
    this.parts.changed();
  }

  describe(clientId: string): AppClient | undefined {
    const client = this.clients.get(clientId);
    return client && this.withSecret(client);
  }

  find(name: string): AppClient | undefined {
    const client = [...this.clients.values()].filter((each) => each.name === name).at(-1);
    return client && this.withSecret(client);
  }

  withSecret({ clientId, name, scopes }: AppClientSpec): AppClient {
    return { clientId, name, scopes, clientSecret: this.secretsOf(clientId)[0]?.value ?? '' };
  }

  /** The client with this id and secret. It takes as long for an unknown id as for a wrong secret. */
  authenticate(clientId: string, secret: string): AppClientSpec | undefined {
    const sent = sha256(secret);
    const [first, second] = this.secretsOf(clientId);
    const matches = [first, second].map(
      (right) => timingSafeEqual(sent, sha256(right?.value ?? '')) && right !== undefined,
    );
    return matches.includes(true) ? this.clients.get(clientId) : undefined;
  }

  private write(client: AppClientSpec): AppClientSpec {
    this.clients.set(client.clientId, client);
    this.written.set(client.clientId, client);
    this.parts.changed();
    return client;
  }

  /** A secret's id has its time, `<client id>--<milliseconds>` (API Reference), so two never have the same time. */
  private newSecret(clientId: string): ClientSecret {
    const earlier = this.secretsOf(clientId).map((secret) => secret.createdAt);
    const createdAt = Math.max(this.parts.clock.now(), ...earlier.map((time) => time + 1));
    return { id: `${clientId}--${createdAt}`, value: randomText(51), createdAt };
  }
}

const byId = (clients: readonly AppClientSpec[]): Map<string, AppClientSpec> =>
  new Map(clients.map((client) => [client.clientId, client]));

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Lower-case letters and digits, as in the ids and secrets of Cognito's examples. */
function randomText(length: number): string {
  let text = '';
  while (text.length < length)
    text += BigInt(`0x${randomBytes(24).toString('hex')}`)
      .toString(36)
      .slice(-30);
  return text.slice(0, length);
}
