/**
 * The local stand-in for a Cognito user pool: token endpoint, key set, the API of its app clients, and what API
 * Gateway's Cognito authorizer asks of it. Tokens carry the pool's real issuer, so what verifies them needs no local mode.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from '../callers';
import { InjectedFailures } from '../injected-failures';
import { answerApiRequest, operationOf } from './user-pools-api';
import { poolError } from './api-answers';
import { PoolClients } from './clients';
import { DEFAULT_TOKEN_MINUTES } from './token-validity';
import { type Endpoint, type HttpExchange, serveEndpoint } from './endpoint';
import { exportKeys, loadKeys, type PoolKeys, readToken, signAccessToken } from './keys';
import { openStore } from './store';
import { listen, sendJson } from '../server';
import { accessClaims, decideToken } from './token-endpoint';
import type {
  AccessTokenClaims,
  AppClient,
  FailureKind,
  LocalClock,
  PoolFailureOptions,
  PoolServer,
  UserPoolSpec,
} from '../types';

/** A token request is a handful of short parameters. */
const MAX_FORM_BYTES = 16_384;
/** The largest call of the API names 50 scopes. */
const MAX_CALL_BYTES = 65_536;
/** Quotas in Amazon Cognito: app clients of a pool, unless AWS raised it. */
const MOST_CLIENTS = 1_000;
const PUBLIC_ERRORS = {
  throttled: { status: 429, body: { message: 'Too Many Requests' } },
  failed: { status: 500, body: { message: 'Internal Server Error' } },
} as const;

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
export async function startPoolServer(spec: UserPoolSpec, options: PoolOptions): Promise<PoolServer> {
  const { clock, directory, callers = {}, mostClients = MOST_CLIENTS } = options;
  const store = openStore(directory, spec.logicalId);
  const kept = store.load();
  const keys = await loadKeys(kept?.keys);
  const save = (): void => store.save({ keys: exportKeys(keys), clients: clients.kept() });
  const clients = new PoolClients(spec, { clock, mostClients, kept: kept?.clients, changed: save });
  save();
  const pool = new PoolEndpoints(spec, { keys, clients, callers, clock });
  const server = await listen((request, response) => pool.serve(request, response));
  return {
    url: server.url,
    poolId: spec.poolId,
    authorize: (token) => pool.authorize(token),
    createClient: (name, scopes) => makeClient(clients, name, scopes),
    describeClient: (clientId) => clients.describe(clientId),
    findClient: (name) => clients.find(name),
    fail: (kind, failureOptions) => pool.fail(kind, failureOptions),
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

interface PoolParts {
  readonly keys: PoolKeys;
  readonly clients: PoolClients;
  readonly callers: Callers;
  readonly clock: LocalClock;
}

class PoolEndpoints {
  private readonly injected = {
    keySet: new InjectedFailures(),
    tokenEndpoint: new InjectedFailures(),
    pool: new InjectedFailures(),
  };

  constructor(
    private readonly spec: UserPoolSpec,
    private readonly parts: PoolParts,
  ) {}

  fail(kind: FailureKind, { target = 'keySet', ...options }: PoolFailureOptions = {}): void {
    this.injected[target].inject(kind, options);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? '').split('?');
    const wellKnown = `GET /${this.spec.poolId}/.well-known`;
    const route = `${request.method ?? ''} ${path ?? ''}`;
    // Cognito lets pages of any origin read what it answers at its public endpoints.
    if (route !== 'POST /') response.setHeader('Access-Control-Allow-Origin', '*');
    switch (route) {
      case 'POST /':
        await this.serveApi({ request, response });
        break;
      case 'POST /oauth2/token':
        response.setHeader('Cache-Control', 'no-store');
        response.setHeader('Pragma', 'no-cache');
        await serveEndpoint(this.tokenEndpoint(request), this.injected.tokenEndpoint.take().kind, {
          request,
          response,
        });
        break;
      case `${wellKnown}/jwks.json`:
        await serveEndpoint(this.keySet(), this.injected.keySet.take().kind, { request, response });
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

  private serveApi(exchange: HttpExchange): Promise<void> {
    const { clients, callers } = this.parts;
    const { headers } = exchange.request;
    const operation = operationOf(headers);
    const endpoint: Endpoint = {
      maxBytes: MAX_CALL_BYTES,
      answer: (body = '') =>
        answerApiRequest(
          { spec: this.spec, clients, callers },
          { operation, authorization: headers.authorization, body },
        ),
      throttled: poolError('TooManyRequestsException', 'Rate exceeded'),
      failed: poolError('InternalErrorException', 'Something went wrong', 500),
    };
    return serveEndpoint(endpoint, this.injected.pool.take(operation).kind, exchange);
  }

  private tokenEndpoint({ headers }: IncomingMessage): Endpoint {
    const { clients, keys, clock } = this.parts;
    return {
      ...PUBLIC_ERRORS,
      maxBytes: MAX_FORM_BYTES,
      answer: (body) => {
        const decided = body === undefined ? 'invalid_request' : decideToken(clients, { headers, body });
        if (typeof decided === 'string') return { status: 400, body: { error: decided } };
        const token = {
          access_token: signAccessToken(keys, accessClaims(decided, this.spec.issuer, clock.now())),
          expires_in: Math.round(decided.client.accessTokenMinutes * 60),
          token_type: 'Bearer',
        };
        return { status: 200, body: token };
      },
    };
  }

  private keySet(): Endpoint {
    const keys = this.parts.keys.map((key) => key.jwk);
    return {
      ...PUBLIC_ERRORS,
      maxBytes: 0,
      answer: () => ({ status: 200, body: { keys } }),
      partial: { status: 200, body: { keys: keys.slice(1) } },
    };
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
