/** A deployment with a token cache and an issuer in memory, whose token endpoint records its requests. */
import type { Client } from '../../lambda/domain/model';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { issueClient } from '../../lambda/management/operations/clients/issue-client';
import { DependencyError } from '../../lambda/domain/outcome';
import { type TokenAnswer, giveToken, type TokenCache } from '../../lambda/token-cache/token-cache';
import type { CacheableRequest } from '../../lambda/token-cache/entry-seal';
import { CountingReader } from './counting-reader';
import type { MemoryPool } from './memory-pool';
import { ACCOUNT_ID, account, bytesFrom, CLIENT_ID } from './records';
import { encode, ISSUER } from './tokens';
import { accepted, call, type World, world } from './world';
import type { TokenEndpoint, TokenReply, TokenRequest, TokenStore } from '../../lambda/domain/ports/tokens';

export const MINUTE = 60_000;
/** Client id of the operator that the stack made. */
export const BOOTSTRAP_OPERATOR = 'bootstrap';
export const failing = () => Promise.reject(new DependencyError('test', 'down'));

export class MemoryTokenStore implements TokenStore {
  readonly items = new Map<string, { readonly sealed: Uint8Array; readonly until: number }>();

  find(id: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.items.get(id)?.sealed);
  }

  keep(id: string, sealed: Uint8Array, until: number): Promise<void> {
    this.items.set(id, { sealed, until });
    return Promise.resolve();
  }
}

/** Cognito's token endpoint for plain client-credentials requests. */
export class MemoryTokenEndpoint implements TokenEndpoint {
  readonly asked: TokenRequest[] = [];
  /** Claims that replace those of the next tokens. */
  claims: Readonly<Record<string, unknown>> = {};
  private readonly random = bytesFrom('signatures');

  constructor(
    private readonly pool: MemoryPool,
    private readonly now: () => number,
  ) {}

  send(request: TokenRequest): Promise<TokenReply> {
    this.asked.push(request);
    const form = new URLSearchParams(Buffer.from(request.body).toString());
    const clientId = form.get('client_id') ?? '';
    const no = (error: string) => Promise.resolve({ status: 400, body: JSON.stringify({ error }) });
    if (!this.pool.authenticate(clientId, form.get('client_secret') ?? '')) return no('invalid_client');
    const { scopes = [], tokenLifetimeMinutes = 60 } = this.pool.settingsOf(clientId) ?? {};
    if (scopes.length === 0) return no('unauthorized_client');
    const asked = (form.get('scope') ?? scopes.join(' ')).split(' ');
    if (!asked.every((scope) => scopes.includes(scope))) return no('invalid_scope');
    const seconds = tokenLifetimeMinutes * 60;
    const body = { access_token: this.#token(clientId, asked, seconds), expires_in: seconds, token_type: 'Bearer' };
    return Promise.resolve({ status: 200, body: JSON.stringify(body) });
  }

  #token(clientId: string, scopes: readonly string[], seconds: number): string {
    const iat = Math.floor(this.now() / 1000);
    const own = { sub: clientId, client_id: clientId, token_use: 'access', scope: scopes.join(' '), iss: ISSUER };
    const claims = { ...own, iat, exp: iat + seconds, jti: `token ${this.asked.length}`, ...this.claims };
    const signature = Buffer.from(this.random(256)).toString('base64url');
    return `${encode({ kid: 'kid', alg: 'RS256' })}.${encode(claims)}.${signature}`;
  }
}

/** The token request of a client. */
export function requestOf({ clientId, secret, scopes }: CacheableRequest): TokenRequest {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  return { contentType: 'application/x-www-form-urlencoded', query: '', body: Buffer.from(form.toString()) };
}

export interface TokenWorld extends World {
  readonly reader: CountingReader;
  readonly store: MemoryTokenStore;
  readonly endpoint: MemoryTokenEndpoint;
  readonly cache: TokenCache;
  /** What failed: `reading` or `keeping`. */
  readonly failures: string[];
  readonly give: (ask: CacheableRequest, cache?: TokenCache) => Promise<TokenAnswer>;
}

export function tokenWorld(...records: readonly TableRecord[]): TokenWorld {
  const here = world(...records);
  const now = () => here.clock.now;
  const reader = new CountingReader(here.table);
  const store = new MemoryTokenStore();
  const endpoint = new MemoryTokenEndpoint(here.pool, now);
  const standing = { reader, owners: new Map<string, string>(), bootstrapOperator: BOOTSTRAP_OPERATOR };
  const cache = { ...standing, store, endpoint, now, random: bytesFrom('nonces') };
  const failures: string[] = [];
  const onFailure = (doing: string) => void failures.push(doing);
  const give = (ask: CacheableRequest, through: TokenCache = cache) =>
    giveToken(through, { request: requestOf(ask), cacheable: ask, onFailure });
  return { ...here, reader, store, endpoint, cache, failures, give };
}

/** A deployment with one issued client, and its request without scope, which asks for all its scopes. */
export async function issuedWorld(scopes = ['read:orders', 'write:orders']) {
  const here = tokenWorld(account());
  const input = { accountId: ACCOUNT_ID, label: 'Warehouse', scopes, tokenLifetimeMinutes: 60 };
  const made = accepted(await issueClient(here.deps, call(), input));
  const { client, clientSecret: secret } = made as { client: Client; clientSecret: string };
  const target = { accountId: ACCOUNT_ID, clientId: client.clientId };
  const ask: CacheableRequest = { clientId: client.clientId, secret, scopes: [] };
  return { ...here, target, ask };
}

/** A deployment with a client that no account adopted, and its request. */
export function unrecordedWorld(clientId = CLIENT_ID) {
  const here = tokenWorld(account());
  const secret = here.pool.put(clientId, { name: 'web', scopes: ['orders/read:orders'], tokenLifetimeMinutes: 60 });
  return { ...here, ask: { clientId, secret, scopes: [] } };
}

/** The access token in an answer, and its `expires_in`. */
export function tokenIn({ reply }: TokenAnswer): { readonly token: string; readonly left: number } {
  const { access_token: token, expires_in: left } = JSON.parse(reply.body);
  return { token, left };
}
