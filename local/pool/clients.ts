/**
 * The pool's app clients: those of the template, and those made through the API. Secrets are drawn here, since
 * Cognito never has them in a template, and live as long as the run or its data directory.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kept } from './store';
import type { AppClient, AppClientSpec, UserPoolSpec } from '../types';

/** Cognito's default life of an access token. */
const DEFAULT_TOKEN_MINUTES = 60;

export class PoolClients {
  private readonly clients = new Map<string, AppClientSpec>();
  private readonly made: AppClientSpec[];
  private readonly secrets: Map<string, string>;

  constructor(
    private readonly spec: UserPoolSpec,
    kept: Kept['clients'] = { secrets: {}, made: [] },
  ) {
    this.made = [...kept.made];
    this.secrets = new Map(Object.entries(kept.secrets));
    for (const client of [...spec.clients, ...this.made]) this.add(client);
  }

  kept(): Kept['clients'] {
    return { secrets: Object.fromEntries(this.secrets), made: this.made };
  }

  create(name: string, scopes: readonly string[]): AppClient {
    const unknown = scopes.filter((scope) => !this.spec.scopes.includes(scope));
    if (unknown.length > 0) throw new Error(`the pool has no scope ${unknown.join(', ')}`);
    const client: AppClientSpec = {
      logicalId: name,
      clientId: drawText(26),
      name,
      hasSecret: true,
      flows: ['client_credentials'],
      scopes,
      accessTokenMinutes: DEFAULT_TOKEN_MINUTES,
    };
    this.made.push(client);
    this.add(client);
    return this.view(client);
  }

  get(clientId: string): AppClientSpec | undefined {
    return this.clients.get(clientId);
  }

  describe(clientId: string): AppClient | undefined {
    const client = this.clients.get(clientId);
    return client && this.view(client);
  }

  find(name: string): AppClient | undefined {
    const client = [...this.clients.values()].filter((each) => each.name === name).at(-1);
    return client && this.view(client);
  }

  /** The client that this id and secret belong to. Takes as long for an unknown id as for a wrong secret. */
  authenticate(clientId: string, secret: string): AppClientSpec | undefined {
    const client = this.clients.get(clientId);
    const right = this.secrets.get(clientId) ?? '';
    const matches = timingSafeEqual(sha256(secret), sha256(right));
    return matches && right !== '' ? client : undefined;
  }

  private add(client: AppClientSpec): void {
    this.clients.set(client.clientId, client);
    if (client.hasSecret && !this.secrets.has(client.clientId)) this.secrets.set(client.clientId, drawText(51));
  }

  private view({ clientId, name, scopes }: AppClientSpec): AppClient {
    return { clientId, name, scopes, clientSecret: this.secrets.get(clientId) ?? '' };
  }
}

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
