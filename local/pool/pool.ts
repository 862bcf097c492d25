/**
 * The local stand-in for a Cognito user pool: its endpoints for tokens and for people who sign in, its key set, its API,
 * and the check of API Gateway's Cognito authorizer. Tokens have the issuer of the real user pool, so the code that verifies
 * them is the same as at AWS.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from '../callers';
import { type Endpoint, type HttpExchange, serveEndpoint } from '../endpoint';
import { InjectedFailures } from '../injected-failures';
import { listen, sendJson } from '../server';
import { Grants } from '../sign-in/grants';
import { SignIn } from '../sign-in/sign-in';
import type {
  AppClient,
  FailureKind,
  LocalClock,
  LocalPerson,
  LogSink,
  PoolFailureOptions,
  PoolServer,
  TokenClaims,
  UserPoolSpec,
} from '../types';
import { poolError } from './api-answers';
import { PoolClients } from './clients';
import { exportKeys, loadKeys, type PoolKeys, readToken } from './keys';
import { emailOf, People } from './people';
import {
  discoveryOf,
  PUBLIC_ERRORS,
  revocationEndpoint,
  sendPreflight,
  sendUserInfo,
  tokenEndpoint,
} from './public-endpoints';
import { openStore, type Person } from './store';
import type { TokenParts } from './token-endpoint';
import { DEFAULT_TOKEN_MINUTES } from './token-validity';
import { answerApiRequest, operationOf } from './user-pools-api';

/** Ours: the largest request of the API has 50 scopes of 256 characters. */
const MAX_CALL_BYTES = 65_536;
/** Quotas in Amazon Cognito: app clients of a user pool, unless AWS raised the quota. */
const MAX_CLIENTS = 1_000;
export interface PoolOptions {
  readonly clock: LocalClock;
  /** The functions, which may do what their roles allow; any other caller of the API may do everything. */
  readonly callers?: Callers;
  readonly log?: LogSink | undefined;
  /** Where signing keys, clients, secrets and people are kept from one run to the next. */
  readonly directory?: string | undefined;
  /** The most app clients; 1,000 by default. */
  readonly maxClients?: number | undefined;
}

/** Starts the pool on a free port of the loopback interface. */
export async function startPoolServer(spec: UserPoolSpec, options: PoolOptions): Promise<PoolServer> {
  const { clock, log, directory, callers = {}, maxClients = MAX_CLIENTS } = options;
  const store = openStore(directory, spec.logicalId);
  const kept = store.load();
  const keys = await loadKeys(kept?.keys);
  const save = (): void => store.save({ keys: exportKeys(keys), clients: clients.kept(), people: [...people.list()] });
  const clients = new PoolClients(spec, { clock, maxClients, kept: kept?.clients, changed: save });
  const people = new People(spec, { clock, log, kept: kept?.people, changed: save });
  save();
  const pool = new PoolEndpoints(spec, { keys, clients, people, callers, clock });
  const server = await listen((request, response) => pool.serve(request, response));
  return {
    url: server.url,
    poolId: spec.poolId,
    issuer: spec.issuer,
    authorize: (token) => pool.authorize(token),
    people: () => people.list().map(personView),
    addPerson: (email, groups) => personView(addPerson(people, email, groups)),
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

function addPerson(people: People, email: string, groups: readonly string[]): Person {
  const unknown = groups.filter((group) => !people.hasGroup(group));
  if (unknown.length > 0) throw new Error(`the pool has no group ${unknown.join(', ')}`);
  let person = people.find(email) ?? people.add({ email, email_verified: 'true' });
  for (const group of groups) person = people.addToGroup(person, group);
  return person;
}

const personView = (person: Person): LocalPerson => {
  const { sub, status, groups, invitedAt } = person;
  return { sub, email: emailOf(person), status, groups, invitedAt };
};

interface PoolParts {
  readonly keys: PoolKeys;
  readonly clients: PoolClients;
  readonly people: People;
  readonly callers: Callers;
  readonly clock: LocalClock;
}

/** What pages of any origin may call. Of Cognito's token endpoint this is known, of the others it is assumed. */
const FOR_ANY_PAGE = ['/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo'];

class PoolEndpoints {
  private readonly injected = {
    keySet: new InjectedFailures(),
    tokenEndpoint: new InjectedFailures(),
    pool: new InjectedFailures(),
  };
  private readonly tokens: TokenParts;
  private readonly signIn: SignIn;

  constructor(
    private readonly spec: UserPoolSpec,
    private readonly parts: PoolParts,
  ) {
    const { issuer, poolId } = spec;
    const grants = new Grants({ ...parts, issuer });
    this.tokens = { ...parts, issuer, grants };
    this.signIn = new SignIn({ ...parts, poolId, grants });
  }

  fail(kind: FailureKind, { target = 'keySet', ...options }: PoolFailureOptions = {}): void {
    this.injected[target].inject(kind, options);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    const wellKnown = `/${this.spec.poolId}/.well-known/`;
    const route = `${request.method ?? ''} ${path}`;
    if (await this.signIn.serve(route, request, response)) return;
    const exchange = { request, response };
    if (FOR_ANY_PAGE.includes(path) || path.startsWith(wellKnown)) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      if (request.method === 'OPTIONS') {
        sendPreflight(response);
        return;
      }
    }
    switch (route) {
      case 'POST /':
        await this.serveApi(exchange);
        break;
      case 'POST /oauth2/token':
        await this.serveTokens(tokenEndpoint(request, this.tokens), exchange);
        break;
      case 'POST /oauth2/revoke':
        await this.serveTokens(revocationEndpoint(request, this.tokens), exchange);
        break;
      case 'GET /oauth2/userInfo':
        sendUserInfo(response, this.userOf(request.headers));
        break;
      case `GET ${wellKnown}jwks.json`:
        await serveEndpoint(this.keySet(), this.injected.keySet.take().kind, exchange);
        break;
      case `GET ${wellKnown}openid-configuration`:
        sendJson(response, 200, discoveryOf(this.spec, `http://${request.headers.host ?? ''}`));
        break;
      default:
        sendJson(response, 404, { message: 'Not Found' });
    }
  }

  /** The check of a token before that of its scopes: signature, issuer, use and expiry. */
  authorize(token: string): TokenClaims | undefined {
    const claims = readToken(this.parts.keys, token);
    if (claims?.iss !== this.spec.issuer) return undefined;
    const alive = typeof claims.exp === 'number' && claims.exp * 1000 > this.parts.clock.now();
    // This pool signed the token, and it signs only tokens with these claims.
    return alive ? (claims as TokenClaims) : undefined;
  }

  private serveApi(exchange: HttpExchange): Promise<void> {
    const { headers } = exchange.request;
    const operation = operationOf(headers);
    const endpoint: Endpoint = {
      maxBytes: MAX_CALL_BYTES,
      answer: (body = '') =>
        answerApiRequest({ ...this.parts, spec: this.spec }, { operation, authorization: headers.authorization, body }),
      throttled: poolError('TooManyRequestsException', 'Rate exceeded'),
      failed: poolError('InternalErrorException', 'Something went wrong', 500),
    };
    return serveEndpoint(endpoint, this.injected.pool.take(operation).kind, exchange);
  }

  private serveTokens(endpoint: Endpoint, exchange: HttpExchange): Promise<void> {
    exchange.response.setHeader('Cache-Control', 'no-store');
    exchange.response.setHeader('Pragma', 'no-cache');
    return serveEndpoint(endpoint, this.injected.tokenEndpoint.take().kind, exchange);
  }

  /** Whose access token the request has: one that was not revoked, and has the scope `openid`. */
  private userOf({ authorization = '' }: IncomingHttpHeaders): Person | undefined {
    const claims = this.authorize(authorization.replace(/^Bearer +/i, ''));
    if (claims?.token_use !== 'access' || this.tokens.grants.isRevoked(claims.origin_jti)) return undefined;
    return claims.scope?.split(' ').includes('openid') ? this.parts.people.find(claims.sub) : undefined;
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
}
