/**
 * The local stand-in for a Cognito user pool: token endpoint, key set, the API of its app clients, and what API
 * Gateway's Cognito authorizer asks of it. Tokens carry the pool's real issuer, so what verifies them needs no local mode.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from '../callers';
import { answerCall, operationOf } from './api';
import { DEFAULT_TOKEN_MINUTES, PoolClients } from './clients';
import { exportKeys, loadKeys, type PoolKeys, readToken, signAccessToken } from './keys';
import { openStore } from './store';
import { listen, readBody, sendJson } from '../server';
import { accessClaims, decideToken } from './token-endpoint';
import type { AccessTokenClaims, AppClient, FaultKind, LocalClock, TokenPool, UserPoolSpec } from '../types';

/** A token request is a handful of short parameters. */
const MAX_FORM_BYTES = 16_384;
/** The largest call of the API names 50 scopes. */
const MAX_CALL_BYTES = 65_536;
/** Quotas in Amazon Cognito: app clients of a pool, unless AWS raised it. */
const MOST_CLIENTS = 1_000;

export interface PoolOptions {
  readonly clock: LocalClock;
  /** Who may not do everything through the API. */
  readonly callers?: Callers;
  /** Keeps signing keys, clients and secrets from one run to the next. */
  readonly directory?: string | undefined;
  /** App clients it may have; 1,000, as at Cognito, unless a test says fewer. */
  readonly mostClients?: number | undefined;
}

/** Starts the pool on a free port of the loopback interface. */
export async function startTokenPool(spec: UserPoolSpec, options: PoolOptions): Promise<TokenPool> {
  const { clock, directory, callers = {}, mostClients = MOST_CLIENTS } = options;
  const store = openStore(directory, spec.logicalId);
  const kept = store.load();
  const keys = await loadKeys(kept?.keys);
  const save = (): void => store.save({ keys: exportKeys(keys), clients: clients.kept() });
  const clients = new PoolClients(spec, { clock, mostClients, kept: kept?.clients, changed: save });
  save();
  const pool = new Pool(spec, { keys, clients, callers, clock });
  const server = await listen((request, response) => pool.serve(request, response));
  return {
    url: server.url,
    poolId: spec.poolId,
    authorize: (token) => pool.authorize(token),
    createClient: (name, scopes) => makeClient(clients, name, scopes),
    describeClient: (clientId) => clients.describe(clientId),
    findClient: (name) => clients.find(name),
    fail: (fault, { times = Number.POSITIVE_INFINITY } = {}) => {
      pool.trouble = { fault, times };
    },
    close: () => server.close(),
  };
}

function makeClient(clients: PoolClients, name: string, scopes: readonly string[]): AppClient {
  const unknown = clients.unknownScopes(scopes);
  if (unknown.length > 0) throw new Error(`the pool has no scope ${unknown.join(', ')}`);
  const settings = { name, scopes, flows: ['client_credentials'], accessTokenMinutes: DEFAULT_TOKEN_MINUTES };
  const client = clients.create(settings, true);
  if (client === undefined) throw new Error('the pool has as many app clients as it may have');
  return clients.view(client);
}

interface Parts {
  readonly keys: PoolKeys;
  readonly clients: PoolClients;
  readonly callers: Callers;
  readonly clock: LocalClock;
}

class Pool {
  /** Trouble of the key set; tokens are issued as ever. */
  trouble: { fault: FaultKind; times: number } = { fault: 'none', times: 0 };

  constructor(
    private readonly spec: UserPoolSpec,
    private readonly parts: Parts,
  ) {}

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? '').split('?');
    const wellKnown = `GET /${this.spec.poolId}/.well-known`;
    const route = `${request.method ?? ''} ${path ?? ''}`;
    // Cognito lets pages of any origin read what it answers at its public endpoints.
    if (route !== 'POST /') response.setHeader('Access-Control-Allow-Origin', '*');
    switch (route) {
      case 'POST /':
        await this.api(request, response);
        break;
      case 'POST /oauth2/token':
        await this.token(request, response);
        break;
      case `${wellKnown}/jwks.json`:
        this.keySet(response);
        break;
      case `${wellKnown}/openid-configuration`:
        sendJson(response, 200, this.configuration(`http://${request.headers.host ?? ''}`));
        break;
      default:
        sendJson(response, 404, { message: 'Not Found' });
    }
  }

  /** What API Gateway asks of a token before it looks at scopes. */
  authorize(token: string): AccessTokenClaims | undefined {
    const claims = readToken(this.parts.keys, token);
    if (claims?.iss !== this.spec.issuer || claims.token_use !== 'access') return undefined;
    const alive = typeof claims.exp === 'number' && claims.exp * 1000 > this.parts.clock.now();
    // The signature is this pool's own, and it signs no other form.
    return alive ? (claims as AccessTokenClaims) : undefined;
  }

  private async api(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request, MAX_CALL_BYTES))?.toString() ?? '';
    const { clients, callers } = this.parts;
    const { authorization } = request.headers;
    const call = { operation: operationOf(request.headers), authorization, body };
    const answer = answerCall({ spec: this.spec, clients, callers }, call);
    sendJson(response, answer.status, answer.body);
  }

  private async token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clients, keys, clock } = this.parts;
    const body = (await readBody(request, MAX_FORM_BYTES))?.toString();
    const decided = body === undefined ? 'invalid_request' : decideToken(clients, { headers: request.headers, body });
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Pragma', 'no-cache');
    if (typeof decided === 'string') sendJson(response, 400, { error: decided });
    else
      sendJson(response, 200, {
        access_token: signAccessToken(keys, accessClaims(decided, this.spec.issuer, clock.now())),
        expires_in: Math.round(decided.client.accessTokenMinutes * 60),
        token_type: 'Bearer',
      });
  }

  private keySet(response: ServerResponse): void {
    const keys = this.parts.keys.map((key) => key.jwk);
    switch (this.nextFault()) {
      case 'none':
        sendJson(response, 200, { keys });
        break;
      case 'partial':
        sendJson(response, 200, { keys: keys.slice(1) });
        break;
      case 'malformed':
        response.end(JSON.stringify({ keys }).slice(0, 40));
        break;
      case 'throttle':
        sendJson(response, 429, { message: 'Too Many Requests' });
        break;
      case 'error':
        sendJson(response, 500, { message: 'Internal Server Error' });
        break;
      case 'hang':
        break;
      default:
        response.socket?.resetAndDestroy();
    }
  }

  private nextFault(): FaultKind {
    if (this.trouble.times <= 0) return 'none';
    this.trouble.times -= 1;
    return this.trouble.fault;
  }

  /** OpenID Connect Discovery 1.0 section 3, with what machines need of it. */
  private configuration(url: string): Record<string, unknown> {
    return {
      issuer: this.spec.issuer,
      jwks_uri: `${url}/${this.spec.poolId}/.well-known/jwks.json`,
      token_endpoint: `${url}/oauth2/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
    };
  }
}
