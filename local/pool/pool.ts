/**
 * The local stand-in for a Cognito user pool: its token endpoint, its key set, the API for its app clients, and the
 * check of API Gateway's Cognito authorizer. Tokens have the issuer of the real user pool, so the code that verifies
 * them is the same as at AWS.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from '../callers';
import { type Endpoint, type HttpExchange, serveEndpoint } from '../endpoint';
import { InjectedFailures } from '../injected-failures';
import { answerApiRequest, operationOf } from './user-pools-api';
import { poolError } from './api-answers';
import { PoolClients } from './clients';
import { DEFAULT_TOKEN_MINUTES } from './token-validity';
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

/** Ours: a token request is a few short parameters. */
const MAX_FORM_BYTES = 16_384;
/** Ours: the largest request of the API has 50 scopes of 256 characters. */
const MAX_CALL_BYTES = 65_536;
/** Quotas in Amazon Cognito: app clients of a user pool, unless AWS raised the quota. */
const MAX_CLIENTS = 1_000;
const PUBLIC_ERRORS = {
  throttled: { status: 429, body: { message: 'Too Many Requests' } },
  failed: { status: 500, body: { message: 'Internal Server Error' } },
} as const;

export interface PoolOptions {
  readonly clock: LocalClock;
  /** The functions, which may do what their roles allow; any other caller of the API may do everything. */
  readonly callers?: Callers;
  /** Where signing keys, clients and secrets are kept from one run to the next. */
  readonly directory?: string | undefined;
  /** The most app clients; 1,000 by default. */
  readonly maxClients?: number | undefined;
}

/** Starts the pool on a free port of the loopback interface. */
export async function startPoolServer(spec: UserPoolSpec, options: PoolOptions): Promise<PoolServer> {
  const { clock, directory, callers = {}, maxClients = MAX_CLIENTS } = options;
  const store = openStore(directory, spec.logicalId);
  const kept = store.load();
  const keys = await loadKeys(kept?.keys);
  const save = (): void => store.save({ keys: exportKeys(keys), clients: clients.kept() });
  const clients = new PoolClients(spec, { clock, maxClients, kept: kept?.clients, changed: save });
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
  if (client === undefined) throw new Error('the user pool has its maximum of app clients');
  return clients.withSecret(client);
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
    // Assumed: pages of any origin may read the answers of Cognito's public endpoints.
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

  /** The check of a token before that of its scopes: signature, issuer, use and expiry. */
  authorize(token: string): AccessTokenClaims | undefined {
    const claims = readToken(this.parts.keys, token);
    if (claims?.iss !== this.spec.issuer || claims.token_use !== 'access') return undefined;
    const alive = typeof claims.exp === 'number' && claims.exp * 1000 > this.parts.clock.now();
    // This pool signed the token, and it signs only tokens with these claims.
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

  /** The members of OpenID Connect Discovery 1.0 section 3 that machines need. */
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
