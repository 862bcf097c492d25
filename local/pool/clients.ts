/**
 * The pool's app clients: those of the template, and what the API made of them and beside them. Secrets are drawn
 * here, since Cognito never has them in a template, and live as long as the run or its data directory.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientSecret, Kept } from './store';
import type { AppClient, AppClientSpec, LocalClock, UserPoolSpec } from '../types';

/** Quotas in Amazon Cognito: active secrets of a client. */
const MOST_SECRETS = 2;

/** What an update gives a client anew. */
export type ClientSettings = Pick<AppClientSpec, 'name' | 'flows' | 'scopes' | 'accessTokenMinutes'>;

export interface ClientsParts {
  readonly clock: LocalClock;
  /** As many as the pool may have. */
  readonly mostClients: number;
  readonly kept?: Kept['clients'] | undefined;
  /** Called after every change, to keep it. */
  readonly changed: () => void;
}

export class PoolClients {
  private readonly clients: Map<string, AppClientSpec>;
  /** Made or changed through the API; a restart does not take that back. */
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
      if (hasSecret && !this.secrets.has(clientId)) this.secrets.set(clientId, [this.drawSecret(clientId)]);
    }
  }

  kept(): Kept['clients'] {
    return {
      written: [...this.written.values()],
      deleted: [...this.deleted],
      secrets: Object.fromEntries(this.secrets),
    };
  }

  /** Those that no resource server of the pool has. */
  unknownScopes(scopes: readonly string[]): string[] {
    return scopes.filter((scope) => !this.spec.scopes.includes(scope));
  }

  /** Undefined when the pool is full. */
  create(settings: ClientSettings, hasSecret: boolean): AppClientSpec | undefined {
    if (this.clients.size >= this.parts.mostClients) return undefined;
    const clientId = drawText(26);
    if (hasSecret) this.secrets.set(clientId, [this.drawSecret(clientId)]);
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

  /** In order of their ids, so that a page's last one says where the next page begins, whatever went meanwhile. */
  list(): AppClientSpec[] {
    return [...this.clients.values()].sort((one, other) => (one.clientId < other.clientId ? -1 : 1));
  }

  /** The older one first; none of a client without. */
  secretsOf(clientId: string): readonly ClientSecret[] {
    return this.secrets.get(clientId) ?? [];
  }

  /** Undefined when the client has as many as it may have. */
  addSecret(clientId: string): ClientSecret | undefined {
    const secrets = this.secretsOf(clientId);
    if (secrets.length >= MOST_SECRETS) return undefined;
    const added = this.drawSecret(clientId);
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
    return client && this.view(client);
  }

  find(name: string): AppClient | undefined {
    const client = [...this.clients.values()].filter((each) => each.name === name).at(-1);
    return client && this.view(client);
  }

  view({ clientId, name, scopes }: AppClientSpec): AppClient {
    return { clientId, name, scopes, clientSecret: this.secretsOf(clientId)[0]?.value ?? '' };
  }

  /** The client that this id and secret belong to. Takes as long for an unknown id as for a wrong secret. */
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

  /** Its id is `<client-id>--<epoch-create-time>`, so two are never of one millisecond. */
  private drawSecret(clientId: string): ClientSecret {
    const earlier = this.secretsOf(clientId).map((secret) => secret.createdAt);
    const createdAt = Math.max(this.parts.clock.now(), ...earlier.map((time) => time + 1));
    return { id: `${clientId}--${createdAt}`, value: drawText(51), createdAt };
  }
}

const byId = (clients: readonly AppClientSpec[]): Map<string, AppClientSpec> =>
  new Map(clients.map((client) => [client.clientId, client]));

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Lower-case letters and digits, as Cognito's ids and secrets are. */
function drawText(length: number): string {
  let text = '';
  while (text.length < length)
    text += BigInt(`0x${randomBytes(24).toString('hex')}`)
      .toString(36)
      .slice(-30);
  return text.slice(0, length);
}
